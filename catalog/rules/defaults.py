"""[defaults]: what images have that do not say it themselves."""

from catalog.defaults import OF_EACH_IMAGE
from catalog.model import Catalog
from catalog.problem import Found, Location
from catalog.rule import rule


@rule(
    "GS340",
    "[defaults.images] must not have what each image has for itself",
    example="""
- [defaults.images]
- build.polling_duration_timeout = "2h"
+ [defaults.build.windows]
+ polling_duration_timeout = "2h"
""",
    happens="No image would take it: names and identifiers are unique in a gallery, which azurerm reports at "
    "apply, and a build has defaults of its own.",
    fix="Set it in each image; keys of builds belong to [defaults.build.windows] or [defaults.build.linux].",
    source="goldshelf: catalog/defaults.py",
)
def of_each_image(catalog: Catalog) -> Found:
    """Keys that cannot have a default."""
    for name in catalog.defaults.images.keys() & OF_EACH_IMAGE.keys():
        yield ("defaults", "images", name), f"cannot have a default: {OF_EACH_IMAGE[name]}"


@rule(
    "GS255",
    "An image should take each default",
    example="""
- [defaults.build.linux]
+ [defaults.build.windows]
polling_duration_timeout = "2h"
""",
    happens="It changes nothing, and nobody has checked its value before the build of an image that takes it.",
    fix="Remove it, or remove the key from an image that should take it.",
    source="goldshelf: catalog/defaults.py",
)
def taken_defaults(catalog: Catalog) -> Found:
    """Images that set the key themselves do not take it."""
    defaults = catalog.defaults
    tables: dict[Location, dict[str, object]] = {
        ("defaults", "images"): {k: v for k, v in defaults.images.items() if k not in OF_EACH_IMAGE},
        ("defaults", "build", "windows"): defaults.build.windows,
        ("defaults", "build", "linux"): defaults.build.linux,
    }
    taken = set(catalog.origins.values())
    for table, values in tables.items():
        for where in ((*table, name) for name in values):
            if where not in taken:
                yield where, "no image takes it, so it was not checked: remove it, or correct its name"
