"""Each kind of build gets the arguments that it needs, as HashiCorp's own parser reads them."""

from pathlib import Path

import pytest

from catalog.build import Build
from facts.security import PROFILES
from tests.builds import CASES, COMBINATIONS, DES, GROUP, OTHER, SUBSCRIPTION, short
from tests.old_packer import SCHEMA
from tests.plugin_schema import misfits
from tests.reader import parsed, source_of


def test_every_kind_is_there() -> None:
    """125 combinations: five profiles, five ways to sign in, three networks on Windows and two on Linux."""
    assert 5 * 5 * (3 + 2) == len(COMBINATIONS)


@pytest.mark.parametrize("folder", CASES, indirect=True)
def test_arguments_are_those_of_the_plugin(folder: Path) -> None:
    """Every argument of the source is one of azure-arm 2.6.3, and of its kind."""
    assert [] == list(misfits(source_of(folder), SCHEMA))


def test_schema_check_can_fail() -> None:
    """The check above notices an unknown argument and a wrong kind."""
    assert ["vm_siz: unknown", "os_type: not a string", "winrm_port: not a number"] == list(
        misfits({"vm_siz": "x", "os_type": 5, "winrm_port": True}, SCHEMA)
    )


SECURITY = ("security_type", "secure_boot_enabled", "vtpm_enabled", "security_encryption_type")
RECIPES: dict[str, tuple[object, ...]] = {
    "standard": (None, None, None, None, None, False),
    "trusted_launch": ("TrustedLaunch", True, True, None, None, False),
    "trusted_launch_supported": (None, None, None, None, None, True),
    "confidential_vm": (
        *("ConfidentialVM", True, True, "VMGuestStateOnly"),
        *("EncryptedVMGuestStateOnlyWithPmk", False),
    ),
    "confidential_vm_supported": (None, None, None, None, None, True),
}


@pytest.mark.parametrize("folder", COMBINATIONS, indirect=True)
def test_security_decides_the_recipe(folder: Path) -> None:
    """Each profile gets the one recipe that Azure accepts: all that it needs and nothing that breaks it."""
    source = source_of(folder)
    destination = source["shared_image_gallery_destination"]
    security = next(name for name in PROFILES if short(name) == folder.name.split("-")[0])

    assert RECIPES[security] == (
        *(source.get(name) for name in SECURITY),
        destination.get("confidential_vm_image_encryption_type"),
        "managed_image_name" in source and "managed_image_resource_group_name" in source,
    )


def test_every_key_of_build_has_its_place(rendered: Path) -> None:
    """No key of `build` is read and forgotten: each that is an argument of azure-arm reaches a template."""
    written: set[str] = set()
    for key in CASES:
        source = source_of(rendered / key)
        destination = source["shared_image_gallery_destination"]
        written |= source.keys() | destination.keys()
    arguments = (
        SCHEMA["arguments"].keys() | SCHEMA["blocks"]["shared_image_gallery_destination"]["arguments"].keys()
    )

    assert {
        "private_virtual_network_with_public_ip",  # goes the way of the other three of a network
    } == (Build.model_fields.keys() & arguments) - written


@pytest.mark.parametrize("folder", ["everything"], indirect=True)
def test_values_come_back(folder: Path) -> None:
    """What went into the catalog comes out of the parser, quotes, braces and accents included."""
    whole = parsed(folder)
    source = source_of(folder)
    destination = source["shared_image_gallery_destination"]

    assert {
        "image": "everything",
        "owner": "the desktop team",
        'cost "centre"': "é\\",
        "a${b}": "%{c}",
    } == whole["locals"]["azure_tags"]
    assert {"plan_name": "n", "plan_publisher": "p", "plan_product": "q"} == source["plan_info"]
    assert {"eviction_policy": "Delete", "max_price": 0.5} == source["spot"]
    assert (SUBSCRIPTION, "my-resources", "my_image_gallery", "everything") == tuple(
        destination[name] for name in ("subscription", "resource_group", "gallery_name", "image_name")
    )
    assert [
        {"name": "East US", "replicas": 2, "disk_encryption_set_id": DES},
        {"name": "westeurope", "replicas": 3, "disk_encryption_set_id": f"{DES}-west"},
    ] == destination["target_region"]
    assert ("45m", True, [32, 64], True) == tuple(
        source[name]
        for name in ("winrm_timeout", "encryption_at_host", "disk_additional_size", "accelerated_networking")
    )
    assert "1.0.0" == whole["variable"]["image_version"]["default"]
    assert whole["variable"]["exclude_from_latest"]["default"]
    assert ">= 2.6.2, < 3.0.0" == whole["packer"]["required_plugins"]["azure"]["version"]


