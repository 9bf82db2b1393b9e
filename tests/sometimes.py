"""What random catalogs say of an image and its build, each now and then."""

from typing import Any

from tests import image_content, own_products, own_steps
from tests.builds import DES, GROUP, OTHER, SUBSCRIPTION

PLAN = {"name": "desktop", "publisher": "contoso", "product": "desktops"}
REGIONS = ("East US", "eastus", "West Europe", "UK South", "westus")
VALUES = (
    {"fslogix_profiles": {"VHDLocations": ["\\\\server\\${x}"], "SizeInMBs": 50000}, "session_limits": True},
    {"session_limits": {"MaxIdleTime": "2h", "fResetBroken": 1}, "rdp_shortpath": {"UdpPortNumber": 3391}},
    {"own": {"A": 1}, "target_release": {"TargetReleaseVersionInfo": "25H2"}},
)
"""Of settings."""
SOMETIMES: dict[str, tuple[Any, ...]] = {
    "accelerated_network_support_enabled": (True, False),
    "architecture": ("x64", "Arm64"),
    "description": ("${x} %{y}", ""),
    "disk_controller_type_nvme_enabled": (True, True, False),
    "disk_types_not_allowed": (["Standard_LRS"], []),
    "end_of_life_date": ("2099-01-31T00:00:00Z",),
    "hibernation_enabled": (True,),
    "max_recommended_vcpu_count": (1, 16, 80),
    "min_recommended_vcpu_count": (1, 16, 80),
    "max_recommended_memory_in_gb": (1, 640),
    "min_recommended_memory_in_gb": (1, 640),
    "purchase_plan": (PLAN,),
    "purpose": ("session_host", "none"),
    "specialized": (True, False),
    "tags": ({"cost centre": 'é "x"'}, {"Owner": "a"}, {"a/b": ""}, {f"t{n}": "" for n in range(8)}),
    "timeouts": ({"create": "1h"},),
}
SOMETIMES_IN_BUILD: dict[str, tuple[Any, ...]] = {
    "location": REGIONS,
    "build_subscription_id": (OTHER, OTHER.upper(), SUBSCRIPTION),
    "authentication": ("gitlab_oidc", "github_oidc", "managed_identity", "service_principal"),
    "extra": (
        {"winrm_timeout": "45m", "encryption_at_host": True},
        {"public_ip_sku": "Standard"},
        {"public_ip_sku": "Basic"},
        {"disk_additional_size": [64, 32], "disk_additional_luns": [2, 0]},
        {"disk_additional_size": [64], "disk_additional_luns": [1, 1]},
        {"winrm_use_ntlm": False},
        {"winrm_use_ssl": False, "winrm_port": 5985},
        {"ssh_port": 2222},
        {"skip_create_image": True, "keep_os_disk": True},
        {"temp_compute_name": "builder"},
    ),
    "languages": (["de-DE"], ["fr-FR", "de-DE"]),
    **image_content.SOMETIMES,
    "software": (["vscode", "chrome"], ["git"], ["jq"], ["teams", "fslogix"], [], *own_products.SOMETIMES),
    "settings": ({"rdp_shortpath": True}, {"optimize": False}, {"own": True}, {"own": False}, *VALUES),
    "managed_image_storage_account_type": ("Standard_LRS", "StandardSSD_LRS"),
    "os_disk_size_gb": (64, 127, 256, 4095),
    "disk_controller_type": ("SCSI", "NVMe"),
    "license_type": ("Windows_Client", "Windows_Server", "RHEL_BYOS"),
    "spot": ({"eviction_policy": "Delete"}, {"eviction_policy": "Deallocate", "max_price": 0.5}),
    "user_assigned_managed_identities": (
        [f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/reader"],
    ),
    "allowed_inbound_ip_addresses": (["203.0.113.7"], ["203.0.113.0/24", "2001:db8::/32"]),
    "private_virtual_network_with_public_ip": (True,),
    "build_key_vault_name": ("vault",),
    "build_key_vault_secret_name": ("secret",),
    "skip_create_build_key_vault": (True,),
    "build_resource_group_name": ("builds",),
    "temp_resource_group_name": ("goldshelf-build", "my-resources"),
    "storage_account_type": ("Standard_ZRS", "Premium_LRS"),
    "use_shallow_replication": (True,),
    "shared_gallery_image_version_end_of_life_date": ("2099-01-31T00:00:00Z",),
    "shared_gallery_image_version_exclude_from_latest": (True, False),
    "disk_encryption_set_id": (DES,),
    "confidential_vm_image_encryption_type": (
        *("EncryptedVMGuestStateOnlyWithPmk", "EncryptedWithPmk", "EncryptedWithCmk"),
    ),
    "managed_image_resource_group_name": ("managed", "virtual"),
    "shared_image_gallery_timeout": ("3h",),
    "polling_duration_timeout": ("90m",),
    "package_manager": ("apt", "apt", "dnf"),
    "repositories": (["contoso"], []),
    "steps": own_steps.SOMETIMES,
    "version_tags": (
        {"source": "{source_version}", "built": "{date} {commit} {pipeline}"},
        {"base": "{base_version} ${{x}} %{{y}} $${version}", 'a "b"': "{image} é {{"},
        {"Owner": "{sku}"},
    ),
}
