"""The types of single fields, with the limits that Azure, azurerm or Packer enforces.

Where azurerm is less strict than Azure, Azure's limit counts: azurerm accepts a gallery name that ends in a
dot, and the deployment then fails half way.
"""

import re
from datetime import datetime
from functools import cache
from typing import Annotated, Literal

from pydantic import Field

from catalog.limit import Limit, matching

RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
DURATION = r"(?:[0-9]{1,9}(?:\.[0-9]{1,9})?[hms])+"
SECONDS = {"h": 3600, "m": 60, "s": 1}
Purpose = Literal["session_host", "none"]


def _is_instant(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return RFC_3339.fullmatch(value) is not None


def is_duration(value: str, *, hours: int = 24) -> bool:
    """Return whether Go reads `value` as a duration of at most a day, or of so many hours.

    Not of less than a second: 0 means "not set", and scripts count whole seconds.
    """
    if not re.fullmatch(DURATION, value):
        return False
    return 1 <= seconds(value) <= hours * SECONDS["h"]


@cache
def seconds(duration: str) -> float:
    """Return the seconds of a Go duration such as `1h30m`."""
    parts = re.findall(r"([0-9.]+)([hms])", duration)
    return sum(float(number) * SECONDS[unit] for number, unit in parts)


def _bytes(most: int) -> Limit:
    return Limit(
        fits=lambda value: len(value.encode()) <= most,
        message=f"must not exceed {most} bytes; letters other than a-z take several",
        id="GS010",
        schema={"maxLength": most},
    )


def _identifier_part(length: int) -> Limit:
    return matching(
        rf"[A-Za-z0-9._-]{{0,{length - 1}}}[A-Za-z0-9_-]",
        f"use 1-{length} letters, digits, '.', '_' or '-', not ending in '.'",
        id_="GS007",
    )


Text = Annotated[
    str,
    Limit(
        fits=lambda value: value.strip(),
        message="must not be blank: write some text, or remove the key",
        schema={"pattern": "\\S"},
    ),
]
ResourceGroupName = Annotated[
    str,
    matching(
        r"[A-Za-z0-9_.()-]{0,89}[A-Za-z0-9_()-]",
        "use 1-90 letters, digits, '.', '_', '-', '(' or ')', not ending in '.'",
        id_="GS008",
    ),
]
GalleryName = Annotated[
    str,
    matching(
        r"[A-Za-z0-9](?:[A-Za-z0-9._]{0,78}[A-Za-z0-9])?",
        "use 1-80 letters, digits, '.' or '_', with a letter or digit at both ends; "
        "gallery names must not contain '-'",
        id_="GS005",
    ),
]
ImageName = Annotated[
    str,
    matching(
        r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,78}[A-Za-z0-9])?",
        "use 1-80 letters, digits, '.', '_' or '-', with a letter or digit at both ends",
        id_="GS006",
    ),
]
DEVICES = "con|prn|aux|nul|com[0-9]|lpt[0-9]"
"""Device names of Windows: no folder can have such a name, so git could not check it out."""
ImageKey = Annotated[
    str,
    Limit(
        fits=lambda value: not re.fullmatch(DEVICES, value),
        message="must not be a device name of Windows, because the key becomes a folder: use another",
        id="GS011",
    ),
    matching(
        rf"(?!(?:{DEVICES})$)(?=.{{1,40}}$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*",
        "use at most 40 lower-case letters, digits and single '-', with a letter first: "
        "the key becomes a Terraform address, a Packer source, a folder and part of a managed image's name",
        id_="GS011",
    ),
]
FormerKey = Annotated[
    str,
    # Any name that Terraform accepts: it may be older than goldshelf, or than a rule of today.
    matching(
        r"[A-Za-z_][A-Za-z0-9_-]*",
        "use the former key of an image, or the last part of its Terraform address: letters, digits, '_' "
        "and '-', with a letter or '_' first",
    ),
]
Publisher = Annotated[str, _identifier_part(128)]
Offer = Annotated[str, _identifier_part(64)]
Sku = Annotated[str, _identifier_part(64)]
SourceVersion = Annotated[
    str, matching(r"latest|[0-9]+\.[0-9]+\.[0-9]+", "use latest, or a version such as 26200.8246.260414")
]
Instant = Annotated[
    str,
    Limit(
        fits=_is_instant,
        message='use an RFC 3339 date and time in quotes, such as "2027-01-31T00:00:00Z"',
        schema={"pattern": f"^{RFC_3339.pattern}$"},
    ),
]
UtcInstant = Annotated[
    Instant,
    # azure-arm refuses other offsets only after the build: step_publish_to_shared_image_gallery.go
    matching(".*Z", 'use UTC with a Z at the end, such as "2027-01-31T00:00:00Z"'),
]
Duration = Annotated[
    str,
    Limit(
        fits=is_duration,
        message="use a duration such as 30m or 1h30m, from 1s to 24h",
        schema={"pattern": f"^{DURATION}$"},
    ),
]
CommunityPrefix = Annotated[str, matching(r"[A-Za-z0-9]{5,16}", "use 5-16 letters and digits")]
RelativeFolder = Annotated[
    str,
    matching(
        r"(?!.*(?:^|/)\.\.(?:/|$))[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*",
        "use letters, digits, '.', '_', '-' and '/', such as state/dev: no '..', no '/' at an end",
    ),
]
HostName = Annotated[
    str,
    matching(
        r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?(?::[0-9]{1,5})?",
        "use the host name only, without https://, such as management.contoso.example",
    ),
]
RegionName = Annotated[
    str,
    matching(
        r"[A-Za-z0-9][A-Za-z0-9 ()-]{0,99}", "use the name of an Azure region, such as East US or eastus"
    ),
]
VmSize = Annotated[
    str,
    matching(r"[A-Za-z][A-Za-z0-9_-]{0,99}", "use the name of an Azure VM size, such as Standard_D4ads_v5"),
]
WarningId = Annotated[
    str,
    matching(r"GS2[0-9]{2}", "use the id of a warning, such as GS201; errors cannot be accepted"),
]
VCpus = Annotated[int, Field(ge=1, le=80)]
MemoryGb = Annotated[int, Field(ge=1, le=640)]
Replicas = Annotated[int, Field(ge=1, le=100)]
# Azure counts characters, azurerm and Packer count bytes.
TagName = Annotated[str, Field(min_length=1), _bytes(512)]
TagValue = Annotated[str, _bytes(256)]
Tags = Annotated[dict[TagName, TagValue], Field(max_length=50)]
VersionTags = Annotated[dict[TagName, str], Field(max_length=50)]
"""A value may be longer than the tag: it names facts in braces."""
