"""What a stack says beside the effects of its arguments."""

import json

from review.compare import compare
from review.wording import headline
from tests.test_effects import GALLERY, IMAGE, as_text, changed, reviewed


def test_a_second_block() -> None:
    """A change of the second of two blocks is told, and so is a block without arguments."""
    kind = "azurerm_shared_image_gallery"
    bare = {name: value for name, value in GALLERY.items() if name != "sharing"}
    groups = [[{"permission": "Groups"}, {"permission": other}] for other in ("Groups", "Community")]
    sides = [as_text({kind: {"x": {**bare, "sharing": one}}}, kind) for one in groups]

    assert {f"{kind}.x": "replaced"} == reviewed(*sides)
    assert {f"{kind}.x": "replaced"} == reviewed(
        as_text({kind: {"x": bare}}, kind), as_text({kind: {"x": {**bare, "sharing": {}}}}, kind)
    )


def test_unknown_is_in_the_headline() -> None:
    """An effect that nobody measured is in the first line, and marked in the picture."""
    kind = "azurerm_shared_image"
    sides = [
        as_text({kind: {"x": one}}, kind)
        for one in (IMAGE, changed(IMAGE, "min_recommended_vcpu_count", "removed"))
    ]
    review = compare("a", {"all.tf.json": sides[0]}, "b", {"all.tf.json": sides[1]})

    assert "1 unknown effect" == headline(review)
    assert ["replaced"] == [one.mark for one in review.catalogs[0].definitions]
    assert review.findings[0].message.endswith("a change of `min_recommended_vcpu_count`")


def test_renamed_definition_is_drawn_by_its_new_name() -> None:
    """The picture shows what will be there."""
    kind = "azurerm_shared_image"
    sides = [as_text({kind: {"x": {**IMAGE, "name": name}}}, kind) for name in ("old", "new")]
    (catalog,) = compare("a", {"all.tf.json": sides[0]}, "b", {"all.tf.json": sides[1]}).catalogs

    assert ["new"] == [one.name for one in catalog.definitions]


def test_depends_on() -> None:
    """In which order Terraform works is nothing that Azure sees."""
    kind = "azurerm_shared_image"
    sides = [
        as_text({kind: {"x": IMAGE}}, kind).replace("azurerm_shared_image_gallery.needed", other)
        for other in ("azurerm_shared_image_gallery.needed", "azurerm_shared_image_gallery.other")
    ]

    assert {"azurerm_shared_image.x": "unchanged in Azure"} == reviewed(*sides)


def test_one_of_a_set_goes() -> None:
    """A set with one less is another set."""
    kind = "azurerm_shared_image"
    sides = [
        as_text({kind: {"x": {**IMAGE, "disk_types_not_allowed": one}}}, kind)
        for one in (["Premium_LRS", "Standard_LRS"], ["Premium_LRS"])
    ]

    assert {"azurerm_shared_image.x": "updated"} == reviewed(*sides)


def test_values_of_another_type() -> None:
    """A version or a region that somebody made a list by hand is told as a change like any other."""
    kind = "azurerm_shared_image_gallery"
    sides = [
        json.dumps(
            {
                "terraform": {"required_providers": {"azurerm": {"version": [version, "x"]}}},
                "resource": {kind: {"x": {**GALLERY, "location": [version, "x"]}}},
            }
        )
        for version in ("4.55.0", "4.60.0")
    ]

    assert {f"{kind}.x": "unknown"} == reviewed(*sides)
