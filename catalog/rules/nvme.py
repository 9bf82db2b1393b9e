"""NVMe disks: the definition, the base image and the VM size must allow them."""

from catalog.image import Image
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import Rule, each_definition, each_image, rule
from catalog.rules.forms import needs
from catalog.rules.layers import Layer, each_layer
from catalog.rules.vm_size import SIZE, BuildVm, each_build_vm
from catalog.source import MarketplaceSource
from facts.name_table import fact

nvme_needs_generation_2 = Rule(
    id="GS166",
    title='disk_controller_type_nvme_enabled must not be set without hyper_v_generation = "V2"',
    example="""
[images.win11-avd]
- hyper_v_generation                = "V1"
+ hyper_v_generation                = "V2"
security                          = "standard"
disk_controller_type_nvme_enabled = true

- [images.win11-avd.build]
- source = { publisher = "MicrosoftWindowsServer", offer = "WindowsServer", sku = "2019-datacenter" }
""",
    find=each_definition(needs("disk_controller_type_nvme_enabled", other='hyper_v_generation = "V2"')),
    happens="Azure refuses the definition at apply, or the build VM at VM creation.",
    fix='Set hyper_v_generation = "V2", or remove disk_controller_type_nvme_enabled.',
    source="Azure: NVMe overview: 'We currently do not support NVMe disks on Generation 1 VMs'",
)

definition_allows_nvme = Rule(
    id="GS121",
    title='disk_controller_type must not be "NVMe" without disk_controller_type_nvme_enabled = true',
    example="""
+ [images.win11-avd]
+ disk_controller_type_nvme_enabled = true

[images.win11-avd.build]
vm_size              = "Standard_E4bds_v5"
disk_controller_type = "NVMe"
""",
    find=each_image(
        needs('build.disk_controller_type = "NVMe"', other="disk_controller_type_nvme_enabled = true")
    ),
    happens="Azure refuses the version after the build: a definition allows only SCSI by default.",
    fix="Set disk_controller_type_nvme_enabled = true; this creates a new definition.",
    source="Azure: Store and share images (disk controller types); packer-plugin-azure#521",
)


@rule(
    "GS146",
    'A layered image with disk_controller_type = "NVMe" must have a base that allows NVMe',
    example="""
+ [images.win11-avd]
+ disk_controller_type_nvme_enabled = true

[images.win11-dev]
disk_controller_type_nvme_enabled = true

[images.win11-dev.build]
source               = { image = "win11-avd" }
vm_size              = "Standard_E4bds_v5"
disk_controller_type = "NVMe"
""",
    happens="Azure refuses the build VM at VM creation, because the definition of the base allows only SCSI.",
    fix="Set disk_controller_type_nvme_enabled = true in the base; this creates a new definition for it.",
    source="Azure: Store and share images (disk controller types); packer-plugin-azure#521",
)
@each_layer
def base_allows_nvme(layer: Layer) -> Found:
    """A VM can use only the controllers that the definition of its source allows."""
    wanted = layer.image.build.disk_controller_type == "NVMe"
    if wanted and not layer.base.disk_controller_type_nvme_enabled:
        yield (
            ("build", "disk_controller_type"),
            f"'NVMe' needs disk_controller_type_nvme_enabled = true in {layer.name} too, the base of this "
            "image: set that, or change this",
        )


@rule(
    "GS156",
    "A VM size that has only NVMe disks must not build an image without NVMe",
    example="""
+ [images.win11-avd]
+ disk_controller_type_nvme_enabled = true

[images.win11-avd.build]
vm_size = "Standard_D4ads_v6"
""",
    happens="Azure refuses the version after the build, or the next VM at VM creation: 'cannot boot "
    "with OS image'.",
    fix="Set disk_controller_type_nvme_enabled = true (this creates a new definition), or use a v5 size.",
    source="Azure: NVMe overview; Store and share images; packer-plugin-azure#521",
)
@each_build_vm
def nvme_only_size(vm: BuildVm) -> Found:
    """GS121 reports a build that asks for NVMe; a managed image does not record its controller."""
    image = vm.image
    elsewhere = image.build.disk_controller_type == "NVMe" or image.managed_image
    if vm.size.nvme_only and not image.disk_controller_type_nvme_enabled and not elsewhere:
        yield (
            SIZE,
            f"{vm.name!r} has only NVMe disks: set disk_controller_type_nvme_enabled = true, or use a size "
            "such as Standard_D4ads_v5",
        )


