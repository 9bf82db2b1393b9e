"""Size and type of the OS disk."""

from catalog.image import Image
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import each_image, rule
from catalog.rules.layers import Layer, each_layer
from catalog.rules.marketplace import FromMarketplace, each_marketplace_image
from catalog.rules.vm_size import SIZE, BuildVm, each_build_vm
from catalog.source import WITH_DISK_TYPE
from facts.marketplace import DESKTOPS

SMALLEST_DESKTOP_DISK_GB = 127
"""The OS disk of MicrosoftWindowsDesktop's images: 127 GB in the older ones, 128 in the others."""
LARGEST_GB = 2048
"""Of a disk in an image that is not shallow."""


@rule(
    "GS144",
    "os_disk_size_gb must not be smaller than that of the base",
    example="""
[images.win11-avd.build]
os_disk_size_gb = 256

[images.win11-dev.build]
source          = { image = "win11-avd" }
- os_disk_size_gb = 255
+ os_disk_size_gb = 256
""",
    happens="Azure refuses the build VM at VM creation: a disk cannot shrink.",
    fix="Raise os_disk_size_gb, or remove it.",
    source="Azure: Expand virtual hard disks attached to a VM",
)
@each_layer
def disk_of_base(layer: Layer) -> Found:
    """An older version of the base may have had another size."""
    size = layer.image.build.os_disk_size_gb
    smallest = layer.base_build and layer.base_build.os_disk_size_gb
    if layer.is_next and size and smallest and size < smallest:
        yield (
            ("build", "os_disk_size_gb"),
            f"must be at least {smallest}, the size in its base {layer.name}, got {size}: raise it, or "
            "remove it",
        )


@rule(
    "GS162",
    "os_disk_size_gb must not be smaller than that of the Windows marketplace image",
    example="""
[images.win11-avd.build]
- os_disk_size_gb = 126
+ os_disk_size_gb = 127
""",
    happens="Azure refuses the build VM at VM creation: a disk cannot shrink.",
    fix="Use 127 GB or more, or remove os_disk_size_gb.",
    source="packer-plugin-azure 2.6.3, os_disk_size_gb; images of MicrosoftWindowsDesktop",
)
@each_marketplace_image
def disk_of_source(it: FromMarketplace) -> Found:
    """Only Windows 10 and 11: Windows Server, for example, has images with small disks too."""
    size, source = it.image.build.os_disk_size_gb, it.source
    desktop = source.publisher.lower() == "microsoftwindowsdesktop" and source.offer.lower() in DESKTOPS
    if size and size < SMALLEST_DESKTOP_DISK_GB and desktop:
        yield (
            ("build", "os_disk_size_gb"),
            f"must be at least {SMALLEST_DESKTOP_DISK_GB}, the size in {source.publisher}'s images, got "
            f"{size}: raise it, or remove it",
        )


@rule(
    "GS168",
    "A disk must not exceed 2 TB without use_shallow_replication",
    example="""
[images.win11-avd.build]
- os_disk_size_gb = 2049
+ os_disk_size_gb = 2048
""",
    happens="Azure refuses the version after the build.",
    fix="Use at most 2048 GB, or set use_shallow_replication, which allows 32 TB.",
    source="Azure: Store and share images in an Azure Compute Gallery, limits; Troubleshoot shared images",
)
@each_image
def large_is_shallow(image: Image, _: Catalog) -> Found:
    """The OS disk, and data disks that `extra` adds."""
    build = image.build
    if build.use_shallow_replication:
        return
    limit = f"must not exceed {LARGEST_GB} without use_shallow_replication"
    if (build.os_disk_size_gb or 0) > LARGEST_GB:
        yield ("build", "os_disk_size_gb"), f"{limit}, got {build.os_disk_size_gb}: lower it"
    added = build.extra.get("disk_additional_size")
    for size in added if isinstance(added, list) else ():
        if isinstance(size, int) and size > LARGEST_GB:
            yield ("build", "extra", "disk_additional_size"), f"{limit}, got {size}: lower it"


@rule(
    "GS158",
    "The VM size must support premium disks if the build uses them",
    example="""
[images.win11-avd.build]
- vm_size = "Standard_D4d_v5"
+ vm_size = "Standard_D4ds_v5"
""",
    happens="Azure refuses the build VM at VM creation: 'does not support the storage account type "
    "Premium_LRS'.",
    fix="Use a size with an s, such as Standard_D4s_v5, or set managed_image_storage_account_type = "
    "'StandardSSD_LRS'.",
    source="Azure: Virtual machine sizes naming conventions; packer-plugin-azure 2.6.3, template_factory",
)
@each_build_vm
def premium_disk_of_size(vm: BuildVm) -> Found:
    """The plugin sets the type of the disk only for builds from the marketplace or a managed image."""
    build = vm.image.build
    if not isinstance(build.source, WITH_DISK_TYPE) or vm.size.premium_disks:
        return
    if build.managed_image_storage_account_type == "Premium_LRS":
        default = "" if "managed_image_storage_account_type" in build.model_fields_set else " (the default)"
        yield (
            SIZE,
            f"{vm.name!r} does not support managed_image_storage_account_type = 'Premium_LRS'{default}: use "
            "a size with an s, such as Standard_D4s_v5, or 'StandardSSD_LRS'",
        )


@rule(
    "GS271",
    "managed_image_storage_account_type should not be set for sources of a gallery",
    example="""
[images.win11-avd.build]
source = { image = "base", version = "1.0.0" }
- managed_image_storage_account_type = "StandardSSD_LRS"

[images.base]
name               = "Base"
os_type            = "Windows"
hyper_v_generation = "V2"
security           = "trusted_launch"
identifier         = { publisher = "MyCompany", offer = "Windows11", sku = "base" }
""",
    happens="The plugin ignores the key in the build, and Azure chooses the type of the build VM's disk.",
    fix="Remove the key.",
    source="packer-plugin-azure 2.6.3, template_factory.go",
)
@each_image
def disk_type_is_used(image: Image, catalog: Catalog) -> Found:
    """A default of the catalog is for those images that can use it."""
    build, name = image.build, "managed_image_storage_account_type"
    if isinstance(build.source, WITH_DISK_TYPE) or name not in build.model_fields_set:
        return
    defaults = catalog.defaults.build
    taken = (defaults.windows if image.os_type == "Windows" else defaults.linux).get(name)
    if build.managed_image_storage_account_type != taken:
        yield (
            ("build", name),
            "has no effect for a source of a gallery: Azure chooses the type of the build VM's disk; remove it",
        )
