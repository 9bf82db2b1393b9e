"""The one table: a security profile decides the definition and the Packer template that must match it.

A definition's security type cannot be changed later, and Azure refuses an image version whose source
does not fit it, after the whole build. So both halves are read from one row.
Sources: Azure "Trusted launch for Azure VMs"; azurerm_shared_image; packer-plugin-azure 2.6, azure-arm.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Security = Literal[
    "standard",
    "trusted_launch",
    "trusted_launch_supported",
    "confidential_vm",
    "confidential_vm_supported",
]


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What one value of `security` means on each side."""

    definition_argument: str | None
    """The boolean of azurerm_shared_image that is set to true; azurerm allows at most one."""

    builder_arguments: Mapping[str, str | bool]
    """Arguments of azure-arm that must stand in the source; no other of this kind may."""

    managed_image: bool = False
    """Azure takes no version straight from a VM: Packer makes a managed image, and the version from that."""

    confidential: bool = False
    """The build VM is a confidential one, and the version says how its state is encrypted."""


SECURE_BOOT: Mapping[str, str | bool] = {"secure_boot_enabled": True, "vtpm_enabled": True}

PROFILES: Mapping[Security, Profile] = {
    "standard": Profile(definition_argument=None, builder_arguments={}),
    # Without security_type the plugin sends no security type at all, whatever the two booleans say.
    "trusted_launch": Profile(
        definition_argument="trusted_launch_enabled",
        builder_arguments={"security_type": "TrustedLaunch", **SECURE_BOOT},
    ),
    # Azure: "The security type 'TrustedLaunchSupported' is not supported for the source id
    # '.../virtualMachines/...'" (packer-plugin-azure#304). A Trusted Launch VM gives no managed image (#528).
    "trusted_launch_supported": Profile(
        definition_argument="trusted_launch_supported", builder_arguments={}, managed_image=True
    ),
    "confidential_vm": Profile(
        definition_argument="confidential_vm_enabled",
        builder_arguments={"security_type": "ConfidentialVM", **SECURE_BOOT},
        confidential=True,
    ),
    "confidential_vm_supported": Profile(
        definition_argument="confidential_vm_supported", builder_arguments={}, managed_image=True
    ),
}

ENCRYPTION: Mapping[str, str] = {
    "EncryptedVMGuestStateOnlyWithPmk": "VMGuestStateOnly",
    "EncryptedWithPmk": "DiskWithVMGuestState",
    "EncryptedWithCmk": "DiskWithVMGuestState",
}
"""confidential_vm_image_encryption_type of a version -> security_encryption_type of its build VM."""

BASES: Mapping[Security, tuple[Security, ...]] = {
    "standard": ("standard", "trusted_launch_supported", "confidential_vm_supported"),
    "trusted_launch": ("trusted_launch", "trusted_launch_supported"),
    "trusted_launch_supported": ("trusted_launch_supported", "confidential_vm_supported", "standard"),
    "confidential_vm": ("confidential_vm", "confidential_vm_supported"),
    "confidential_vm_supported": ("confidential_vm_supported", "trusted_launch_supported", "standard"),
}
"""security of an image -> security of the images that it may start from.

A trusted_launch or confidential_vm image starts VMs of its own kind only.
"""
