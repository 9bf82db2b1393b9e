"""Ids of images that others share: in a community gallery, or directly with a subscription or tenant.

Azure ignores upper and lower case. Sources: Azure, "Create a VM from a generalized image version"; azure-cli,
vm/_vm_utils.py; packer-plugin-azure 2.6.3, config.go, by which the version may be left out.
"""

import re
from typing import Literal, NamedTuple

LATEST = "latest"
IMAGE = r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,78}[A-Za-z0-9])?"
GALLERY = "[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
VERSION = r"latest|[0-9]+\.[0-9]+\.[0-9]+"
ID = re.compile(
    rf"/(?P<kind>community|shared)galleries/(?P<gallery>{GALLERY})/images/(?P<image>{IMAGE})"
    rf"(?:/versions/(?P<version>{VERSION}))?",
    re.IGNORECASE | re.ASCII,
)


class ImageNames(NamedTuple):
    """What an id names."""

    definition: str
    """The id without the version, as Azure writes it."""
    gallery: str
    image: str
    version: str | None
    """None: the latest."""


def is_id(value: str, *, of: Literal["community", "shared"]) -> bool:
    """Return whether it is the id of an image in such a gallery."""
    return bool(ID.fullmatch(value)) and value.lower().startswith(f"/{of}galleries/")


def named(id_: str) -> ImageNames:
    """Return what a valid id names."""
    found = ID.fullmatch(id_)
    if not found:
        raise ValueError(id_)
    version, kind = found["version"], found["kind"].title()
    return ImageNames(
        definition=f"/{kind}Galleries/{found['gallery']}/Images/{found['image']}",
        gallery=found["gallery"],
        image=found["image"],
        version=None if version is None or version.lower() == LATEST else version,
    )
