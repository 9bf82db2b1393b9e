"""Tags of a version: text with named facts in braces, such as "from {source_version}"."""

import re
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from catalog.build import Build
from catalog.shared_image_id import LATEST
from catalog.source import (
    CatalogSource,
    CommunityGallerySource,
    DirectSharedGallerySource,
    GalleryIdSource,
    GallerySource,
    ManagedImageSource,
    MarketplaceSource,
)

FACTS: Mapping[str, int] = {
    "source_version": 32,
    "base_version": 32,
    "date": 10,
    "commit": 64,
    "pipeline": 128,
    "image": 40,
    "version": 32,
}
"""The facts that are known before there is a VM, and how long each can be. The address of a pipeline has no
limit: this is the room that is left for it, and Packer refuses a longer tag before it starts."""
OF_THE_SOURCE = ("source_version", "base_version")
PART = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+")


class Part(NamedTuple):
    """A part of a value: text, the name of a fact, or a brace that is neither."""

    kind: Literal["text", "fact", "brace"]
    text: str


def parts(value: str) -> Iterator[Part]:
    """Yield the parts of a value. Two braces of a kind stand for one."""
    for found in PART.finditer(value):
        if found[1] is not None:
            yield Part("fact", found[1])
        elif found[0] in {"{", "}"}:
            yield Part("brace", found[0])
        else:
            yield Part("text", found[0][0] if found[0] in {"{{", "}}"} else found[0])


def pinned_source(build: Build) -> str | None:
    """Return the version of the source that the catalog names; None: the latest, or a managed image."""
    match build.source:
        case MarketplaceSource(version=version):
            return None if version == LATEST else version
        case CatalogSource(version=version) | GallerySource(image_version=version):
            return version
        case GalleryIdSource(id=id_):
            return id_.rpartition("/")[2]
        case CommunityGallerySource() | DirectSharedGallerySource() as shared:
            return shared.names.version
        case ManagedImageSource():
            return None


def latest_source(build: Build) -> bool:
    """Return whether the build starts from the latest version of its source: a managed image has none."""
    return pinned_source(build) is None and not isinstance(build.source, ManagedImageSource)


def names_the_source(build: Build) -> bool:
    """Return whether a tag names the version of the source, so that no build may start without it."""
    return any(
        part.kind == "fact" and part.text in OF_THE_SOURCE
        for value in build.version_tags.values()
        for part in parts(value)
    )
