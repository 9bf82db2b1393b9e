"""The single-field limits: each type is one rule that Azure, azurerm or Packer enforces.

Where azurerm is looser than Azure, Azure's rule stands: azurerm lets a gallery name end in a dot,
and the deployment then fails half way.
"""

import math
import re
from collections.abc import Callable
from datetime import datetime
from ipaddress import ip_network
from typing import Annotated, Any

from pydantic import AfterValidator, Field, PlainValidator
from pydantic_core import PydanticCustomError

DWORD_MAX = 4_294_967_295
INT32_MAX = 2_147_483_647
"""Azure keeps each part of an image version in a signed 32-bit integer."""


def matching(pattern: str, rule: str) -> AfterValidator:
    """Accept only text that matches `pattern` whole; `rule` says the same in words."""
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise PydanticCustomError("rule", "{rule}", {"rule": rule})
        return value

    return AfterValidator(check)


def one_of(fits: Callable[[Any], bool], rule: str) -> PlainValidator:
    """Accept what `fits`; `rule` says the same in words. One message, where a union would give one a kind."""

    def check(value: Any) -> Any:
        if not fits(value):
            raise PydanticCustomError("rule", "{rule}", {"rule": rule})
        return value

    return PlainValidator(check)


def _is_list_of(kind: type, value: Any) -> bool:
    return isinstance(value, list) and all(type(item) is kind for item in value)


def _is_registry_data(value: Any) -> bool:
    return (
        isinstance(value, str) or _is_list_of(str, value) or (type(value) is int and 0 <= value <= DWORD_MAX)
    )


def _is_argument(value: Any) -> bool:
    texts = isinstance(value, dict) and all(isinstance(item, str) for item in value.values())
    number = isinstance(value, float) and math.isfinite(value)
    return (
        isinstance(value, str | int) or number or texts or _is_list_of(str, value) or _is_list_of(int, value)
    )


def _int32_parts(value: str) -> str:
    if any(int(part) > INT32_MAX for part in value.split(".")):
        rule = f"each part must fit a 32-bit integer: at most {INT32_MAX}"
        raise PydanticCustomError("rule", "{rule}", {"rule": rule})
    return value


def _instant(value: str) -> str:
    rule = 'use an RFC 3339 date and time in quotes, such as "2027-01-31T00:00:00Z"'
    try:
        known_zone = datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        known_zone = False
    if not known_zone or not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*", value):
        raise PydanticCustomError("rule", "{rule}", {"rule": rule})
    return value


def _address(value: str) -> str:
    try:
        ip_network(value, strict=False)
    except ValueError:
        rule = "use an address or a CIDR block, such as 203.0.113.7 or 203.0.113.0/24"
        raise PydanticCustomError("rule", "{rule}", {"rule": rule}) from None
    return value


def _identifier_part(length: int) -> AfterValidator:
    return matching(
        rf"[A-Za-z0-9._-]{{0,{length - 1}}}[A-Za-z0-9_-]",
        f"use 1-{length} letters, digits, '.', '_' or '-', not ending in '.'",
    )


