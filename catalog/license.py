"""Which license an image's hosts run with: what the catalog says, or what its source needs."""

from catalog.image import Image
from catalog.model import Catalog
from catalog.origin import layers, origin
from catalog.source import MarketplaceSource

CLIENT_PUBLISHER = "microsoftwindowsdesktop"
"""Whose images are licensed as a client of Windows."""


def license_type(image: Image, catalog: Catalog) -> str | None:
    """Return what the catalog says, or what the image below all layers needs."""
    if image.os_type != "Windows":
        return image.build.license_type
    said = (one.build.license_type for one in layers(image, catalog) if isinstance(one, Image))
    source = origin(image, catalog)
    client = isinstance(source, MarketplaceSource) and source.publisher.lower() == CLIENT_PUBLISHER
    return next(filter(None, said), "Windows_Client" if client else None)
