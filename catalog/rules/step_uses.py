"""Own steps: where they run, and where they do not."""

import re

from catalog.image import Image
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import each_image, rule
from catalog.rules.steps import DOCS
from catalog.source import CatalogSource


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
    used = {one for image in catalog.builds.values() for one in image.build.steps if isinstance(one, str)}
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
    base = catalog.builds.get(source.image) if isinstance(source, CatalogSource) else None
    if base is None:
        return
    own = {name for name, _ in catalog.steps_of(image)}
    for name, step in catalog.steps_of(base):
        if step.phase == "first_boot" and name not in own:
            yield (
                ("build", "source"),
                f"the step {name!r} of its base runs in this build, on the first start of its VM, and not on "
                "the hosts: name it in build.steps of this image too",
            )


VARIABLE = re.compile(r"\$\{?[A-Za-z_]\w*\}?|\$\(\w+\)|\$env:\w+")
EXPRESSION = re.compile(r"\$\{\{|\$\{(?:var|local|env|build|path|source|data)\b")
"""Of GitHub Actions, Packer and Terraform."""
IN_TWO_BRACES = re.compile(r"\{\{[^{}]*\}\}")


@rule(
    "GS227",
    "environment and version_tags should have values, not names of variables",
    example="""
[steps.agent]
phase       = "software"
inline      = "exit 0"
- environment = { AGENT_SERVER = "${AGENT_SERVER}" }
+ environment = { AGENT_SERVER = "agents.contoso.example" }

[images.win11-avd.build]
steps = ["agent"]
""",
    happens="The script gets the text as it is in the build: nothing replaces variables in a catalog.",
    fix='Write the value. What the build knows is a fact: facts = { IMAGE_VERSION = "version" }. If it is a '
    "secret, or only the pipeline knows it, name the variable in `secrets`: Packer takes it from PKR_VAR_<name>.",
    source=DOCS,
)
def values_not_variables(catalog: Catalog) -> Found:
    """A text that is nothing but a variable of a shell or of a CI system, or has an expression in it."""
    for key, image in catalog.builds.items():
        for name, value in image.build.version_tags.items():
            if VARIABLE.fullmatch(value) or IN_TWO_BRACES.fullmatch(value):
                yield (
                    ("images", key, "build", "version_tags", name),
                    f"{value!r} is written as it is, with one brace for two: a fact is in single braces, such as "
                    "{commit}",
                )
    for where, environment in catalog.environments:
        for name, value in environment.items():
            if VARIABLE.fullmatch(value) or EXPRESSION.search(value):
                yield (
                    (*where, name),
                    f"{value!r} reaches the script as it is: write the value; what the build knows, such as its "
                    "version, is named in `facts`, and what only the pipeline knows in `secrets`",
                )
