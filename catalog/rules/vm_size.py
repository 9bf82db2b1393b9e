"""The size of the build VM. Of a size that does not fit, only the first reason in this order is reported."""

from collections.abc import Callable
from typing import NamedTuple

from catalog.image import Image
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import Find, once, rule
from catalog.rules.acceptance import accepted_in
from facts.regions import region_id
from facts.vm_sizes import AS_OF, VmSize, azure_sizes, vm_size
from files.suggest import did_you_mean

SIZE = ("build", "vm_size")
UNLISTED = "GS213"
"""The rule of sizes that are not in Azure's list; who accepts it has looked the size up."""
UNCHECKED = (
    "its architecture, generation, Trusted Launch, confidential computing, NVMe, premium disks, spot, accelerated "
    "networking and encryption at host"
)
"""What the rules of vm_size.py, vm_features.py, nvme.py and disks.py check of a size."""


class BuildVm(NamedTuple):
    """An image, and the size of the VM that it is built on."""

    key: str
    image: Image
    size: VmSize

    @property
    def name(self) -> str:
        """The size, as the catalog has it."""
        return self.image.build.vm_size

    @property
    def another(self) -> str:
        """A size that fits the image, for a message."""
        if self.image.profile.confidential:
            return "Standard_DC4ads_v5"
        return "Standard_D4ps_v6" if self.image.architecture == "Arm64" else "Standard_D4ads_v5"


def each_build_vm(find: Callable[[BuildVm], Found]) -> Find:
    """Apply a check to every image whose VM size is in Azure's list, or was looked up by whoever accepts GS213.

    Any other is not judged by the parts of its name: it may be misspelt, or newer than what is known of its family.
    """

    def found(catalog: Catalog) -> Found:
        for vm in _build_vms(catalog):
            for where, message in find(vm):
                yield ("images", vm.key, *where), message

    return found


@once
def _build_vms(catalog: Catalog) -> list[BuildVm]:
    accepted = accepted_in(catalog)
    vms = []
    for key, image in catalog.builds.items():
        name = image.build.vm_size
        looked_up = not catalog.cloud.is_public or accepted & {(UNLISTED, None), (UNLISTED, key)}
        size = vm_size(name) if looked_up or name.lower() in azure_sizes() else None
        if size:
            vms.append(BuildVm(key=key, image=image, size=size))
    return vms


@rule(
    UNLISTED,
    "The VM size should be in Azure's list of sizes",
    example="""
[images.win11-avd.build]
- vm_size = "D4ads_v5"
+ vm_size = "Standard_D4ads_v5"
""",
    happens="A size that does not exist is refused at VM creation, and of one that is newer than the list goldshelf "
    "does not know what it can do.",
    fix="Correct the name, or look up with the command in the message what the size can do, and accept the warning.",
    source=f"Azure's VM sizes as of {AS_OF}: facts/vm-sizes.txt",
)
def known_size(catalog: Catalog) -> Found:
    """Reported at the first place of each name, with all that no other rule checks of it."""
    if not catalog.cloud.is_public:
        return
    seen: set[str] = set()
    for key, image in catalog.builds.items():
        name = image.build.vm_size
        if name.lower() in seen or name.lower() in azure_sizes():
            continue
        seen.add(name.lower())
        hint = did_you_mean(name, azure_sizes().values(), otherwise="use one such as Standard_D4ads_v5.")
        region = region_id(catalog.location_of(image))
        yield (
            ("images", key, *SIZE),
            f"{name!r} is not in Azure's list of VM sizes ({AS_OF}), so {UNCHECKED} were not checked; {hint} Look it "
            f"up: az vm list-skus --location {region} --size {name} --all --output json",
        )


