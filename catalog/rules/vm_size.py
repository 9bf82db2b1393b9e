"""The build VM's size, against what the image needs of it."""

from collections.abc import Callable

from catalog.build import MarketplaceSource
from catalog.model import Catalog, Image
from catalog.problem import Found
from catalog.rule import Find, rule
from facts.vm_sizes import AS_OF, VmSize, azure_sizes, vm_size
from files.suggest import did_you_mean

SIZE = ("build", "vm_size")


def each_size(find: Callable[[Image, VmSize], Found]) -> Find:
    """What is found in an image whose VM size is known, as what is found in the catalog."""

    def found(catalog: Catalog) -> Found:
        for key, image in catalog.images.items():
            size = vm_size(image.build.vm_size)
            for where, message in find(image, size) if size else ():
                yield ("images", key, *where), message

    return found


@rule(
    "GS152",
    "A VM size is of the definition's generation",
    happens="Azure refuses the build VM, at VM creation: 'cannot boot Hypervisor Generation'.",
    todo="Choose a size of that generation: for generation 2, Dsv3 or newer instead of A, Dv2, Dv3 or Ev3.",
    source="Azure: Support for generation 2 VMs on Azure, sizes",
)
@each_size
def generation_of_size(image: Image, size: VmSize) -> Found:
    """The build VM is of the generation of the image that it starts from, and makes.

    Arm64 sizes are other rules': of the definition's architecture.
    """
    name = image.build.vm_size
    if image.hyper_v_generation == "V2" and size.generation_1_only:
        yield (
            SIZE,
            f"{name!r} is of generation 1 only, and the image of generation 2: use a size such as "
            "Standard_D4ads_v5",
        )
    if image.hyper_v_generation == "V1" and size.generation_2_only and not size.arm64:
        yield (
            SIZE,
            f"{name!r} is of generation 2 only, and the image of generation 1: use a size such as "
            "Standard_D4ads_v5, which has both",
        )


@rule(
    "GS213",
    "A VM size should be one that Azure lists",
    happens="A size that does not exist is refused at VM creation; of one that is newer than the list, only "
    "the name is checked.",
    todo="Correct the name, or look it up with `az vm list-skus` and accept the warning.",
    source=f"Azure's VM sizes as of {AS_OF}: facts/vm-sizes.txt",
)
def known_size(catalog: Catalog) -> Found:
    """A size is told where it stands first."""
    if not catalog.cloud.is_public:
        return
    seen: set[str] = set()
    for key, image in catalog.images.items():
        name = image.build.vm_size
        if name.lower() in seen or name.lower() in azure_sizes():
            continue
        seen.add(name.lower())
        hint = did_you_mean(name, azure_sizes().values(), otherwise="write one such as Standard_D4ads_v5")
        yield ("images", key, *SIZE), f"{name!r} is not in Azure's list of VM sizes ({AS_OF}); {hint}"


@rule(
    "GS153",
    "A VM size can do Trusted Launch",
    happens="Azure refuses the build VM, at VM creation: 'not supported ... with TrustedLaunch security "
    "type'.",
    todo="Choose a size that Azure's table of Trusted Launch sizes does not exclude.",
    source="Azure: Trusted Launch for Azure virtual machines, virtual machine sizes",
)
@each_size
def size_for_trusted_launch(image: Image, size: VmSize) -> Found:
    """A size of generation 1 or for confidential VMs is another rule's."""
    told = size.generation_1_only or size.confidential
    if image.security == "trusted_launch" and not size.trusted_launch and not told:
        example = "Standard_D4ps_v6" if size.arm64 else "Standard_D4ads_v5"
        yield (
            SIZE,
            f"{image.build.vm_size!r} cannot do Trusted Launch, and security is 'trusted_launch': use a size "
            f"such as {example}",
        )


@rule(
    "GS154",
    "A confidential image is built on a confidential size, and no other image is",
    happens="Azure refuses the build VM, at VM creation: 'not supported ... with ConfidentialVM "
    "security type'.",
    todo="Use a DCas, DCads, DCes, ECas, ECads or ECes size with security = 'confidential_vm', only there.",
    source="Azure: Confidential VM options; confidential-containers/cloud-api-adaptor#1742; skyplane#755",
)
@each_size
def size_for_confidential(image: Image, size: VmSize) -> Found:
    """DCsv2, DCsv3 and DCdsv3 have enclaves, and make no confidential VMs."""
    if image.profile.confidential and not size.confidential:
        yield (
            SIZE,
            f"{image.build.vm_size!r} makes no confidential VM, and security is {image.security!r}: use a "
            "size such as Standard_DC4ads_v5",
        )
    if size.confidential and not image.profile.confidential:
        yield (
            SIZE,
            f"{image.build.vm_size!r} makes confidential VMs only, and security is {image.security!r}: use a "
            "size such as Standard_D4ads_v5",
        )


