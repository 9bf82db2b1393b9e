"""What a build asks of its VM besides a system that starts: the VM size must have it."""

from catalog.image import Image
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import each_image, rule
from catalog.rules.vm_size import SIZE, BuildVm, each_build_vm
from facts.security import ENCRYPTION


@rule(
    "GS371",
    "A build on spot capacity must have a VM size that Azure offers as spot",
    example="""
[images.win11-avd.build]
- vm_size = "Standard_B4ms"
+ vm_size = "Standard_D4ads_v5"
spot    = { eviction_policy = "Delete" }
""",
    happens="Azure refuses the build VM at VM creation.",
    fix="Choose another size, or remove spot.",
    source="Azure: Use Azure Spot Virtual Machines, limitations; LowPriorityCapable in what Azure says of its sizes",
)
@each_build_vm
def spot_of_size(vm: BuildVm) -> Found:
    """The B series and sizes of a promotion."""
    if vm.image.build.spot and not vm.size.spot:
        yield (
            SIZE,
            f"{vm.name!r} cannot be had as spot: use a size such as {vm.another}, or remove build.spot",
        )


@rule(
    "GS390",
    "A build in Azure China must not be on spot capacity",
    example="""
[cloud]
environment = "china"

[gallery]
location = "chinanorth3"

[images.win11-avd.build]
regions = [{ name = "chinanorth3", replicas = 2 }]
- spot    = { eviction_policy = "Delete" }
""",
    happens="Azure refuses the build VM at VM creation: that cloud has no spot VMs.",
    fix="Remove spot.",
    source="Azure: Use Azure Spot Virtual Machines, limitations: 'any region, except Microsoft Azure operated by 21Vianet'",
)
@each_image
def spot_of_cloud(image: Image, catalog: Catalog) -> Found:
    """Of a cloud with a metadata_host, nobody says it."""
    if image.build.spot and catalog.cloud.environment == "china":
        yield (
            ("build", "spot"),
            "must not be set with cloud.environment = 'china', which has no spot VMs: remove it",
        )


@rule(
    "GS279",
    "A build on spot capacity should not have a burstable VM size",
    example="""
[images.win11-avd.build]
- vm_size = "Standard_B4as_v2"
+ vm_size = "Standard_D4ads_v5"
spot    = { eviction_policy = "Delete" }
""",
    happens="Azure may refuse the build VM at VM creation: its documentation excludes the B series without saying "
    "whether that means its second version too, and people have made such VMs.",
    fix="Choose another size, or look it up (LowPriorityCapable in `az vm list-skus`) and accept the warning.",
    source="Azure: Use Azure Spot Virtual Machines, limitations; azure-compute-docs#143",
)
@each_build_vm
def spot_of_burstable_size(vm: BuildVm) -> Found:
    """From the second version on: GS371 reports the first."""
    if vm.image.build.spot and vm.size.family == "B" and vm.size.spot:
        yield (
            SIZE,
            f"{vm.name!r} is of the B series, which may not be had as spot: use a size such as {vm.another}, or remove "
            "build.spot",
        )


@rule(
    "GS372",
    "accelerated_network_support_enabled must be set only if the VM size has accelerated networking",
    example="""
[images.win11-avd]
accelerated_network_support_enabled = true

[images.win11-avd.build]
- vm_size = "Standard_B4ms"
+ vm_size = "Standard_D4ads_v5"
""",
    happens="Azure refuses the build VM at VM creation: 'is not in the allowed list of VM sizes for accelerated "
    "networking'.",
    fix="Choose another size to build on. The definition is for hosts too, whatever size the build has.",
    source="Azure: the pages of the series, feature support; terraform-provider-azurerm#1383, acs-engine#3600",
)
@each_build_vm
def network_of_size(vm: BuildVm) -> Found:
    """The build VM uses what the definition says that VMs may use."""
    if vm.image.accelerated_network_support_enabled and not vm.size.accelerated_networking:
        yield (
            SIZE,
            f"{vm.name!r} has no accelerated networking, which accelerated_network_support_enabled gives the build VM "
            f"too: use a size such as {vm.another}",
        )