Text = Annotated[str, matching(r"(?s).*\S.*", "write some text or remove the key")]
ResourceGroupName = Annotated[
    str,
    matching(
        r"[A-Za-z0-9_.()-]{0,89}[A-Za-z0-9_()-]",
        "use 1-90 letters, digits, '.', '_', '-', '(' or ')', not ending in '.'",
    ),
]
GalleryName = Annotated[
    str,
    matching(
        r"[A-Za-z0-9](?:[A-Za-z0-9._]{0,78}[A-Za-z0-9])?",
        "use 1-80 letters, digits, '.' or '_', with a letter or digit at both ends; "
        "Azure takes no '-' in a gallery name",
    ),
]
ImageName = Annotated[
    str,
    matching(
        r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,78}[A-Za-z0-9])?",
        "use 1-80 letters, digits, '.', '_' or '-', with a letter or digit at both ends",
    ),
]
ImageKey = Annotated[
    str,
    matching(
        r"(?=.{1,40}\Z)[a-z][a-z0-9]*(?:-[a-z0-9]+)*",
        "name the table with at most 40 lower-case letters, digits and single '-', a letter first: "
        "the key becomes a Terraform address, a Packer source, a folder and part of a managed image's name",
    ),
]
Publisher = Annotated[str, _identifier_part(128)]
Offer = Annotated[str, _identifier_part(64)]
Sku = Annotated[str, _identifier_part(64)]
ImageVersion = Annotated[
    str,
    matching(
        r"(?:0|[1-9][0-9]{0,9})(?:\.(?:0|[1-9][0-9]{0,9})){2}",
        "use Major.Minor.Patch: three whole numbers without leading zeros, such as 1.0.0",
    ),
    AfterValidator(_int32_parts),
]
SourceVersion = Annotated[
    str, matching(r"latest|[0-9]+\.[0-9]+\.[0-9]+", "use latest, or a version such as 26200.8246.260414")
]
AddressOrBlock = Annotated[str, AfterValidator(_address)]
Instant = Annotated[str, AfterValidator(_instant)]
Duration = Annotated[
    str,
    matching(r"(?:[0-9]+(?:\.[0-9]+)?(?:h|m|s))+", "use a duration such as 30m or 1h30m"),
]
CommunityPrefix = Annotated[str, matching(r"[A-Za-z0-9]{5,16}", "use 5-16 letters and digits")]
RelativeFolder = Annotated[
    str,
    matching(
        r"(?!.*(?:^|/)\.\.(?:/|$))[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*",
        "name a folder inside the project, such as state/dev: no '..' and no leading '/'",
    ),
]
RegionName = Annotated[
    str,
    matching(r"[A-Za-z0-9][A-Za-z0-9 ()-]*", "name an Azure region, such as East US or eastus"),
]
VmSize = Annotated[
    str, matching(r"[A-Za-z][A-Za-z0-9_-]*", "name an Azure VM size, such as Standard_D4ads_v5")
]
VCpus = Annotated[int, Field(ge=1, le=80)]
MemoryGb = Annotated[int, Field(ge=1, le=640)]
Replicas = Annotated[int, Field(ge=1, le=100)]
TagName = Annotated[str, Field(min_length=1, max_length=512)]
TagValue = Annotated[str, Field(max_length=256)]
DiskSizeGb = Annotated[int, Field(ge=1, le=2048)]
"""Azure's limit for an image in a gallery: less than 2 TB, so at most 2,048 GB."""
RegistryData = Annotated[
    int | str | list[str],
    one_of(_is_registry_data, f"use a text, a list of texts, or a whole number from 0 to {DWORD_MAX}"),
]
Argument = Annotated[
    str | int | float | list[str] | list[int] | dict[str, str],
    one_of(
        _is_argument, "use a text, a number, true or false, a list of texts or numbers, or a table of texts"
    ),
]
GUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
RESOURCE_GROUP_ID = rf"/subscriptions/{GUID}/resourceGroups/[A-Za-z0-9_.()-]{{1,90}}"
SubscriptionId = Annotated[str, matching(GUID, "use the subscription's id, a GUID")]
ResourceId = Annotated[
    str,
    matching(
        rf"(?i){RESOURCE_GROUP_ID}/providers/[a-z0-9.]+(?:/[a-z0-9_.()-]+)+",
        "use a resource id: /subscriptions/<id>/resourceGroups/<group>/providers/...",
    ),
]
ImageVersionId = Annotated[
    str,
    matching(
        rf"(?i){RESOURCE_GROUP_ID}/providers/Microsoft\.Compute/galleries/[a-z0-9._]+/images/[a-z0-9._-]+"
        r"/versions/[0-9]+\.[0-9]+\.[0-9]+",
        "use the id of a version: /subscriptions/.../galleries/<gallery>/images/<image>/versions/1.0.0",
    ),
]
BuildResourceGroupName = Annotated[
    str,
    matching(
        r"[A-Za-z0-9][A-Za-z0-9_.()-]{0,88}[A-Za-z0-9_()]|[A-Za-z0-9]",
        "use 1-90 letters, digits, '.', '_', '-', '(' or ')', a letter or digit first, "
        "not ending in '.' or '-' (Packer is stricter here than Azure)",
    ),
]
NetworkName = Annotated[
    str,
    matching(
        r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,78}[A-Za-z0-9_])?",
        "use 1-80 letters, digits, '.', '_' or '-', a letter or digit first, not ending in '.' or '-'",
    ),
]
KeyVaultName = Annotated[str, matching(r"[A-Za-z0-9-]{1,127}", "use letters, digits and '-'")]
LanguageTag = Annotated[
    str, matching(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?-[A-Z]{2}", "use a language tag such as de-DE")
]
ProductId = Annotated[
    str,
    matching(r"[a-z0-9]+(?:-[a-z0-9]+)*", "name the product with lower-case letters, digits and single '-'"),
]
ProductVersion = Annotated[
    str, matching(r"[0-9]+(?:\.[0-9]+)*", "use the numbers of the version with dots, such as 2.51.0")
]
DownloadUrl = Annotated[
    str,
    matching(
        r"https://[A-Za-z0-9.-]+(?::[0-9]+)?/[A-Za-z0-9_.~/?#@!$&'()*+,;=:%{}-]*",
        "use an https:// address; write %XX for characters that an address cannot hold",
    ),
]
Sha256 = Annotated[str, matching(r"[0-9A-Fa-f]{64}", "use the 64 hexadecimal digits of the SHA-256")]
RegistryKey = Annotated[
    str,
    matching(
        r"(?:HKLM|DEFAULT_USER):\\[^\x00-\x1f]+",
        r"use a key such as 'HKLM:\SOFTWARE\Contoso', or 'DEFAULT_USER:\...' for every new user",
    ),
]
AptPackage = Annotated[
    str, matching(r"[a-z0-9][a-z0-9.+-]+", "name an apt package: lower-case letters, digits, '.', '+', '-'")
]
AptVersion = Annotated[str, matching(r"[A-Za-z0-9.+~:-]+", "use the version that apt shows, in full")]
Tags = Annotated[dict[TagName, TagValue], Field(max_length=50)]