@rule(
    "GS154",
    "A confidential_vm image, and no other, must have a confidential VM size",
    example="""
[images.win11-avd]
security = "confidential_vm"

[images.win11-avd.build]
- vm_size = "Standard_D4ads_v5"
+ vm_size = "Standard_DC4ads_v5"
""",
    happens="Azure refuses the build VM at VM creation: 'not supported ... with ConfidentialVM "
    "security type'.",
    fix="Use a DCas, DCads, DCes, ECas, ECads or ECes size with security = 'confidential_vm', and another size otherwise.",
    source="Azure: Confidential VM options; confidential-containers/cloud-api-adaptor#1742; skyplane#755",
)
@each_build_vm
def size_for_confidential(vm: BuildVm) -> Found:
    """DCsv2, DCsv3 and DCdsv3 have SGX enclaves, but are not confidential VMs."""
    if vm.image.profile.confidential and not vm.size.confidential:
        yield (
            SIZE,
            f"{vm.name!r} is not a confidential VM size, which security = {vm.image.security!r} needs: use a "
            f"size such as {vm.another}",
        )
    if vm.size.confidential and not vm.image.profile.confidential:
        yield (
            SIZE,
            f"{vm.name!r} is for confidential VMs only, but security is {vm.image.security!r}: use a size "
            f"such as {vm.another}",
        )


@rule(
    "GS155",
    "The VM size must have the definition's architecture",
    example="""
[images.win11-avd]
architecture = "x64"
security     = "standard"

[images.win11-avd.build]
- vm_size = "Standard_D4pds_v6"
+ vm_size = "Standard_D4ads_v5"
""",
    happens="Azure refuses the build VM at VM creation: 'only supports a CPU Architecture of'.",
    fix="For Arm64 use a size with a p among its features, such as Standard_D4ps_v6; for x64 one without.",
    source="Azure: Virtual machine sizes naming conventions",
)
@each_build_vm
def architecture_of_size(vm: BuildVm) -> Found:
    """A definition without architecture is x64."""
    wanted = vm.image.architecture or "x64"
    if (wanted == "Arm64") != vm.size.arm64:
        has = "Arm64" if vm.size.arm64 else "x64"
        yield SIZE, f"{vm.name!r} is {has}, the definition is {wanted}: use a size such as {vm.another}"


@rule(
    "GS152",
    "The VM size must support the definition's generation",
    example="""
[images.win11-avd]
hyper_v_generation = "V2"
security           = "standard"

[images.win11-avd.build]
- vm_size                            = "Standard_D4_v3"
- managed_image_storage_account_type = "StandardSSD_LRS"
+ vm_size = "Standard_D4s_v4"
""",
    happens="Azure refuses the build VM at VM creation: 'cannot boot Hypervisor Generation'.",
    fix="Choose a size of that generation. For generation 2: Dsv4 or newer, not A, Dv2, Dv3 or Ev3.",
    source="Azure: Support for generation 2 VMs on Azure, sizes",
)
@each_build_vm
def generation_of_size(vm: BuildVm) -> Found:
    """GS125 and GS155 report Arm64 sizes."""
    generation = vm.image.hyper_v_generation
    if generation == "V2" and vm.size.generation_1_only:
        yield SIZE, f"{vm.name!r} supports only generation 1, the definition is V2: use {vm.another}"
    if generation == "V1" and vm.size.generation_2_only and not vm.size.arm64:
        yield SIZE, f"{vm.name!r} supports only generation 2, the definition is V1: use {vm.another}"


@rule(
    "GS153",
    "The VM size of a trusted_launch image must support Trusted Launch",
    example="""
[images.win11-avd]
security = "trusted_launch"

[images.win11-avd.build]
- vm_size = "Standard_M8ms"
+ vm_size = "Standard_D8ads_v5"
""",
    happens="Azure refuses the build VM at VM creation: 'not supported ... with TrustedLaunch security "
    "type'.",
    fix="Choose a size that Azure's table of Trusted Launch sizes does not exclude.",
    source="Azure: Trusted Launch for Azure virtual machines, virtual machine sizes",
)
@each_build_vm
def size_for_trusted_launch(vm: BuildVm) -> Found:
    """GS152 and GS154 report sizes of generation 1 and for confidential VMs."""
    elsewhere = vm.size.generation_1_only or vm.size.confidential
    if vm.image.security == "trusted_launch" and not vm.size.trusted_launch and not elsewhere:
        yield (
            SIZE,
            f"{vm.name!r} does not support Trusted Launch, which security = 'trusted_launch' needs: use a "
            f"size such as {vm.another}",
        )
