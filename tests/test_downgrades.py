"""A change that makes a gallery, a definition or a lock less secure is reported."""

from typing import Any

import pytest

from tests.every_argument import FLAGS
from tests.test_harm import GALLERY, PROTECTED, found

BOOT = "secure boot and a virtual TPM"


def downgrades(kind: str, old: dict[str, Any] | None, new: dict[str, Any] | None) -> list[str]:
    """The security downgrades of one resource."""
    sides = [{kind: {"x": one} if one is not None else {}} for one in (old, new)]
    return [one.message for one in found(*sides) if one.kind == "downgrade"]


@pytest.mark.parametrize(
    ("old", "new", "lost"),
    [
        ("trusted_launch", "standard", [f"no longer allows VMs with {BOOT}"]),
        ("trusted_launch", "trusted_launch_supported", [f"allows VMs without {BOOT}"]),
        ("trusted_launch_supported", "standard", [f"no longer allows VMs with {BOOT}"]),
        ("confidential_vm", "trusted_launch", ["no longer allows VMs with encrypted memory"]),
        (
            "confidential_vm",
            "confidential_vm_supported",
            ["allows VMs without encrypted memory", f"allows VMs without {BOOT}"],
        ),
        ("confidential_vm_supported", "trusted_launch", ["no longer allows VMs with encrypted memory"]),
        ("trusted_launch", "confidential_vm", []),
        ("standard", "trusted_launch_supported", []),
        ("trusted_launch_supported", "trusted_launch", []),
        ("trusted_launch_supported", "confidential_vm_supported", []),
    ],
)
def test_profiles(old: str, new: str, lost: list[str]) -> None:
    """A weaker profile is told by what the VMs lose; a stronger one is not a downgrade."""
    sides = ({FLAGS[one]: True} if one in FLAGS else {} for one in (old, new))

    assert lost == downgrades("azurerm_shared_image", *sides)


GROUPS, COMMUNITY = {"sharing": {"permission": "Groups"}}, {"sharing": {"permission": "Community"}}
SUBSCRIPTIONS = "is shared with other subscriptions and tenants"
EVERYBODY = "is shared with everybody"


@pytest.mark.parametrize(
    ("kind", "old", "new", "told"),
    [
        ("azurerm_shared_image_gallery", {}, GROUPS, [SUBSCRIPTIONS]),
        ("azurerm_shared_image_gallery", GROUPS, COMMUNITY, [EVERYBODY]),
        ("azurerm_shared_image_gallery", None, COMMUNITY, [EVERYBODY]),
        ("azurerm_shared_image_gallery", COMMUNITY, GROUPS, []),
        ("azurerm_shared_image_gallery", GROUPS, None, []),
        (
            "azurerm_shared_image_gallery",
            GALLERY,
            {"name": "g"},
            ["loses prevent_destroy: Terraform can destroy it"],
        ),
        ("azurerm_shared_image", PROTECTED, {}, ["loses prevent_destroy: Terraform can destroy it"]),
        ("azurerm_shared_image", {}, PROTECTED, []),
        ("azurerm_shared_image", None, {}, []),
        ("azurerm_management_lock", {"lock_level": "CanNotDelete"}, None, ["is weakened or removed"]),
        (
            "azurerm_management_lock",
            {"lock_level": "ReadOnly"},
            {"lock_level": "CanNotDelete"},
            ["is weakened or removed"],
        ),
        ("azurerm_management_lock", {"lock_level": "CanNotDelete"}, {"lock_level": "ReadOnly"}, []),
        ("azurerm_management_lock", None, {"lock_level": "CanNotDelete"}, []),
    ],
)
def test_protection(
    kind: str, old: dict[str, Any] | None, new: dict[str, Any] | None, told: list[str]
) -> None:
    """A gallery that is opened, a lock or a protection that goes: each is told, and its return is not."""
    assert told == downgrades(kind, old, new)
