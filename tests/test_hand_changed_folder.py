"""What differs in a Packer folder where no fact does is compared as text, and never passes for nothing."""

import pytest

from packer.facts import FILE
from review.reach import Reach
from tests.images import folder, reviewed, with_fact, with_text


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("build.pkr.hcl", "# The scripts read", "# Scripts read", Reach.NOTHING),
        ("source.pkr.hcl", "vm_size                            =", "vm_size =", Reach.NOTHING),
        ("variables.pkr.hcl", "It must not exist", "It must be new", Reach.BUILD),
        ("plugins.pkr.hcl", ">= 2.6.2", ">= 2.6.3", Reach.BUILD),
        ("build.pkr.hcl", "pipeline_url     = var", "more = 1\n      pipeline_url = var", Reach.BUILD),
        ("build.pkr.hcl", "update_limit    = 25", "update_limit    = 50", Reach.VERSION),
        ("source.pkr.hcl", "winrm_use_ssl ", "unknown = 1\n  winrm_use_ssl ", Reach.VERSION),
        ("build.pkr.hcl", "build {", "build {{", Reach.VERSION),
        ("image.json", "{", "{,", Reach.VERSION),
        (FILE, "{", "{,", Reach.VERSION),
    ],
)
def test_file_that_differs_where_no_fact_does(name: str, old: str, new: str, expected: Reach) -> None:
    """A template that somebody changed by hand is told; only comments and spacing count as nothing."""
    image = reviewed(folder(), with_text(folder(), name, old, new))

    assert {name: expected} == {one.path: one.effect for one in image.arguments}
    assert (expected == Reach.VERSION) == image.needs_build


def test_another_goldshelf_beside_a_change_of_the_catalog() -> None:
    """A template that another goldshelf writes otherwise needs a build, whatever else changed with it."""
    changed = folder(("D4ads_v5", "D8ads_v5"))
    upgraded = with_text(changed, "build.pkr.hcl", "search_criteria = ", 'new = "x"\n    search_criteria = ')
    image = reviewed(folder(), with_fact(upgraded, "0" * 64, "templates", "build.pkr.hcl"))

    assert ["source.vm_size", "build.pkr.hcl"] == [one.path for one in image.arguments]
    assert image.needs_build


def test_image_without_facts() -> None:
    """What an earlier goldshelf committed has no facts: its templates are compared as texts."""
    old = {name: text for name, text in folder().items() if name != FILE}
    image = reviewed(with_text(old, "source.pkr.hcl", "D4ads_v5", "D8ads_v5"), folder())

    assert [FILE, "source.pkr.hcl"] == [one.path for one in image.arguments]
    assert image.needs_build
