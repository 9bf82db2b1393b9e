"""Keys that images had before: `formerly` and `[[forget]]`."""

from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import rule

MOVED = "Terraform 1.11.4: Refactoring, moved blocks"
REMOVED = "Terraform 1.11.4: Removing resources, removed blocks"


@rule(
    "GS170",
    "A former key must not be the key of an image",
    example="""
[images.win11-avd]
- formerly = ["win11-dev"]
+ formerly = ["win11"]

[images.win11-dev]
""",
    happens="Terraform refuses at plan to move a definition from an address that is still in use.",
    fix="Remove it from formerly, or change the key of the image that has it now.",
    source=MOVED,
)
def former_key_is_free(catalog: Catalog) -> Found:
    """Neither of this image nor of another."""
    for key, image in catalog.images.items():
        for index, former in enumerate(image.formerly):
            if former in catalog.images:
                owner = "this image's current key" if former == key else f"the key of images.{former}"
                fix = "" if former == key else ", or change the key of that image"
                yield (
                    ("images", key, "formerly", index),
                    f"{former!r} is {owner}, so Terraform cannot move a definition from it: remove it here"
                    f"{fix}",
                )


@rule(
    "GS171",
    "A former key must belong to one image only",
    example="""
[images.win11-avd]
formerly = ["win11"]

[images.win11-dev]
- formerly = ["win11"]
+ formerly = ["dev"]
""",
    happens="Terraform refuses two moves from one address, at plan.",
    fix="Keep it once, at the image that has the definition now.",
    source=MOVED,
)
def former_key_is_one_images(catalog: Catalog) -> Found:
    """Within one list, and between images."""
    seen: dict[str, str] = {}
    for key, image in catalog.images.items():
        for index, former in enumerate(image.formerly):
            first = seen.setdefault(former, key)
            if former in image.formerly[:index]:
                yield ("images", key, "formerly", index), f"{former!r} is listed twice: keep one"
            elif first != key:
                yield (
                    ("images", key, "formerly", index),
                    f"{former!r} is also a former key of images.{first}: keep it at the image that has the "
                    "definition now",
                )


@rule(
    "GS172",
    "A [[forget]] entry must not name an image of the catalog",
    example="""
[[forget]]
- key    = "win11-avd"
+ key    = "win10-avd"
reason = "the desktop team keeps it by hand"
""",
    happens="Terraform refuses at plan to forget a definition that the catalog still has.",
    fix="Remove the [[forget]] entry, or the image. If the image came back, remove the entry and deploy with "
    "ADOPT=1, which takes over the definition that stayed in Azure.",
    source=REMOVED,
)
def forgotten_is_gone(catalog: Catalog) -> Found:
    """An image may come back under its old key."""
    for index, one in enumerate(catalog.forget):
        if one.key in catalog.images:
            yield (
                ("forget", index, "key"),
                f"{one.key!r} is an image of this catalog: remove this [[forget]] entry, or the image; if the "
                "image came back, deploy with ADOPT=1 to take over its definition in Azure",
            )


@rule(
    "GS173",
    "A key must not be in both formerly and [[forget]]",
    example="""
[images.win11-avd]
formerly = ["win11"]

[[forget]]
- key    = "win11"
+ key    = "win10"
reason = "the desktop team keeps it by hand"
""",
    happens="Terraform moves the definition at plan, and the [[forget]] entry has no effect.",
    fix="Remove one of the two.",
    source="Terraform 1.11.4, tested: moved and removed blocks from one address",
)
def moved_or_forgotten(catalog: Catalog) -> Found:
    """The definition either has another key now, or is no longer managed by Terraform."""
    former = {name: key for key, image in catalog.images.items() for name in image.formerly}
    for index, one in enumerate(catalog.forget):
        if one.key in former:
            yield (
                ("forget", index, "key"),
                f"{one.key!r} is a former key of images.{former[one.key]}, which has its definition now: "
                "remove this [[forget]] entry, or the key from formerly",
            )


@rule(
    "GS214",
    "A key should not have two [[forget]] entries",
    example="""
- [[forget]]
- key    = "win10"
- reason = "the desktop team keeps it by hand"

[[forget]]
key    = "win10"
reason = "moved to another subscription"
""",
    happens="Terraform accepts both at plan, and only one of the reasons can be current.",
    fix="Keep one of them.",
    source="Terraform 1.11.4, tested: two removed blocks from one address",
)
def forgotten_once(catalog: Catalog) -> Found:
    """Reported at the later entry."""
    seen: set[str] = set()
    for index, one in enumerate(catalog.forget):
        if one.key in seen:
            yield ("forget", index, "key"), f"{one.key!r} has a [[forget]] entry above: keep one of them"
        seen.add(one.key)
