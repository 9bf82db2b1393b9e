"""Catalogs that nobody thought of: every field of an image now and then, sound or not."""

from random import Random
from typing import Any

from tests import linux_content, own_products, own_steps
from tests.builds import DES, GROUP, OTHER
from tests.catalogs import Toml, written
from tests.own_settings import SOMETIMES_IN_A_SETTING
from tests.random_sources import (
    DESKTOP,
    MARKETPLACE,
    PARTNER,
    SERVER,
    SHARED,
    UBUNTU,
    UBUNTU_ARM64,
    WINDOWS_10,
)
from tests.sometimes import PLAN, SOMETIMES, SOMETIMES_IN_BUILD

SECURITY = (
    *("standard", "standard", "trusted_launch", "trusted_launch_supported"),
    *("confidential_vm", "confidential_vm_supported"),
)
SIZES = (
    *("Standard_D4ads_v5", "Standard_D4ads_v5", "Standard_D4ads_v5", "Standard_D4s_v3", "Standard_D4_v3"),
    *("Standard_A2_v2", "Standard_DS2_v2", "Standard_D4d_v5", "Standard_E4bds_v5", "Standard_D4ads_v6"),
    *("Standard_D4ps_v6", "Standard_D4pds_v5", "Standard_DC4ads_v5", "Standard_EC4as_v5", "Standard_M8ms"),
    *("Standard_B4ms", "Standard_B4as_v2", "Standard_DS1_v2", "Standard_NC6s_v3", "Standard_DS3_v2_Promo"),
)
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
QUOTAS = (
    [{"location": "eastus", "limit": 64}],
    [
        {"location": "East US", "limit": 10},
        {"location": "eastus", "limit": 4, "name": "standardDADSv5Family"},
    ],
    [{"location": "westeurope", "limit": 3, "name": "lowPriorityCores"}],
)
VERSIONS = ("0.0.7", "1.0.0", "1.0.0", "1.0.0", "1.0.7", f"{2**31 - 1}.0.0", "1.0", "{date}")
OTHER_DES = DES.replace("/subscriptions/0", "/subscriptions/1")
NETWORK = {
    "virtual_network_name": "vnet",
    "virtual_network_subnet_name": "build",
    "virtual_network_resource_group_name": "network",
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
    data["repositories"] = linux_content.SHARED
    data["software"] = own_products.SHARED
    keys = [f"i{number}" for number in range(images)]
    data["images"] = {key: image(random, key, keys) for key in keys}
    for one in data["images"].values():
        if random.random() < CHANCE / 2:
            del one["build"]
    if random.random() < CHANCE:
        data["vcpu_quota"] = random.choice(QUOTAS)
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
        *SHARED,
    )


def now_and_then(random: Random, fields: dict[str, tuple[Any, ...]]) -> Toml:
    """Each of the fields by chance."""
    return {name: random.choice(values) for name, values in fields.items() if random.random() < CHANCE}


def some(random: Random, fields: dict[str, tuple[Any, ...]]) -> Toml:
    """One or two of the fields, or none."""
    names = random.sample(list(fields), k=min(random.choice([0, 1, 1, 2, 3]), len(fields)))
    return {name: random.choice(fields[name]) for name in names}
