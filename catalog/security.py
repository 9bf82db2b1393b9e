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

    builder_arguments: Mapping[str, str | bool] | None
    """Arguments of azure-arm that must stand in the source; None where no template is written yet."""


PROFILES: Mapping[Security, Profile] = {
    "standard": Profile(definition_argument=None, builder_arguments={}),
    # Without security_type the plugin sends no security type at all, whatever the two booleans say.
    "trusted_launch": Profile(
        definition_argument="trusted_launch_enabled",
        builder_arguments={
            "security_type": "TrustedLaunch",
            "secure_boot_enabled": True,
            "vtpm_enabled": True,
        },
    ),
    # These three need a managed image in between, or a confidential VM to build on.
    "trusted_launch_supported": Profile(
        definition_argument="trusted_launch_supported", builder_arguments=None
    ),
    "confidential_vm": Profile(definition_argument="confidential_vm_enabled", builder_arguments=None),
    "confidential_vm_supported": Profile(
        definition_argument="confidential_vm_supported", builder_arguments=None
    ),
}
