"""A layered image is built anew where the image that it starts from is."""

import json

import pytest

from files.folders import Files
from packer.facts import FILE
from review.change import Catalog
from tests.images import KEY, catalog_of, folder, folders, layer, with_fact

SKU, SIZE = ("win11-25h2", "win11-24h2"), ("D4ads_v5", "D8ads_v5")


def elsewhere(name: str, group: str) -> str:
    """A source in a gallery that is called so."""
    return f'{{ gallery_name = "{name}", resource_group = "{group}", image_name = "Win11-AVD-Template" }}'


def built(catalog: Catalog) -> list[str]:
    """The keys of the images that are built anew."""
    return [one.key for one in catalog.images if one.needs_build]


@pytest.mark.parametrize(
    ("base", "edit", "anew"),
    [
        ('{ image = "win11-avd" }', SKU, ["win11-avd", "above"]),
        ('{ image = "win11-avd" }', SIZE, []),
        ('{ image = "win11-avd", version = "1.0.0" }', SKU, ["win11-avd"]),
        (elsewhere("other", "my-resources"), SKU, ["win11-avd"]),
        (elsewhere("my_image_gallery", "other"), SKU, ["win11-avd"]),
    ],
)
def test_what_a_layer_is_built_on(base: str, edit: tuple[str, str], anew: list[str]) -> None:
    """A layer of the latest is built anew where its base is: no namesake elsewhere, no other way to build."""
    old, new = folders(layer("above", base)), folders(edit, layer("above", base))
    catalog = catalog_of(old, new)

    assert anew == built(catalog)
    assert ("above" in anew) == ("images.above" in [one.where for one in catalog.findings])


def test_a_layer_that_changes_too() -> None:
    """A layer where only the way to build it changed is built anew where its base is, and told once."""
    old, new = folders(layer("above")), folders(SKU, layer("above"))
    new["above"] = with_fact(new["above"], "Standard_D8ads_v5", "source", "vm_size")

    assert [("above", "changed", True), (KEY, "changed", True)] == [
        (one.key, one.action, one.needs_build) for one in catalog_of(old, new).images
    ]


def test_layer_beside_another_change() -> None:
    """A layer whose base is only built otherwise is not built anew because a third image is."""
    third = '{ publisher = "MicrosoftWindowsDesktop", offer = "windows-11", sku = "win11-25h2-ent" }'
    old = folders(layer("above"), layer("third", third))
    new = folders(SIZE, layer("above"), layer("third", third.replace("25h2", "24h2")))

    assert ["third"] == built(catalog_of(old, new))


def test_base_that_is_the_image_itself() -> None:
    """An image that starts from its own definition, by hand, hides nothing."""
    facts = json.loads(folder()[FILE])
    names = facts["source"]["shared_image_gallery_destination"]
    own: Files = with_fact(folder(), names, "source", "shared_image_gallery")

    assert [KEY] == built(catalog_of({KEY: folder()}, {KEY: own}))


def test_base_in_another_spelling() -> None:
    """Azure compares names without regard to case, and so does a layer that names its base in the gallery."""
    base = elsewhere("MY_image_gallery", "My-Resources").replace("Win11-AVD-Template", "win11-avd-template")
    catalog = catalog_of(folders(layer("above", base)), folders(SKU, layer("above", base)))

    assert ["win11-avd", "above"] == built(catalog)


@pytest.mark.parametrize("value", [[], {}, None, 5])
def test_names_of_another_type(value: object) -> None:
    """A name that somebody made a list by hand is no name of a base, and no traceback."""
    facts_ = with_fact(folder(), value, "source", "shared_image_gallery_destination", "resource_group")

    assert catalog_of({KEY: folder()}, {KEY: facts_}).images[0].needs_build
