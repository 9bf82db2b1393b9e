"""What differs in a Packer folder where no fact does is compared as text, and never passes for nothing."""

import pytest

from committed.layout import whole
from files.folders import Files
from packer.facts import FILE
from review.compare import compare
from review.reach import Reach
from tests.images import folder, reviewed, with_text


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("build.pkr.hcl", "# The scripts read", "# Scripts read", Reach.NOTHING),
        ("source.pkr.hcl", "vm_size                            =", "vm_size =", Reach.NOTHING),
        ("variables.pkr.hcl", "It must not exist", "It must be new", Reach.BUILD),
        ("plugins.pkr.hcl", ">= 2.6.2", ">= 2.6.3", Reach.BUILD),
        ("build.pkr.hcl", "pipeline_url = var", "more = 1\n      pipeline_url = var", Reach.BUILD),
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
    image = reviewed(folder(), upgraded)

    assert ["source.vm_size", "build.pkr.hcl"] == [one.path for one in image.arguments]
    assert image.needs_build


def test_image_without_facts() -> None:
    """What an earlier goldshelf committed has no facts: its templates are compared as texts."""
    old = {name: text for name, text in folder().items() if name != FILE}
    image = reviewed(with_text(old, "source.pkr.hcl", "D4ads_v5", "D8ads_v5"), folder())

    assert [FILE, "source.pkr.hcl"] == [one.path for one in image.arguments]
    assert image.needs_build


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (
            "build.pkr.hcl",
            "\n}\n",
            '\n\n  provisioner "powershell" {\n    inline = ["net user x /add"]\n  }\n}\n',
        ),
        ("variables.pkr.hcl", "default     = false", "default     = true"),
        ("variables.pkr.hcl", 'variable "git_commit"', 'build {\n}\n\nvariable "git_commit"'),
        ("build.pkr.hcl", "{ Get-Content 'C:/goldshelf", "{ Get-Content     'C:/goldshelf"),
        ("source.pkr.hcl", "secure_boot_enabled = true", "secure_boot_enabled = false"),
    ],
)
@pytest.mark.parametrize("also", [(), (("D4ads_v5", "D8ads_v5"),)])
def test_no_fact_hides_a_change_by_hand(
    name: str, old: str, new: str, also: tuple[tuple[str, str], ...]
) -> None:
    """What somebody wrote into a template needs a build, whatever the catalog changes too."""
    by_hand = with_text(folder(), name, old, new)

    assert reviewed(folder(*also), by_hand).needs_build
    assert reviewed(by_hand, folder(*also)).needs_build


def test_another_order_by_hand() -> None:
    """Steps that somebody put in another order need a build, whatever the catalog changes too."""
    text = folder()["build.pkr.hcl"]
    first, second = (f"PRODUCT={name}" for name in ("vscode", "chrome"))
    swapped = text.replace(first, "?").replace(second, first).replace("?", second)
    changed = folder(("D4ads_v5", "D8ads_v5"))

    assert reviewed(folder(), {**changed, "build.pkr.hcl": swapped}).needs_build


@pytest.mark.parametrize("facts", [{"packer/a/facts.json": "{"}, {}])
def test_scripts_of_an_image_without_readable_facts(facts: Files) -> None:
    """Where the facts cannot be read, any script may be one of the image: a changed one is told."""
    sides = [{**facts, "packer/a/build.pkr.hcl": "", "scripts/windows/x.ps1": text} for text in "ab"]
    (catalog,) = compare("a", whole(sides[0]), "b", whole(sides[1])).catalogs

    assert ["scripts/x.ps1"] == [one.path for one in catalog.images[0].arguments]