@rule(
    "GS155",
    "A VM size has the image's architecture",
    happens="Azure refuses the build VM, at VM creation: 'only supports a CPU Architecture of'.",
    todo="Use a size with a p among its features, such as Standard_D4ps_v6, for Arm64, and another for x64.",
    source="Azure: Virtual machine sizes naming conventions",
)
@each_size
def architecture_of_size(image: Image, size: VmSize) -> Found:
    """x64 where the definition says nothing."""
    if (image.architecture == "Arm64") != size.arm64:
        needed, example = (
            ("x64", "Standard_D4ps_v6") if image.architecture == "Arm64" else ("Arm64", "Standard_D4ads_v5")
        )
        yield (
            SIZE,
            f"{image.build.vm_size!r} is of architecture {needed!r}, and the image of "
            f"{image.architecture or 'x64'!r}: use a size such as {example}",
        )


@rule(
    "GS156",
    "A size without SCSI builds into a definition that allows NVMe",
    happens="Azure refuses the version after the build, or the next VM at VM creation: 'cannot boot "
    "with OS image'.",
    todo="Set disk_controller_type_nvme_enabled = true (a new definition), or use a v5 size.",
    source="Azure: NVMe overview; Store and share images; packer-plugin-azure#521",
)
@each_size
def nvme_only_size(image: Image, size: VmSize) -> Found:
    """D, E and F from v6 on have nothing but NVMe; the definition's default is SCSI.

    Where the build asks for NVMe itself, another rule tells it; a managed image has no such mark.
    """
    told = image.build.disk_controller_type == "NVMe" or image.profile.managed_image
    if size.nvme_only and not image.disk_controller_type_nvme_enabled and not told:
        yield (
            SIZE,
            f"{image.build.vm_size!r} has NVMe disks only; set disk_controller_type_nvme_enabled = true, or "
            "use a size such as Standard_D4ads_v5",
        )


@rule(
    "GS157",
    "A disk controller is one that the VM size has",
    happens="Azure refuses the build VM, at VM creation: 'cannot boot with DiskControllerType'.",
    todo="Remove disk_controller_type, or choose another size.",
    source="Azure: NVMe overview; Azure/FederalAVD#20",
)
@each_size
def controller_of_size(image: Image, size: VmSize) -> Found:
    """D and E up to v5 have SCSI only, those from v6 on NVMe only."""
    controller, name = image.build.disk_controller_type, image.build.vm_size
    if (controller == "NVMe" and size.scsi_only) or (controller == "SCSI" and size.nvme_only):
        other = "SCSI" if controller == "NVMe" else "NVMe"
        yield (
            ("build", "disk_controller_type"),
            f"{controller!r} is not what {name!r} has, which is {other} only: remove it, or use another size",
        )


@rule(
    "GS158",
    "A premium disk is on a size that takes one",
    happens="Azure refuses the build VM, at VM creation: 'does not support the storage account type "
    "Premium_LRS'.",
    todo="Use a size with an s, such as Standard_D4s_v5, or managed_image_storage_account_type = "
    "'StandardSSD_LRS'.",
    source="Azure: Virtual machine sizes naming conventions; packer-plugin-azure 2.6.3, template_factory",
)
@each_size
def premium_disk_of_size(image: Image, size: VmSize) -> Found:
    """The plugin sets the disk's type only where it starts from the marketplace."""
    build = image.build
    if not isinstance(build.source, MarketplaceSource) or size.premium_disks:
        return
    if build.managed_image_storage_account_type == "Premium_LRS":
        default = "" if "managed_image_storage_account_type" in build.model_fields_set else " (the default)"
        yield (
            SIZE,
            f"{build.vm_size!r} takes no premium disk, and managed_image_storage_account_type is "
            f"'Premium_LRS'{default}: use a size with an s, such as Standard_D4s_v5, or 'StandardSSD_LRS'",
        )
