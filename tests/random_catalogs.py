"""Catalogs that nobody thought of: every field of an image now and then, sound or not."""

from random import Random
from typing import Any

from tests import own_steps
from tests.builds import DES, GROUP, OTHER
from tests.catalogs import Toml, written
from tests.own_settings import SOMETIMES_IN_A_SETTING
from tests.random_sources import DESKTOP, MARKETPLACE, PARTNER, SERVER, UBUNTU, UBUNTU_ARM64, WINDOWS_10

SECURITY = (
    *("standard", "standard", "trusted_launch", "trusted_launch_supported"),
    *("confidential_vm", "confidential_vm_supported"),
)
SIZES = (
    *("Standard_D4ads_v5", "Standard_D4ads_v5", "Standard_D4ads_v5", "Standard_D4s_v3", "Standard_D4_v3"),
    *("Standard_A2_v2", "Standard_DS2_v2", "Standard_D4d_v5", "Standard_E4bds_v5", "Standard_D4ads_v6"),
    *("Standard_D4ps_v6", "Standard_D4pds_v5", "Standard_DC4ads_v5", "Standard_EC4as_v5", "Standard_M8ms"),
)
PLAN = {"name": "desktop", "publisher": "contoso", "product": "desktops"}
V2 = {"hyper_v_generation": "V2"}
FITTING: tuple[tuple[Toml, Toml, str], ...] = (
    ({**V2, "os_type": "Windows", "security": "trusted_launch"}, DESKTOP, "Standard_D4ads_v5"),
    ({**V2, "os_type": "Windows", "security": "trusted_launch_supported"}, DESKTOP, "Standard_D4s_v3"),
    ({**V2, "os_type": "Windows", "security": "standard"}, DESKTOP, "Standard_DS2_v2"),
    ({**V2, "os_type": "Windows", "security": "trusted_launch"}, SERVER, "Standard_D4ads_v5"),
    ({**V2, "os_type": "Windows", "security": "confidential_vm"}, DESKTOP, "Standard_DC4ads_v5"),
    ({**V2, "os_type": "Linux", "security": "confidential_vm_supported"}, UBUNTU, "Standard_D4ads_v5"),
    ({**V2, "os_type": "Linux", "security": "standard"}, UBUNTU, "Standard_E4bds_v5"),
    (
        {**V2, "os_type": "Linux", "security": "trusted_launch", "architecture": "Arm64"},
        UBUNTU_ARM64,
        "Standard_D4ps_v6",
    ),
    (
        {**V2, "os_type": "Windows", "security": "standard", "disk_controller_type_nvme_enabled": True},
        DESKTOP,
        "Standard_D4ads_v6",
    ),
    (
        {"hyper_v_generation": "V1", "os_type": "Windows", "security": "standard"},
        WINDOWS_10,
        "Standard_D4ads_v5",
    ),
    (
        {**V2, "os_type": "Windows", "security": "standard", "purchase_plan": PLAN},
        PARTNER,
        "Standard_D4ads_v5",
    ),
)
"""A definition, a source and a VM size that go together."""
REGIONS = ("East US", "eastus", "West Europe", "UK South", "westus")
TWO_REGIONS = (
    ("East US", "West Europe"),
    ("eastus", "East US"),
    ("UK South",),
    ("UK South", "West Europe", "eastus"),
)
CHANCE = 0.15
DEFAULTS: dict[str, tuple[Any, ...]] = {
    "images": ({"description": "${x}"}, {"tags": {"a": "b"}}, {"prevent_destroy": False}),
    "build": ({"windows": {"polling_duration_timeout": "90m"}}, {"linux": {"software": ["jq"]}}),
}
VERSIONS = ("0.0.7", "1.0.0", "1.0.0", "1.0.0", "1.0.7", f"{2**31 - 1}.0.0", "1.0", "{date}")
OTHER_DES = DES.replace("/subscriptions/0", "/subscriptions/1")
NETWORK = {
    "virtual_network_name": "vnet",
    "virtual_network_subnet_name": "build",
    "virtual_network_resource_group_name": "network",
}
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
    "authentication": ("gitlab_oidc", "github_oidc", "managed_identity", "service_principal"),
    "extra": (
        {"winrm_timeout": "45m", "encryption_at_host": True},
        {"public_ip_sku": "Standard"},
        {"custom_data": "eA==", "custom_data_file": "x"},
        {"temp_compute_name": "builder"},
    ),
    "languages": (["de-DE"], ["fr-FR", "de-DE"]),
    "windows_update": (
        *(False, True, {}),
        {"phases": ["updated", "software", "settings"], "exclude": ["KB5075941"], "timeout": "3h"},
        {"service": "wsus", "server": "http://wsus:8530", "categories": ["Drivers", "Updates"]},
        {"service": "microsoft_update", "keep_service": True, "limit": 1, "exclude": ["*a*", "*A*"]},
        {"service": "windows_update", "keep_service": True, "restart_timeout": "1h", "retries": 2},
    ),
    "timeouts": ({"software": "2h", "restart": "45m"}, {"sysprep": "45m"}, {"update": "3h"}),
    "retries": ({"software": 0}, {"sysprep": 3}),
    "disk_caching_type": ("None", "ReadOnly"),
    "software": (["vscode", "chrome"], ["git"], ["jq"], ["teams", "fslogix"], []),
    "settings": ({"rdp_shortpath": True}, {"optimize": False}, {"own": True}, {"own": False}),
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
    "steps": own_steps.SOMETIMES,
    "version_tags": (
        {"source": "{source_version}", "built": "{date} {commit} {pipeline}"},
        {"base": "{base_version} ${{x}} %{{y}} $${version}", 'a "b"': "{image} é {{"},
        {"Owner": "{sku}"},
    ),
}


