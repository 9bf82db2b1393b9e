"""One run reports every mistake in the catalog, with its line and what to do."""

from pathlib import Path

import pytest

from catalog.load import load
from files.errors import GoldshelfError
from tests.conftest import DATA, PROJECT, Write


def problems(path: Path) -> list[str]:
    """Return the lines of the error, without the folder that the test runs in."""
    with pytest.raises(GoldshelfError) as raised:
        load(path)
    return [line.replace(f"{path.parent}/", "") for line in str(raised.value).splitlines()]


def test_the_projects_catalog_is_sound() -> None:
    """The catalog.toml of this repository has no errors, whoever edited it."""
    assert {} != load(PROJECT / "catalog.toml").images


def test_the_users_own_example() -> None:
    """The user's example is read as it is written."""
    catalog = load(DATA / "catalog.toml")

    assert "my_image_gallery" == catalog.gallery.name
    assert ["win11-avd"] == list(catalog.images)
    assert "trusted_launch_enabled" == catalog.images["win11-avd"].profile.definition_argument


def test_no_gallery(catalog_file: Write) -> None:
    """A table with a typing error in its name is reported as unknown, and not as missing besides."""
    assert ["catalog.toml:1: galery: unknown key; did you mean 'gallery'? (GS002)"] == problems(
        catalog_file(("[gallery]", "[galery]"))
    )
