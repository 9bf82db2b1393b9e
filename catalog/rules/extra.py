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


@rule(
    "GS270",
    "extra should not set pause_before_connecting",
    example="""
[images.win11-avd.build.extra]
- pause_before_connecting = "5m"
+ winrm_timeout = "45m"
""",
    happens="azure-arm ignores the argument in the build: it connects as soon as the VM answers.",
    fix="Remove it. If the VM answers late, winrm_timeout or ssh_timeout says how long Packer tries.",
    source="packer-plugin-azure 2.6.3, builder.go; packer-plugin-sdk 0.6.10, communicator/step_connect.go",
)
@each_image
def pause_has_no_effect(image: Image, _: Catalog) -> Found:
    """The SDK honours it in a step that this builder does not use."""
    if "pause_before_connecting" in image.build.extra:
        longer = "winrm_timeout" if image.os_type == "Windows" else "ssh_timeout"
        yield (
            ("build", "extra", "pause_before_connecting"),
            f"has no effect in azure-arm: remove it; how long Packer tries to connect is {longer}",
        )
