"""What the README shows is true."""

import re
import subprocess
from pathlib import Path

import pytest

from catalog.load import CatalogError, load
from tests.conftest import PROJECT

README = (PROJECT / "README.md").read_text()
MAKE = re.findall(r"`(make \w+[^`]*)`|^(make .+)$", README, flags=re.MULTILINE)


def block(language: str) -> str:
    """The first code block of that language."""
    found = re.search(rf"^```{language}\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def test_catalog_in_the_readme(tmp_path: Path) -> None:
    """The catalog that the README shows is sound, and the mistake gives the message that it shows."""
    path = tmp_path / "catalog.toml"
    path.write_text(block("toml"))
    assert ["win11-avd"] == list(load(path).images)

    path.write_text(block("toml").replace("my_image_gallery", "my-image-gallery"))
    with pytest.raises(CatalogError) as raised:
        load(path)
    assert str(raised.value).replace(f"{tmp_path}/", "") in README.splitlines()


@pytest.mark.parametrize("command", sorted({inline or line for inline, line in MAKE}))
def test_make_targets_in_the_readme(command: str) -> None:
    """Every `make` command of the README is one that the Makefile has."""
    run = subprocess.run(
        [*command.split(), "--dry-run"], cwd=PROJECT, capture_output=True, text=True, check=False
    )

    assert (0, "") == (run.returncode, run.stderr)
