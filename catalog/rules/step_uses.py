"""Own steps: where they run, and where they do not."""

from catalog.build import CatalogSource
from catalog.model import Catalog, Image
from catalog.problem import Found
from catalog.rule import each_image, rule
from catalog.rules.steps import DOCS


@rule(
    "GS222",
    "A step of [steps] should be in an image",
    example="""
[steps.baseline]
phase  = "settings"
inline = "exit 0"

[images.win11-avd.build]
- steps = []
+ steps = ["baseline"]
""",
    happens="It is run in the build of no image.",
    fix="Name it in build.steps of an image, or remove it.",
    source=DOCS,
)
def used_steps(catalog: Catalog) -> Found:
    """Named by at least one image."""
    used = {one for image in catalog.images.values() for one in image.build.steps if isinstance(one, str)}
    for name in catalog.steps:
        if name not in used:
            yield ("steps", name), "is in no image: name it in build.steps of an image, or remove it"


@rule(
    "GS223",
    "The first_boot steps of a base image should be steps of the layered image too",
    example="""
[steps.join]
phase  = "first_boot"
inline = "exit 0"

[images.win11-avd.build]
steps = ["join"]

[images.win11-dev.build]
source = { image = "win11-avd" }
- steps  = []
+ steps  = ["join"]
""",
    happens="They run once, in the build of the layered image, whose VM is the first host of its base; hosts of "
    "the layered image do not run them.",
    fix="Name the step in the layered image, and make it harmless in the build's VM; or leave it to the layered "
    "image.",
    source=DOCS,
)
@each_image
def first_boot_of_a_base(image: Image, catalog: Catalog) -> Found:
    """Of the next base: what it passes on, its own base has."""
    source = image.build.source
    base = catalog.images.get(source.image) if isinstance(source, CatalogSource) else None
    own = {name for name, _ in catalog.steps_of(image)}
    for name, step in catalog.steps_of(base) if base else ():
        if step.phase == "first_boot" and name not in own:
            yield (
                ("build", "source"),
                f"the step {name!r} of its base runs in this build, on the first start of its VM, and not on "
                "the hosts: name it in build.steps of this image too",
            )
