"""What a change of Terraform's resources breaks is told, with what to do instead."""

import json
from typing import Any

import pytest

from packer.facts import FILE
from review.change import Finding
from review.compare import compare
from tests.images import facts
from tests.test_effects import between

Resources = dict[str, dict[str, dict[str, Any]]]

PROTECTED = {"lifecycle": {"prevent_destroy": True}}
IMAGE: dict[str, Any] = {"name": "Win11", "location": "East US", "trusted_launch_enabled": True, **PROTECTED}
GALLERY: dict[str, Any] = {"name": "g", "location": "East US", **PROTECTED}
INSTEAD = {
    "azurerm_shared_image": "add a [[forget]] with its key and a reason to the catalog",
    "azurerm_shared_image_gallery": "state rm azurerm_shared_image_gallery.x`",
    "azurerm_resource_group": "create_resource_group = false",
    "azurerm_key_vault": "`terraform -chdir=cdktf.out/stacks/all state rm azurerm_key_vault.x`",
}


def text(resources: Resources, **blocks: Any) -> str:
    """A stack's JSON with these resources and blocks."""
    required = {"required_providers": {"azurerm": {"version": "4.55.0"}}}
    return json.dumps({"terraform": required, "resource": resources, **blocks})


def found(old: Resources, new: Resources) -> list[Finding]:
    """What the review finds between two stacks."""
    return between(text(old), text(new)).findings


def test_replaced_and_protected() -> None:
    """Terraform stops a protected definition's replacement; the way on is a definition beside it."""
    (told,) = found(
        {"azurerm_shared_image": {"x": IMAGE}}, {"azurerm_shared_image": {"x": {**IMAGE, "name": "W"}}}
    )

    assert (
        "would be destroyed and created again (forces replacement: `name`): Terraform refuses the plan "
        "because of prevent_destroy; without that, Azure refuses to delete a definition with versions, "
        "and no new host can be created from it"
    ) == told.message
    assert told.todo.startswith("undo the change, and add another image")


def test_replaced_without_protection() -> None:
    """Without prevent_destroy, it is Azure that refuses, in the middle of the apply."""
    gallery = {"name": "g"}
    (told,) = found(
        {"azurerm_shared_image_gallery": {"main": gallery}},
        {"azurerm_shared_image_gallery": {"main": {"name": "h"}}},
    )

    assert (
        "would be destroyed and created again (forces replacement: `name`): Azure refuses to delete a "
        "gallery that has definitions, and new hosts lose its versions"
    ) == told.message
    assert "undo the change, and describe the new gallery in another catalog" == told.todo


@pytest.mark.parametrize(
    ("kind", "holds"),
    [
        ("azurerm_shared_image", "Azure refuses to delete a definition with versions"),
        ("azurerm_shared_image_gallery", "Azure refuses to delete a gallery that has definitions"),
        ("azurerm_resource_group", "azurerm refuses to delete a resource group that is not empty"),
        ("azurerm_key_vault", "goldshelf does not know what depends on it"),
    ],
)
def test_destroyed(kind: str, holds: str) -> None:
    """What is gone from the catalog is destroyed, whatever protected it there."""
    (told,) = found({kind: {"x": {"name": "n", **PROTECTED}}}, {kind: {}})

    assert ("replace", f"{kind}.x") == (told.kind, told.where)
    assert holds in told.message
    assert "prevent_destroy has no effect on a resource that is no longer in the catalog" in told.message
    assert INSTEAD[kind] in told.todo


def test_renamed_key() -> None:
    """A new key for the same definition: the catalog is to say which one it had."""
    told = found({"azurerm_shared_image": {"old": IMAGE}}, {"azurerm_shared_image": {"new": IMAGE}})

    assert ["azurerm_shared_image.new"] == [one.where for one in told]
    assert (
        'keep the key, or set formerly = ["old"] in [images.new]; if formerly is already set, append "old" '
        "to it"
    ) == told[0].todo


def state_in(backend: dict[str, Any]) -> str:
    """A stack's JSON with this backend."""
    return json.dumps({"terraform": {"backend": backend}, "resource": {}})


def test_state_in_another_place() -> None:
    """Where the state is looked for elsewhere, Terraform knows nothing of what is there."""
    (told,) = between(*(state_in({"local": {"path": path}}) for path in "ab")).findings

    assert ("replace", "the state of all") == (told.kind, told.where)
    assert told.todo.endswith(
        ": `make synth`, then `terraform -chdir=cdktf.out/stacks/all init -migrate-state`"
    )


def test_state_reached_in_another_way() -> None:
    """How Terraform signs in to the state's storage moves nothing."""
    sides = (state_in({"azurerm": {"key": "k", "use_oidc": value}}) for value in (False, True))

    assert [] == between(*sides).findings


def test_group_that_exists() -> None:
    """Terraform cannot create the group that the gallery is in already."""
    gallery = {"azurerm_shared_image_gallery": {"main": {"name": "g", "resource_group_name": "r"}}}
    (told,) = found(gallery, {**gallery, "azurerm_resource_group": {"main": {"name": "r"}}})

    assert "would be created, but already exists: azurerm refuses that" == told.message
    assert told.todo.startswith("deploy with `make deploy ADOPT=1`, which imports it; or ")
    assert [] == found(gallery, {**gallery, "azurerm_resource_group": {"main": {"name": "other"}}})


def test_catalog_that_is_gone() -> None:
    """Nothing deploys a catalog that is not there, so nothing is destroyed: it is left alone in Azure."""
    products = {"prod/gallery.tf.json": text({"azurerm_shared_image_gallery": {"main": GALLERY}})}
    review = compare("a", {**products, "gallery.tf.json": text({})}, "b", {"gallery.tf.json": text({})})
    (told,) = review.findings

    assert ("prod.toml", ()) == (review.catalogs[0].name, review.catalogs[0].resources)
    assert (
        "was removed: its resources stay in Azure, with their state, and nothing manages them" == told.message
    )


def test_replaced_definition_needs_its_versions_anew() -> None:
    """A new definition is empty, so the image is built again, although its template is the same."""
    template = {f"packer/x/{FILE}": facts("x")}
    sides = [
        {
            **template,
            "image-definition.tf.json": text({"azurerm_shared_image": {"x": {**IMAGE, "os_type": os}}}),
        }
        for os in ("Linux", "Windows")
    ]
    (image,) = compare("a", sides[0], "b", sides[1]).catalogs[0].images

    assert ("x", "published into a new definition", True) == (image.key, image.action, image.needs_build)


def test_created_and_described() -> None:
    """What is created, or updated in place, breaks nothing."""
    described = {**IMAGE, "description": "d"}

    assert [] == found({}, {"azurerm_shared_image": {"x": IMAGE}})
    assert [] == found({"azurerm_shared_image": {"x": IMAGE}}, {"azurerm_shared_image": {"x": described}})
