"""`python -m catalog explain KEY`, for a key that is a table."""

from pathlib import Path

import pytest

from catalog.machine import Machine
from catalog.package_updates import PackageUpdates
from catalog.toml_table import TomlTable
from catalog.windows_product import WindowsProduct
from catalog.windows_update import WindowsUpdate
from tests.catalogs import run


@pytest.mark.parametrize(
    ("key", "table"),
    [
        ("build.machine", Machine),
        ("windows_update", WindowsUpdate),
        ("package_updates", PackageUpdates),
        ("software.windows.teams", WindowsProduct),
    ],
)
def test_explain_a_table(key: str, table: type[TomlTable], tmp_path: Path) -> None:
    """A table is explained with the keys that it has, each in a line, also where it may be true or false."""
    lines = run(tmp_path, "explain", key).stdout.splitlines()

    assert list(table.model_fields) == [
        line.strip().partition(": ")[0] for line in lines if line.startswith("    ")
    ]
