"""Arguments of azure-arm that `extra` passes on, and other arguments of the build."""

from catalog.extra import EXCLUSIVE, VALUES, VALUES_FOR_WINDOWS, wrong_arguments
from catalog.model import Catalog, Image
from catalog.problem import Found
from catalog.rule import each_image, rule
from files.quote import quoted


@rule(
    "GS118",
    "An extra argument is one that azure-arm has, and nothing else decides",
    happens="Packer refuses the template when the build starts, or builds another image than the "
    "definition is for.",
    todo="Correct the name or the value, or write the key that decides it.",
    source="packer-plugin-azure 2.6.3, FlatConfig.HCL2Spec",
)
@each_image
def extra_arguments(image: Image, _: Catalog) -> Found:
    """Its name and its kind; no secret."""
    for name, message in wrong_arguments(image.build.extra):
        yield ("build", "extra", name), message


@rule(
    "GS149",
    "An extra argument has a value that Packer and Azure take",
    happens="Packer refuses the template when the build starts, or Azure the build VM at VM creation.",
    todo="Write a value that the message names.",
    source="packer-plugin-azure 2.6.3, config.go and tempname.go; Azure: computer names",
)
@each_image
def extra_values(image: Image, _: Catalog) -> Found:
    """What depends on no more than the values of one image."""
    extra = image.build.extra
    limits = [*VALUES.items()]
    if image.os_type == "Windows":
        limits += VALUES_FOR_WINDOWS.items()
    for name, limit in limits:
        value = extra.get(name)
        if isinstance(value, str) and not limit.fits(value):
            yield ("build", "extra", name), f"{limit.says}, got {quoted(value)}"
    for one, other in EXCLUSIVE:
        if one in extra and other in extra:
            yield ("build", "extra", other), f"and {one} exclude each other: remove one"
    if "public_ip_sku" in extra and image.build.virtual_network_name:
        yield (
            ("build", "extra", "public_ip_sku"),
            "is for the temporary network, and virtual_network_name names another: remove it",
        )


@rule(
    "GS120",
    "A license is for the image's operating system",
    happens="Packer refuses the template, when the build starts.",
    todo="Remove license_type, or choose one of the operating system.",
    source="packer-plugin-azure 2.6.3, config.go, license_type",
)
@each_image
def license_of_the_system(image: Image, _: Catalog) -> Found:
    """Windows_... and the others."""
    license_type = image.build.license_type
    if license_type and license_type.startswith("Windows") != (image.os_type == "Windows"):
        yield ("build", "license_type"), f"{license_type!r} does not go with os_type = {image.os_type!r}"


@rule(
    "GS121",
    "A build on NVMe goes into a definition that allows it",
    happens="Azure refuses the version, after the build.",
    todo="Set disk_controller_type_nvme_enabled = true; this makes a new definition.",
    source="Azure: Store and share images (disk controller types); packer-plugin-azure#521",
)
@each_image
def definition_allows_nvme(image: Image, _: Catalog) -> Found:
    """The definition's default is SCSI."""
    if image.build.disk_controller_type == "NVMe" and not image.disk_controller_type_nvme_enabled:
        yield (
            ("build", "disk_controller_type"),
            "'NVMe' goes only into a definition that allows it; set disk_controller_type_nvme_enabled = true",
        )
