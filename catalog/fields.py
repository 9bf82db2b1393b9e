"""The single-field limits: each type is one rule that Azure, azurerm or Packer enforces.

Where azurerm is looser than Azure, Azure's rule stands: azurerm lets a gallery name end in a dot,
and the deployment then fails half way.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, Field, PlainValidator
from pydantic_core import PydanticCustomError

RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
SECONDS = {"h": 3600, "m": 60, "s": 1}
INT32_MAX = 2_147_483_647
"""Azure keeps each part of an image version in a signed 32-bit integer."""


def _or_rule(fits: Callable[[Any], object], rule: str) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if not fits(value):
            raise PydanticCustomError("rule", "{rule}", {"rule": rule})
        return value

    return check


def fitting(fits: Callable[[Any], object], rule: str) -> AfterValidator:
    """Accept what is of the field's type and `fits`; `rule` says the same in words."""
    return AfterValidator(_or_rule(fits, rule))


def one_of(fits: Callable[[Any], object], rule: str) -> PlainValidator:
    """Accept what `fits`, of any type. One message, where a union would give one a kind."""
    return PlainValidator(_or_rule(fits, rule))


def matching(pattern: str, rule: str) -> AfterValidator:
    """Accept only text that matches `pattern` whole."""
    return fitting(re.compile(pattern).fullmatch, rule)


def is_list_of(kind: type, value: Any) -> bool:
    """Whether `value` is a list of just that kind."""
    return isinstance(value, list) and all(type(item) is kind for item in value)


def _fits_int32(version: str) -> bool:
    return all(int(part) <= INT32_MAX for part in version.split("."))


def _is_instant(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return RFC_3339.fullmatch(value) is not None


def is_duration(value: str) -> bool:
    """Whether Go reads `value` as more than nothing and at most a day; it takes 0 for "not said"."""
    if not re.fullmatch(r"(?:[0-9]{1,9}(?:\.[0-9]{1,9})?[hms])+", value):
        return False
    parts = re.findall(r"([0-9.]+)([hms])", value)
    return 0 < sum(float(number) * SECONDS[unit] for number, unit in parts) <= 24 * SECONDS["h"]


def _bytes(most: int) -> AfterValidator:
    rule = f"must be at most {most} bytes long; letters beyond a-z may be several"
    return fitting(lambda value: len(value.encode()) <= most, rule)


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
    fitting(_fits_int32, f"each part must fit a 32-bit integer: at most {INT32_MAX}"),
]
SourceVersion = Annotated[
    str, matching(r"latest|[0-9]+\.[0-9]+\.[0-9]+", "use latest, or a version such as 26200.8246.260414")
]
Instant = Annotated[
    str,
    fitting(_is_instant, 'use an RFC 3339 date and time in quotes, such as "2027-01-31T00:00:00Z"'),
]
Duration = Annotated[str, fitting(is_duration, "use a duration such as 30m or 1h30m, at most 24h")]
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
# Azure counts characters, azurerm and Packer count bytes.
TagName = Annotated[str, Field(min_length=1), _bytes(512)]
TagValue = Annotated[str, _bytes(256)]
Tags = Annotated[dict[TagName, TagValue], Field(max_length=50)]
