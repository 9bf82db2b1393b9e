"""How the exact version of a source is looked up before a build, where the catalog wants the latest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from catalog.image import Image
from catalog.model import Catalog
from catalog.shared_image_id import ImageNames
from catalog.source import CommunityGallerySource, DirectSharedGallerySource, MarketplaceSource
from catalog.version_tags import latest_source
from facts.regions import region_id
from packer.hcl import Group, given

FILE = "source-version.sh"


@dataclass(frozen=True, kw_only=True)
class Lookup:
    """What source-version.sh asks Azure for."""

    region: str
    """The build region: versions are not in every region at once."""
    marketplace: MarketplaceSource | None
    community: ImageNames | None
    direct: ImageNames | None
    gallery: Mapping[str, str]
    """Of any other: the names of a definition."""


def lookup(image: Image, *, catalog: Catalog, source: Iterable[Group]) -> Lookup | None:
    """Return what to look up for an image; None if the catalog names the version, or there is none."""
    if not latest_source(image.build):
        return None
    origin = image.build.source
    return Lookup(
        region=region_id(catalog.location_of(image)),
        marketplace=origin if isinstance(origin, MarketplaceSource) else None,
        community=origin.names if isinstance(origin, CommunityGallerySource) else None,
        direct=origin.names if isinstance(origin, DirectSharedGallerySource) else None,
        gallery=given(source).get("shared_image_gallery", {}),
    )
