"""What azure-arm would take and ignore is not in a template, and what has the effect is."""

import json
from pathlib import Path

import pytest

from tests.builds import CASES
from tests.images import folder, steps


def test_pause_at_the_first_start() -> None:
    """Packer leaves Windows alone for a minute before the first step: the builder has no such pause."""
    first, *others = [one for one in steps(folder()) if one["id"] != "when the build fails"]

    assert "1m" == first["pause_before"]
    assert [] == [one["id"] for one in others if "pause_before" in one]
    assert "pause_before_connecting" not in folder()["source.pkr.hcl"]


@pytest.mark.parametrize("key", sorted(CASES))
def test_type_of_the_disk(key: str, rendered: Path) -> None:
    """Only a build from the marketplace or a managed image has one: the plugin passes on no other."""
    source = json.loads((rendered / key / "facts.json").read_text())["source"]

    assert ("shared_image_gallery" not in source) == ("managed_image_storage_account_type" in source)