def test_a_tag_of_the_users_own_wins(rendered: Path) -> None:
    """Azure takes Image and image for one name: the version carries the user's."""
    assert {"owner": "the desktop team", "Image": "mine"} == parsed(rendered / "tagged")["locals"][
        "azure_tags"
    ]


def test_what_an_image_starts_from(rendered: Path) -> None:
    """A layered image starts from a definition of the same deploy, another one from where it says."""
    here = {
        "subscription": SUBSCRIPTION,
        "resource_group": "my-resources",
        "gallery_name": "my_image_gallery",
    }

    told = {"image_version": "var.source_version"}

    assert {
        "layer": {**here, "image_name": "bare", "image_version": "1.0.0"},
        "layer-latest": {**here, "image_name": "bare", **told},
        "other-gallery": {
            **{"subscription": SUBSCRIPTION, "resource_group": "others", "gallery_name": "other"},
            "image_name": "base",
            **told,
        },
        "elsewhere": {
            **{"subscription": OTHER, "resource_group": "r", "gallery_name": "g", "image_name": "i"},
            **told,
        },
        "by-id": {"id": f"{GROUP}/providers/Microsoft.Compute/galleries/g/images/base/versions/1.2.3"},
        "bare": None,
    } == {
        key: source_of(rendered / key).get("shared_image_gallery")
        for key in ("layer", "layer-latest", "other-gallery", "elsewhere", "by-id", "bare")
    }


@pytest.mark.parametrize(
    ("key", "timeout"), [("bare", "120m"), ("many", "360m"), ("shallow", "60m"), ("everything", "3h")]
)
def test_time_to_publish(rendered: Path, key: str, timeout: str) -> None:
    """Packer waits longer for more regions, at most six hours, or as long as the catalog says."""
    assert timeout == source_of(rendered / key)["shared_image_gallery_timeout"]


@pytest.mark.parametrize(
    ("key", "arguments"),
    [
        ("elsewhere", {"location": "West Europe", "build_resource_group_name": None}),
        ("group", {"location": None, "build_resource_group_name": "builds"}),
        ("everything", {"license_type": "Windows_Server", "build_resource_group_name": "vaults"}),
        ("bare", {"license_type": "Windows_Client", "location": "East US", "spot": None, "plan_info": None}),
        ("by-id", {"license_type": None, "image_publisher": None}),
        ("layer", {"license_type": "Windows_Client", "image_publisher": None}),
        ("tools", {"license_type": None, "communicator": "ssh", "winrm_username": None}),
        ("cmk", {"security_encryption_type": "DiskWithVMGuestState", "disk_encryption_set_id": DES}),
        ("through-group", {"managed_image_resource_group_name": "managed"}),
        ("temporary", {"location": "East US", "temp_resource_group_name": "mine"}),
        ("in-group", {"managed_image_resource_group_name": "builds", "temp_resource_group_name": None}),
        (
            "tl-windows-no-vault-azure-cli",
            {
                "user_data_file": "${path.root}/scripts/enable-winrm.ps1",
                "skip_create_build_key_vault": True,
                "build_key_vault_name": None,
                "allowed_inbound_ip_addresses": "var.allowed_inbound_ip_addresses",
            },
        ),
        (
            "tl-linux-vnet-azure-cli",
            {
                "virtual_network_name": "vnet",
                "virtual_network_subnet_name": "build",
                "virtual_network_resource_group_name": "network",
                "allowed_inbound_ip_addresses": None,
            },
        ),
    ],
)
def test_what_the_catalog_says_is_what_packer_gets(
    rendered: Path, key: str, arguments: dict[str, object]
) -> None:
    """Each argument has the catalog's value, or its default, and what excludes it is not there."""
    source = source_of(rendered / key)

    assert arguments == {name: source.get(name) for name in arguments}


WAYS: dict[str, set[str]] = {
    "azure-cli": {"use_azure_cli_auth"},
    "gitlab-oidc": {"client_id", "tenant_id", "client_jwt"},
    "github-oidc": {"client_id", "tenant_id", "oidc_request_url", "oidc_request_token"},
    "managed-identity": {"client_id"},
    "service-principal": {"client_id", "tenant_id", "client_secret"},
}


@pytest.mark.parametrize("way", WAYS)
def test_one_way_to_sign_in(rendered: Path, way: str) -> None:
    """The arguments of one way stand in the source, and none that would make the plugin take another."""
    source = source_of(rendered / f"tl-windows-public-{way}")

    assert WAYS[way] == source.keys() & set().union(*WAYS.values())
