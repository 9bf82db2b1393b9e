"""The values of other arguments of azure-arm: build.extra."""

from catalog.extra_values import IN_BASE64, MOST_CUSTOM_DATA, VALUES
from catalog.image import Image
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import each_image, rule
from files.quote import quoted


@rule(
    "GS149",
    "The value of an extra argument must be valid in Packer and Azure",
    example="""
[images.win11-avd.build.extra]
- winrm_username = "golden-image-build-account"
+ winrm_username = "golden-image"
""",
    happens="Packer refuses the template when the build starts, or Azure refuses the build VM at VM creation.",
    fix="Use a value that the message allows.",
    source="packer-plugin-azure 2.6.3, config.go; Azure: REST reference, OSProfile, and Naming rules and restrictions for "
    "Azure resources",
)
@each_image
def extra_values(image: Image, _: Catalog) -> Found:
    """As far as the values of one image tell; the first reason for each argument."""
    extra = image.build.extra
    wrong: dict[str, str] = {}
    if image.build.virtual_network_name:
        wrong["public_ip_sku"] = "must not be set together with virtual_network_name: remove it"
    data = extra.get("custom_data")
    if isinstance(data, str) and len(data) > IN_BASE64:
        wrong["custom_data"] = (
            f"must not be longer than {IN_BASE64:,} characters, which are {MOST_CUSTOM_DATA:,} bytes, got {len(data):,}: let "
            "it load the rest"
        )
    for name, limit in VALUES.items():
        value = extra.get(name)
        if isinstance(value, str) and not limit.fits(value):
            wrong.setdefault(name, f"{limit.message}, got {quoted(value)}")
    for name, message in wrong.items():
        if name in extra:
            yield ("build", "extra", name), message
