"""Other arguments of azure-arm: build.extra."""

from catalog.extra import wrong_arguments
from catalog.image import Image
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import each_image, rule


@rule(
    "GS118",
    "extra must contain only arguments of azure-arm that no other key sets",
    example="""
[images.win11-avd.build.extra]
- winrm_timout = "45m"
+ winrm_timeout = "45m"
""",
    happens="Packer refuses the template when the build starts, or builds an image that does not match its "
    "definition.",
    fix="Correct the name or the value, or use the key that sets the argument.",
    source="packer-plugin-azure 2.6.3, FlatConfig.HCL2Spec",
)
@each_image
def extra_arguments(image: Image, _: Catalog) -> Found:
    """Name and type of each argument; no secrets."""
    for name, message in wrong_arguments(image.build.extra):
        yield ("build", "extra", name), message