@rule(
    "GS292",
    "accelerated_network_support_enabled should not be set where the build VM is confidential",
    example="""
[images.win11-avd]
security = "confidential_vm"
- accelerated_network_support_enabled = true

[images.win11-avd.build]
vm_size = "Standard_DC4ads_v5"
""",
    happens="Azure may refuse the build VM at VM creation: the pages of confidential series say that they have no "
    "accelerated networking, and what Azure answers of their sizes is that they have.",
    fix="Remove it, or look it up (AcceleratedNetworkingEnabled in `az vm list-skus`) and accept the warning.",
    source="Azure: DCasv5 size series, DCadsv6 size series, feature support; Azure/aks-engine, azure_skus_const.go",
)
@each_build_vm
def network_of_confidential_size(vm: BuildVm) -> Found:
    """The sources contradict each other, so it is no error."""
    if vm.image.accelerated_network_support_enabled and vm.size.confidential:
        yield (
            ("accelerated_network_support_enabled",),
            f"is for the build VM too, and {vm.name!r} may have no accelerated networking: remove it, or look it up: az "
            f"vm list-skus --size {vm.name} --all --output json",
        )


@rule(
    "GS373",
    "encryption_at_host must be set only if the VM size supports it",
    example="""
[images.win11-avd]
hyper_v_generation = "V1"
security           = "standard"

[images.win11-avd.build]
- vm_size = "Standard_D4_v2"
+ vm_size = "Standard_D4_v5"
managed_image_storage_account_type = "StandardSSD_LRS"
source = { publisher = "MicrosoftWindowsServer", offer = "WindowsServer", sku = "2019-datacenter" }
extra  = { encryption_at_host = true }
""",
    happens="Azure refuses the build VM at VM creation.",
    fix="Choose a size with an s, such as Standard_D4s_v5, or remove encryption_at_host.",
    source="Azure: Enable end-to-end encryption using encryption at host, supported VM sizes",
)
@each_build_vm
def encryption_of_size(vm: BuildVm) -> Found:
    """Older sizes without premium disks."""
    if vm.image.build.extra.get("encryption_at_host") is True and not vm.size.encryption_at_host:
        yield (
            SIZE,
            f"{vm.name!r} has no encryption at host: use a size such as {vm.another}, or remove "
            "build.extra.encryption_at_host",
        )


@rule(
    "GS280",
    "encryption_at_host should not be set where the disk itself is encrypted for the confidential VM",
    example="""
[images.win11-avd]
security = "confidential_vm"

[images.win11-avd.build]
vm_size                               = "Standard_DC4ads_v5"
confidential_vm_image_encryption_type = "EncryptedWithPmk"
- extra                                 = { encryption_at_host = true }
""",
    happens="azurerm refuses the two together, and Azure may refuse the build VM at VM creation.",
    fix="Remove encryption_at_host, or use 'EncryptedVMGuestStateOnlyWithPmk'.",
    source="terraform-provider-azurerm#32846: encryption_at_host_enabled with DiskWithVMGuestState",
)
@each_image
def encrypted_twice(image: Image, _: Catalog) -> Found:
    """Of confidential_vm images."""
    type_ = image.build.confidential_vm_image_encryption_type
    disk_too = type_ is not None and ENCRYPTION[type_] == "DiskWithVMGuestState"
    if image.profile.confidential and disk_too and image.build.extra.get("encryption_at_host") is True:
        yield (
            ("build", "extra", "encryption_at_host"),
            f"is not for a VM whose disk {type_!r} encrypts already: remove this",
        )


@rule(
    "GS374",
    "A Windows image must not be built on a VM size that is for Linux only",
    example="""
[images.win11-avd.build]
- vm_size = "Standard_B1ls"
+ vm_size = "Standard_B2als_v2"
""",
    happens="Azure refuses the build VM at VM creation, or Windows does not start in half a gigabyte of memory.",
    fix="Choose another size.",
    source="Azure: Bv1 size series: 'B1ls is supported only on Linux'",
)
@each_build_vm
def system_of_size(vm: BuildVm) -> Found:
    """B1ls alone."""
    if vm.image.os_type == "Windows" and not vm.size.windows:
        yield SIZE, f"{vm.name!r} is for Linux only: use a size such as {vm.another}"
