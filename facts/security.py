"""Security profiles: the arguments that each sets in definition and template, and the bases that it allows.

A definition's security type cannot be changed later, and Azure refuses an image version whose source does
not match it, after the whole build. So both come from one row.
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
    """The argument of azurerm_shared_image that is set to true; azurerm allows at most one."""

    builder_arguments: Mapping[str, str | bool]
    """The security arguments of azure-arm that the source must have, and no others."""

    managed_image: bool = False
    """Azure accepts no version directly from a VM: Packer makes a managed image first."""

    confidential: bool = False
    """The build VM is a confidential VM, and the version names the encryption of its state."""


SECURE_BOOT: Mapping[str, str | bool] = {"secure_boot_enabled": True, "vtpm_enabled": True}

PROFILES: Mapping[Security, Profile] = {
    "standard": Profile(definition_argument=None, builder_arguments={}),
    # Without security_type the plugin sends no security type at all, whatever the two booleans are.
    "trusted_launch": Profile(
        definition_argument="trusted_launch_enabled",
        builder_arguments={"security_type": "TrustedLaunch", **SECURE_BOOT},
    ),
    # Azure: "The security type 'TrustedLaunchSupported' is not supported for the source id
    # '.../virtualMachines/...'" (packer-plugin-azure#304). A Trusted Launch VM has no managed image (#528).
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
"""security of an image -> security of its possible bases.

Only VMs of the same security type can start from a trusted_launch or confidential_vm image.
"""
