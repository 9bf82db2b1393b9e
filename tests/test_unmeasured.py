"""What was not measured is unknown; what has a default is known."""

from typing import Any

import pytest

from review.compare import compare
from tests.test_effects import IMAGE, WHOLE, as_text, changed, reviewed


@pytest.mark.parametrize(
    ("kind", "path", "change"),
    [
        ("azurerm_shared_image", "min_recommended_memory_in_gb", "removed"),
        ("azurerm_shared_image_gallery", "sharing", "removed"),
        ("azurerm_shared_image_gallery", "tags", "removed"),
    ],
)
def test_what_was_not_measured(kind: str, path: str, change: str) -> None:
    """An effect that is not in the data is unknown, and stops whoever will have no replacement."""
    review = compare(
        "a",
        {"all.tf.json": as_text({kind: {"x": WHOLE[kind]}}, kind)},
        "b",
        {"all.tf.json": as_text({kind: {"x": changed(WHOLE[kind], path, change)}}, kind)},
    )

    assert ["unknown"] == [one.action for one in review.catalogs[0].resources]
    assert ["replace"] == [one.kind for one in review.findings]
    assert "the effect was not measured for a change of " in review.findings[0].message


@pytest.mark.parametrize(
    "name", ["trusted_launch_supported", "confidential_vm_supported", "new_in_azurerm_9"]
)
def test_argument_that_is_not_in_the_data(name: str) -> None:
    """An argument that nobody measured is never told as harmless."""
    sides = [
        as_text({"azurerm_shared_image": {"x": {**IMAGE, name: value}}}, "azurerm_shared_image")
        for value in (False, True)
    ]

    assert {"azurerm_shared_image.x": "unknown"} == reviewed(*sides)


@pytest.mark.parametrize(
    ("name", "old", "new", "action"),
    [
        ("architecture", "Arm64", None, "replaced"),
        ("architecture", None, "Arm64", "replaced"),
        ("architecture", None, "x64", "unchanged in Azure"),
        ("specialized", None, False, "unchanged in Azure"),
        ("specialized", False, None, "unchanged in Azure"),
        ("specialized", True, None, "replaced"),
        ("specialized", None, True, "replaced"),
    ],
)
def test_what_is_not_set_has_a_default(name: str, old: Any, new: Any, action: str) -> None:
    """An argument that goes is one that gets its default."""
    sides = [
        as_text({"azurerm_shared_image": {"x": {**IMAGE, name: value}}}, "azurerm_shared_image")
        for value in (old, new)
    ]

    assert {"azurerm_shared_image.x": action} == reviewed(*sides)


def test_another_azurerm() -> None:
    """The effects are those of one version: with another one, each is unknown, and the version is told."""
    before = as_text({"azurerm_shared_image": {"x": IMAGE}}, "azurerm_shared_image")
    after = before.replace('"4.55.0"', '"4.60.0"').replace('"description": "d"', '"description": "e"')
    review = compare("a", {"all.tf.json": before}, "b", {"all.tf.json": after})
    (catalog,) = review.catalogs

    assert ["unknown"] == [one.action for one in catalog.resources]
    assert [("all.terraform.required_providers.azurerm.version", '"4.55.0"', '"4.60.0"')] == [
        (one.path, one.old, one.new) for one in catalog.settings
    ]
    assert ("replace", "the provider of all") == (review.findings[0].kind, review.findings[0].where)


def test_what_azure_does_not_see() -> None:
    """Another spelling of a region, another order of a set, timeouts: nothing that reaches Azure."""
    quiet = {
        "location": "eastus",
        "timeouts": {"create": "1h"},
        "disk_types_not_allowed": ["Standard_LRS", "Premium_LRS"],
    }
    whole = {**IMAGE, "disk_types_not_allowed": ["Premium_LRS", "Standard_LRS"]}
    sides = [
        as_text({"azurerm_shared_image": {"x": one}}, "azurerm_shared_image")
        for one in (whole, {**whole, **quiet})
    ]

    assert {"azurerm_shared_image.x": "unchanged in Azure"} == reviewed(*sides)
