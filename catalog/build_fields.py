"""The types of single fields of `[images.<key>.build]`."""

import math
import re
from collections.abc import Callable
from functools import partial
from ipaddress import ip_network
from typing import Annotated, Any, Literal

from pydantic import Field

from catalog.language_tag import tag
from catalog.limit import Limit, is_list_of, matching
from catalog.shared_image_id import is_id
from facts.azure_names import KEY_VAULT, RESOURCE


def _is_argument(value: Any) -> bool:
    texts = isinstance(value, dict) and all(isinstance(item, str) for item in value.values())
    number = isinstance(value, float) and math.isfinite(value)
    return isinstance(value, str | int) or number or texts or is_list_of(str, value) or is_list_of(int, value)


def _is_address(value: str) -> bool:
    try:
        ip_network(value, strict=False)
    except ValueError:
        return False
    # Python also accepts 203.0.113.0/255.255.255.0 and fe80::1%eth0; Go does not.
    return re.fullmatch(r"[0-9a-fA-F.:]+(?:/[0-9]+)?", value) is not None


AddressOrBlock = Annotated[
    str,
    Limit(fits=_is_address, message="use an address or a CIDR block, such as 203.0.113.7 or 203.0.113.0/24"),
]
Argument = Annotated[
    str | int | float | list[str] | list[int] | dict[str, str],
    Limit(
        fits=_is_argument,
        message="must be a string, a number, true or false, a list of strings or numbers, or a table of "
        "strings",
        any_type=True,
    ),
]
ConfidentialEncryption = Literal["EncryptedVMGuestStateOnlyWithPmk", "EncryptedWithPmk", "EncryptedWithCmk"]
DiskSizeGb = Annotated[int, Field(ge=1, le=4095)]
"""Azure's limit for an OS disk. Source: Azure, "Introduction to Azure managed disks"."""
GUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
RESOURCE_GROUP_ID = rf"/subscriptions/{GUID}/resourceGroups/[A-Za-z0-9_.()-]{{1,90}}"
SpotPrice = Annotated[
    float,
    Field(allow_inf_nan=False),
    Limit(
        fits=lambda price: price > 0 or price == -1,
        message="use a price above 0, or -1 for the regular price",
    ),
]
"""Source: Azure, "Use Azure Spot Virtual Machines": -1 is up to the regular price."""
SubscriptionId = Annotated[str, matching(GUID, "use the subscription's id, a GUID")]


def _id(pattern: str, message: str, *, meant: Callable[[str], str | None] = lambda _: None) -> Limit:
    """Match an id in upper or lower case, which a pattern of JSON Schema cannot express."""
    whole = re.compile(f"{RESOURCE_GROUP_ID}/providers/{pattern}", re.IGNORECASE | re.ASCII)
    return Limit(fits=whole.fullmatch, message=message, meant=meant)


def _id_of(resource_type: str) -> Limit:
    return _id(
        rf"{re.escape(resource_type)}/[a-z0-9_.-]+",
        f"use the id: /subscriptions/<id>/resourceGroups/<group>/providers/{resource_type}/<name>",
    )


IdentityId = Annotated[str, _id_of("Microsoft.ManagedIdentity/userAssignedIdentities")]
DiskEncryptionSetId = Annotated[str, _id_of("Microsoft.Compute/diskEncryptionSets")]


def _other_source(id_: str) -> str | None:
    """Return the key of `source` that is for what has this id."""
    if is_id(id_, of="community"):
        return "community_gallery_image_id"
    if is_id(id_, of="shared"):
        return "direct_shared_gallery_image_id"
    return "custom_managed_image_name" if "/microsoft.compute/images/" in id_.lower() else None


ImageVersionId = Annotated[
    str,
    _id(
        r"Microsoft\.Compute/galleries/[a-z0-9._]+/images/[a-z0-9._-]+/versions/[0-9]+\.[0-9]+\.[0-9]+",
        "use the id of a version: /subscriptions/.../galleries/<gallery>/images/<image>/versions/1.0.0",
        meant=_other_source,
    ),
]
CommunityGalleryImageId = Annotated[
    str,
    Limit(
        fits=partial(is_id, of="community"),
        message="use the id of the image: /CommunityGalleries/<public name of the gallery>/Images/<image>"
        "/Versions/<1.0.0 or latest>, as az sig image-version list-community shows it",
    ),
]
SharedGalleryImageId = Annotated[
    str,
    Limit(
        fits=partial(is_id, of="shared"),
        message="use the id of the image: /SharedGalleries/<unique name of the gallery>/Images/<image>"
        "/Versions/<1.0.0 or latest>, as az sig image-version list-shared shows it",
    ),
]
BUILD_RESOURCE_GROUP = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.()-]{0,88}[A-Za-z0-9_()]|[A-Za-z0-9]")
BuildResourceGroupName = Annotated[
    str,
    matching(
        BUILD_RESOURCE_GROUP.pattern,
        "use 1-90 letters, digits, '.', '_', '-', '(' or ')', with a letter or digit first, "
        "not ending in '.' or '-' (Packer is stricter than Azure)",
        id_="GS008",
    ),
]
NetworkName = Annotated[
    str,
    matching(
        RESOURCE.pattern,
        "use 1-80 letters, digits, '.', '_' or '-', with a letter or digit first, not ending in '.' or '-'",
    ),
]
ManagedImageName = NetworkName
"""Source: Azure, "Naming rules and restrictions for Azure resources", Microsoft.Compute/images."""
KeyVaultName = Annotated[
    str,
    matching(
        KEY_VAULT.pattern,
        "use 3-24 letters, digits and single '-', with a letter first and a letter or digit last",
    ),
]
KeyVaultSecretName = Annotated[str, matching(r"[A-Za-z0-9-]{1,127}", "use 1-127 letters, digits and '-'")]
LanguageTag = Annotated[str, tag("use a language tag such as de-DE")]
OsDiskType = Literal["Standard_LRS", "StandardSSD_LRS", "Premium_LRS"]
