"""Keys that images had: those that moved to another key, and those that Terraform forgets."""

from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import rule

MOVED = "Terraform 1.11.4: Refactoring, moved blocks"
REMOVED = "Terraform 1.11.4: Removing resources, removed blocks"


@rule(
    "GS170",
    "A former key is not the key of an image",
    happens="Terraform refuses, at plan, to move a definition away from an address that is still there.",
    todo="Remove it from formerly, or give the image that has it now another key.",
    source=MOVED,
)
def former_key_is_free(catalog: Catalog) -> Found:
    """Of this image, or of another one."""
    for key, image in catalog.images.items():
        for index, former in enumerate(image.formerly):
            if former in catalog.images:
                whose = "the image's key now" if former == key else f"the key of images.{former}"
                yield (
                    ("images", key, "formerly", index),
                    f"{former!r} is {whose}, and Terraform moves nothing away from there: remove it here"
                    + ("" if former == key else ", or give that image another key"),
                )


@rule(
    "GS171",
    "A former key leads to one image, once",
    happens="Terraform refuses, at plan, two moves from one address.",
    todo="Keep it at the image whose definition it was, once.",
    source=MOVED,
)
def former_key_is_one_images(catalog: Catalog) -> Found:
    """In one list, or in two."""
    seen: dict[str, str] = {}
    for key, image in catalog.images.items():
        for index, former in enumerate(image.formerly):
            first = seen.setdefault(former, key)
            if former in image.formerly[:index]:
                yield ("images", key, "formerly", index), f"{former!r} is in this list already: keep one"
            elif first != key:
                yield (
                    ("images", key, "formerly", index),
                    f"{former!r} is a former key of images.{first} too: keep it at the one whose definition "
                    "it was",
                )


@rule(
    "GS172",
    "What Terraform forgets is not an image of the catalog",
    happens="Terraform refuses, at plan, to forget a definition that is still described.",
    todo="Remove the [[forget]], or the image. If the image came back: remove the [[forget]], and "
    "deploy with ADOPT=1, which takes over the definition that stayed in Azure.",
    source=REMOVED,
)
def forgotten_is_gone(catalog: Catalog) -> Found:
    """An image may come back under the key that it had."""
    for index, one in enumerate(catalog.forget):
        if one.key in catalog.images:
            yield (
                ("forget", index, "key"),
                f"{one.key!r} is an image of this catalog: remove this [[forget]], or that image; if it came "
                "back, deploy it with ADOPT=1, which takes over the definition in Azure",
            )


@rule(
    "GS173",
    "A key is moved or forgotten, not both",
    happens="Terraform moves the definition, at plan, and the [[forget]] does nothing.",
    todo="Remove one of the two.",
    source="Terraform 1.11.4, tried: moved and removed blocks from one address",
)
def moved_or_forgotten(catalog: Catalog) -> Found:
    """The definition lives on here under another key, or without Terraform."""
    former = {name: key for key, image in catalog.images.items() for name in image.formerly}
    for index, one in enumerate(catalog.forget):
        if one.key in former:
            yield (
                ("forget", index, "key"),
                f"{one.key!r} is a former key of images.{former[one.key]}, which has its definition now: "
                "remove this [[forget]], or the key from formerly",
            )


@rule(
    "GS214",
    "A key is forgotten once",
    happens="Terraform takes both at plan, and nobody knows which reason holds.",
    todo="Keep one.",
    source="Terraform 1.11.4, tried: two removed blocks from one address",
)
def forgotten_once(catalog: Catalog) -> Found:
    """The later one is told."""
    seen: set[str] = set()
    for index, one in enumerate(catalog.forget):
        if one.key in seen:
            yield ("forget", index, "key"), f"{one.key!r} is forgotten above already: keep one"
        seen.add(one.key)