def catalog(random: Random, *, images: int) -> Toml:
    """A catalog with that many images, of which some break rules."""
    data = written("")
    data["tags"] = {"owner": "the desktop team"} if random.random() < 0.5 else {}
    if random.random() < 0.3:
        data["gallery"]["sharing"] = {"permission": random.choice(["Private", "Groups"])}
    if random.random() < 0.5:
        given = {"summary": "s", "services": ["Spooler"], **some(random, SOMETIMES_IN_A_SETTING)}
        data["settings"] = {"windows": {"own": given}}
    data["steps"] = own_steps.SHARED
    keys = [f"i{number}" for number in range(images)]
    data["images"] = {key: image(random, key, keys) for key in keys}
    for one in data["images"].values():
        if random.random() < CHANCE / 2:
            del one["build"]
    if random.random() < CHANCE:
        data["defaults"] = some(random, DEFAULTS)
    return data


def image(random: Random, key: str, keys: list[str]) -> Toml:
    """One image: what goes together, with a field changed now and then."""
    definition, start, size = random.choice(FITTING)
    return {
        "name": key,
        **definition,
        "identifier": {"publisher": "p", "offer": "o", "sku": key},
        **now_and_then(random, {"security": SECURITY, "hyper_v_generation": ("V1", "V2")}),
        **some(random, SOMETIMES),
        "build": {
            "source": start,
            "vm_size": size,
            "version": random.choice(VERSIONS),
            "regions": regions(random),
            **now_and_then(random, {"source": sources(random, keys), "vm_size": SIZES}),
            **some(random, SOMETIMES_IN_BUILD),
            **(NETWORK if random.random() < CHANCE else {}),
        },
    }


def regions(random: Random) -> list[Toml]:
    """Some regions, mostly with the gallery's own."""
    return [region(random, name) for name in random.choice([*[("East US",)] * 3, *TWO_REGIONS])]


def region(random: Random, name: str) -> Toml:
    """A region with its copies."""
    ids = [DES, f"{DES}-{name.replace(' ', '')}", OTHER_DES]
    keys = {"disk_encryption_set_id": random.choice(ids)} if random.random() < CHANCE else {}
    return {"name": name, "replicas": random.choice([1, 2, 3, 50]), **keys}


def sources(random: Random, keys: list[str]) -> tuple[Toml, ...]:
    """What an image can start from."""
    return (
        *MARKETPLACE,
        *({"image": random.choice(keys)} for _ in range(6)),
        {"image": random.choice(keys), "version": "1.0.0"},
        {"gallery_name": "g", "image_name": "i", "resource_group": "r", "subscription": OTHER},
        {"id": f"{GROUP}/providers/Microsoft.Compute/galleries/g/images/base/versions/1.2.3"},
    )


def now_and_then(random: Random, fields: dict[str, tuple[Any, ...]]) -> Toml:
    """Each of the fields by chance."""
    return {name: random.choice(values) for name, values in fields.items() if random.random() < CHANCE}


def some(random: Random, fields: dict[str, tuple[Any, ...]]) -> Toml:
    """One or two of the fields, or none."""
    names = random.sample(list(fields), k=random.choice([0, 1, 1, 2, 3]))
    return {name: random.choice(fields[name]) for name in names}
