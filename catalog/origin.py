"""Where an image starts: the source below all its layers, and what that says of itself."""

from catalog.image import Definition, Image
from catalog.model import Catalog
from catalog.source import MarketplaceSource, Source
from facts.marketplace import NOTHING, ImageFacts, facts_of


def layers(image: Image, catalog: Catalog) -> tuple[Definition, ...]:
    """Return the image, its base, the base of that, and so on; a base that is not there ends it."""
    return catalog.layers[id(image)]


def origin(image: Image, catalog: Catalog) -> Source | None:
    """Return the source that the lowest layer is built from; None if others build that layer."""
    lowest = layers(image, catalog)[-1]
    return lowest.build.source if isinstance(lowest, Image) else None


def facts_of_origin(image: Image, catalog: Catalog) -> ImageFacts:
    """Return what is known about that source, by its names; nothing about an image of another gallery."""
    source = origin(image, catalog)
    return facts_of(*source.names) if isinstance(source, MarketplaceSource) else NOTHING
