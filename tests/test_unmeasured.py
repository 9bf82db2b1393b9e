"""What was not measured is unknown; what has a default, and what Azure does not see, is known."""

from typing import Any

import pytest

from review.wording import headline
from tests.test_effects import WHOLE, as_text, between, changed, reviewed

IMAGE, GALLERY = "azurerm_shared_image", "azurerm_shared_image_gallery"
TWO, SWAPPED, ONE = (
    {"disk_types_not_allowed": disks}
    for disks in (["Premium_LRS", "Standard_LRS"], ["Standard_LRS", "Premium_LRS"], ["Premium_LRS"])
)
SHARING = [[{"permission": "Groups"}, {"permission": second}] for second in ("Groups", "Community")]


def stack(resource: dict[str, Any], *, kind: str = IMAGE) -> str:
    """The JSON of a stack with this resource."""
    return as_text({kind: {"x": resource}}, kind)


@pytest.mark.parametrize(
    ("kind", "path", "argument", "drawn"),
    [
        (IMAGE, "min_recommended_memory_in_gb", "min_recommended_memory_in_gb", ["replaced"]),
        (GALLERY, "sharing", "sharing.permission", []),
        (GALLERY, "tags", "tags.a", []),
    ],
)
def test_what_was_not_measured(kind: str, path: str, argument: str, drawn: list[str]) -> None:
    """An unknown effect is in the first line and the picture, and stops whoever will have no replacement."""
    removed = changed(WHOLE[kind], path, "removed")
    review = between(stack(WHOLE[kind], kind=kind), stack(removed, kind=kind))
    (finding,) = review.findings

    assert ["unknown"] == [one.action for one in review.catalogs[0].resources]
    assert ("replace", "1 unknown effect") == (finding.kind, headline(review))
    assert finding.message.endswith(f": the effect was not measured for a change of `{argument}`")
    assert drawn == [one.mark for one in review.catalogs[0].definitions]


@pytest.mark.parametrize(
    ("kind", "old", "new", "action"),
    [
        # An argument that nobody measured is never told as harmless.
        (IMAGE, {"trusted_launch_supported": False}, {"trusted_launch_supported": True}, "unknown"),
        (IMAGE, {"confidential_vm_supported": False}, {"confidential_vm_supported": True}, "unknown"),
        (IMAGE, {"new_in_azurerm_9": False}, {"new_in_azurerm_9": True}, "unknown"),
        # An argument that goes is one that gets its default.
        (IMAGE, {"architecture": "Arm64"}, {"architecture": None}, "replaced"),
        (IMAGE, {"architecture": None}, {"architecture": "Arm64"}, "replaced"),
        (IMAGE, {"architecture": None}, {"architecture": "x64"}, "unchanged in Azure"),
        (IMAGE, {"specialized": None}, {"specialized": False}, "unchanged in Azure"),
        (IMAGE, {"specialized": False}, {"specialized": None}, "unchanged in Azure"),
        (IMAGE, {"specialized": True}, {"specialized": None}, "replaced"),
        (IMAGE, {"specialized": None}, {"specialized": True}, "replaced"),
        # Another spelling of a region, another order of a set, timeouts: nothing that reaches Azure.
        (IMAGE, {}, {"location": "eastus", "timeouts": {"create": "1h"}}, "unchanged in Azure"),
        (IMAGE, TWO, SWAPPED, "unchanged in Azure"),
        # A set with one less is another set.
        (IMAGE, TWO, ONE, "updated"),
        # The second of two blocks changes, or a block without arguments comes.
        (GALLERY, {"sharing": SHARING[0]}, {"sharing": SHARING[1]}, "replaced"),
        (GALLERY, {"sharing": None}, {"sharing": {}}, "replaced"),
    ],
)
def test_argument(kind: str, old: dict[str, Any], new: dict[str, Any], action: str) -> None:
    """What becomes of a resource is told as it is, or as unknown."""
    sides = (stack({**WHOLE[kind], **one}, kind=kind) for one in (old, new))

    assert {f"{kind}.x": action} == reviewed(*sides)


def test_depends_on() -> None:
    """In which order Terraform works is nothing that Azure sees."""
    before = stack(WHOLE[IMAGE])
    after = before.replace("azurerm_shared_image_gallery.needed", "azurerm_shared_image_gallery.other")

    assert {f"{IMAGE}.x": "unchanged in Azure"} == reviewed(before, after)


def test_values_of_another_type() -> None:
    """A version or a region that somebody made a list by hand is told as a change like any other."""
    sides = (
        stack({**WHOLE[GALLERY], "location": [one, "x"]}, kind=GALLERY).replace('"4.55.0"', f'["{one}", "x"]')
        for one in ("4.55.0", "4.60.0")
    )

    assert {f"{GALLERY}.x": "unknown"} == reviewed(*sides)


def test_renamed_definition_is_drawn_by_its_new_name() -> None:
    """The picture shows what will be there."""
    (catalog,) = between(*(stack({**WHOLE[IMAGE], "name": name}) for name in ("old", "new"))).catalogs

    assert ["new"] == [one.name for one in catalog.definitions]


def test_another_azurerm() -> None:
    """The effects are those of one version: with another one, each is unknown, and the version is told."""
    before = stack(WHOLE[IMAGE])
    after = before.replace('"4.55.0"', '"4.60.0"').replace('"description": "d"', '"description": "e"')
    review = between(before, after)
    (catalog,) = review.catalogs

    assert ["unknown"] == [one.action for one in catalog.resources]
    assert [("all.terraform.required_providers.azurerm.version", '"4.55.0"', '"4.60.0"')] == [
        (one.path, one.old, one.new) for one in catalog.settings
    ]
    assert ("replace", "the provider of all") == (review.findings[0].kind, review.findings[0].where)
