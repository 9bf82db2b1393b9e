"""A review of what moves in Terraform's state, or is forgotten: nothing is destroyed, or built again."""

from itertools import pairwise
from typing import Any

import pytest

from files.errors import GoldshelfError
from packer.facts import FILE
from review.change import Catalog
from review.compare import compare
from review.terraform import STATE
from review.wording import headline
from tests.images import facts
from tests.test_harm import IMAGE, PROTECTED, text

KIND = "azurerm_shared_image"


def products(*keys: str, **blocks: Any) -> dict[str, str]:
    """What is committed of a catalog with these images, and blocks of the stack."""
    definitions = {key: {**IMAGE, "name": key[0]} for key in keys}
    folders = {f"packer/{key}/{FILE}": facts(key, os_type="Windows") for key in keys}
    return {"image-definition.tf.json": text({KIND: definitions}, **blocks), **folders}


def moved(*chain: str) -> list[dict[str, str]]:
    """Blocks from each key to the next one."""
    return [{"from": f"{KIND}.{old}", "to": f"{KIND}.{new}"} for old, new in pairwise(chain)]


def forgotten(*keys: str) -> list[dict[str, Any]]:
    """Blocks for these keys."""
    return [{"from": f"{KIND}.{key}", "lifecycle": {"destroy": False}} for key in keys]


def reviewed(old: dict[str, str], new: dict[str, str]) -> tuple[str, Catalog]:
    """The first line, and the one catalog."""
    review = compare("a", old, "b", new)
    return headline(review), review.catalogs[0]


def actions(catalog: Catalog) -> dict[str, str]:
    """What becomes of each resource."""
    return {one.address: one.action for one in catalog.resources}


@pytest.mark.parametrize("chain", [("old", "o-new"), ("oldest", "old", "o-new"), ("old", "between", "o-new")])
def test_moved(chain: tuple[str, ...]) -> None:
    """A key with its former one is one definition and one image, which needs no build."""
    said, catalog = reviewed(products("old"), products("o-new", moved=moved(*chain)))

    assert "1 resource moved" == said
    assert {f"{KIND}.o-new": "moved in Terraform's state"} == actions(catalog)
    assert ("address", f'"{KIND}.old"') == (
        catalog.resources[0].arguments[0].path,
        catalog.resources[0].arguments[0].old,
    )
    assert [("o-new", "changed", False)] == [(one.key, one.action, one.needs_build) for one in catalog.images]
    assert ["changed"] == [one.mark for one in catalog.definitions]
    assert () == catalog.findings


def test_moved_and_changed() -> None:
    """What changes with the key is told as ever: a protection that goes, another VM size, another system."""
    new = products("new", moved=moved("old", "new"))
    new = {
        path: text.replace('"lifecycle": {"prevent_destroy": true}', '"description": "d"')
        .replace('"name": "n"', '"name": "o"')
        .replace('"Windows"', '"Linux"')
        for path, text in new.items()
    }
    _, catalog = reviewed(products("old"), new)

    assert {f"{KIND}.new": "updated"} == actions(catalog)
    assert [
        "loses prevent_destroy: Terraform can destroy it",
        "changes, but keeps version 1.0.0: if that exists, Azure refuses it",
    ] == [one.message for one in catalog.findings]
    (image,) = catalog.images
    assert ["key", "source.os_type"] == [one.path for one in image.arguments]
    assert image.needs_build


def test_forgotten() -> None:
    """What Terraform forgets stays in Azure: no harm, and told as such."""
    said, catalog = reviewed(products("a", "b"), products("b", removed=forgotten("a")))

    assert "1 resource removed from the state, 1 image no longer built" == said
    assert {f"{KIND}.a": "removed from the state, stays in Azure"} == actions(catalog)
    assert ["forgotten", ""] == [one.mark for one in catalog.definitions]
    assert () == catalog.findings + catalog.settings


def test_for_a_state_that_missed_a_deploy() -> None:
    """A block for what no revision has is told in a line of its own, in words, and is no unknown effect."""
    _, catalog = reviewed(products("c"), products("c", moved=moved("a", "b", "c"), removed=forgotten("x")))

    assert [
        (f"image-definition.moved.{KIND}.a", f'"{KIND}.b"', STATE),
        (f"image-definition.moved.{KIND}.b", f'"{KIND}.c"', STATE),
        (f"image-definition.removed.{KIND}.x", '"removed from the state, stays in Azure"', STATE),
    ] == [(one.path, one.new, one.effect) for one in catalog.settings]
    assert () == catalog.findings


def test_two_that_become_one() -> None:
    """One definition moves; another one that the chain passes is destroyed, which is told."""
    _, catalog = reviewed(products("oldest", "old"), products("o-new", moved=moved("oldest", "old", "o-new")))

    assert {f"{KIND}.oldest": "destroyed", f"{KIND}.o-new": "moved in Terraform's state"} == actions(catalog)


@pytest.mark.parametrize(
    "blocks",
    [
        {"moved": {"from": "a", "to": "b"}},
        {"moved": [{"from": "a"}]},
        {"moved": [["a", "b"]]},
        {"moved": [*moved("a", "x"), *moved("b", "x")]},
        {"moved": [*moved("a", "x"), *moved("a", "y")]},
        {"removed": [{"from": f"{KIND}.a"}]},
        {"removed": [{"from": f"{KIND}.a", "lifecycle": {"destroy": True}}]},
    ],
)
def test_blocks_that_synth_does_not_write(blocks: Any) -> None:
    """A block that would destroy, or that Terraform refuses, was not written by `make synth`."""
    with pytest.raises(GoldshelfError, match="run make synth and commit it"):
        compare("a", products("a"), "b", products("b", **blocks))


def test_a_circle_ends() -> None:
    """Blocks that lead in a circle move nothing."""
    circle = [*moved("a", "b"), *moved("b", "a"), *moved("c", "new"), *moved("new", "c")]
    _, catalog = reviewed(products("old"), products("new", moved=circle))

    assert {f"{KIND}.old": "destroyed", f"{KIND}.new": "created"} == actions(catalog)


def test_the_group_stays() -> None:
    """A group that others make from now on is forgotten, not destroyed."""
    kind = "azurerm_resource_group"
    old = {"gallery.tf.json": text({kind: {"main": {"name": "r", **PROTECTED}}})}
    removed = [{"from": f"{kind}.main", "lifecycle": {"destroy": False}}]
    new = {"gallery.tf.json": text({}, removed=removed)}
    said, catalog = reviewed(old, new)

    assert ("1 resource removed from the state", ()) == (said, catalog.findings)
