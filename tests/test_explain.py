"""`python -m catalog explain KEY`, for a key that is a table."""

from pathlib import Path

import pytest

from catalog.machine import Machine
from catalog.package_updates import PackageUpdates
from catalog.toml_table import TomlTable
from catalog.vcpu_quota import VcpuQuota
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
        ("vcpu_quota", VcpuQuota),
    ],
)
def test_explain_a_table(key: str, table: type[TomlTable], tmp_path: Path) -> None:
    """A table is explained with the keys that it has, each in a line, also where it may be true or false."""
    lines = run(tmp_path, "explain", key).stdout.splitlines()

    assert list(table.model_fields) == [
        line.strip().partition(": ")[0] for line in lines if line.startswith("    ")
    ]


@pytest.mark.parametrize("key", ["vcpu_quota.limit", "vcpu_quota[].limit", "vcpu_quota[0].limit"])
def test_explain_a_key_in_a_list(key: str, tmp_path: Path) -> None:
    """A key of a list of tables is found with or without what stands for one of them."""
    assert run(tmp_path, "explain", key).stdout.startswith("vcpu_quota[].limit\n")


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("image_url", "no build can start from a VHD"),
        ("source.image_url", "no build can start from a VHD"),
        ("build.extra.image_url", "no build can start from a VHD"),
        ("extra.ssh_host", "Packer knows the address of its build VM"),
    ],
)
def test_explain_what_is_no_key(key: str, told: str, tmp_path: Path) -> None:
    """The reason is found wherever somebody looks for it."""
    done = run(tmp_path, "explain", key)

    assert (1, True) == (done.returncode, told in done.stderr)