@rule(
    "GS157",
    "disk_controller_type must be supported by the VM size",
    example="""
[images.win11-avd]
disk_controller_type_nvme_enabled = true

[images.win11-avd.build]
- vm_size              = "Standard_D4ads_v5"
+ vm_size              = "Standard_D4ads_v6"
disk_controller_type = "NVMe"
""",
    happens="Azure refuses the build VM at VM creation: 'cannot boot with DiskControllerType'.",
    fix="Remove disk_controller_type, or choose another size.",
    source="Azure: NVMe overview; Azure/FederalAVD#20",
)
@each_build_vm
def controller_of_size(vm: BuildVm) -> Found:
    """D and E up to v5 have only SCSI, from v6 on only NVMe."""
    controller = vm.image.build.disk_controller_type
    if (controller == "NVMe" and vm.size.scsi_only) or (controller == "SCSI" and vm.size.nvme_only):
        other = "SCSI" if controller == "NVMe" else "NVMe"
        yield (
            ("build", "disk_controller_type"),
            f"{controller!r} is not supported by {vm.name!r}, which has only {other}: remove this, or use "
            "another size",
        )


@rule(
    "GS282",
    "A build on NVMe disks should start from a system that supports them",
    example="""
[images.win11-avd]
disk_controller_type_nvme_enabled = true

[images.win11-avd.build]
- vm_size = "Standard_D4ads_v6"
+ vm_size = "Standard_D4ads_v5"
source  = { publisher = "MicrosoftWindowsServer", offer = "WindowsServer", sku = "2016-datacenter-gensecond" }
""",
    happens="Azure refuses the build VM at VM creation: 'cannot boot with OS image'.",
    fix="Build on a size that has SCSI too, such as a v5 size, or start from a later release.",
    source="Azure: Supported OS images for remote NVMe: facts/without-nvme.txt",
)
@each_build_vm
def system_with_nvme(vm: BuildVm) -> Found:
    """Of a marketplace source; images of a gallery say themselves which controllers they allow."""
    build = vm.image.build
    source = build.source
    if not (vm.size.nvme_only or build.disk_controller_type == "NVMe") or not isinstance(
        source, MarketplaceSource
    ):
        return
    if system := fact("without-nvme", *source.names):
        yield (
            SIZE,
            f"{vm.name!r} gives the build NVMe disks, which {system} does not support: use a size such as {vm.another}, "
            "with SCSI",
        )


@rule(
    "GS283",
    'disk_controller_type = "NVMe" should not be set with security = "confidential_vm"',
    example="""
[images.win11-avd]
security                          = "confidential_vm"
disk_controller_type_nvme_enabled = true

[images.win11-avd.build]
vm_size = "Standard_DC4ads_v5"
- disk_controller_type = "NVMe"
""",
    happens="Azure may refuse the build VM at VM creation: of its security types, only standard and Trusted Launch support "
    "NVMe.",
    fix="Remove disk_controller_type.",
    source="Azure: Supported OS images for remote NVMe",
)
@each_image
def confidential_with_nvme(image: Image, _: Catalog) -> Found:
    """What the definition allows is for hosts, and is not judged here."""
    if image.profile.confidential and image.build.disk_controller_type == "NVMe":
        yield (
            ("build", "disk_controller_type"),
            f"'NVMe' is for images that are not confidential, but security is {image.security!r}: remove this",
        )
