"""Where an image starts: the source below all its layers, and what that says of itself."""

from collections.abc import Iterator

from catalog.image import Definition, Image
from catalog.model import Catalog
from catalog.source import CatalogSource, MarketplaceSource, Source
from facts.marketplace import NOTHING, ImageFacts, facts_of


def layers(image: Image, catalog: Catalog) -> Iterator[Definition]:
    """Yield the image, its base, the base of that, and so on; a base that is not there ends it."""
    seen: list[Definition] = []
    one: Definition | None = image
    while one and not any(one is other for other in seen):
        yield one
        seen.append(one)
        source = one.build.source if isinstance(one, Image) else None
        one = catalog.images.get(source.image) if isinstance(source, CatalogSource) else None


def origin(image: Image, catalog: Catalog) -> Source | None:
    """Return the source that the lowest layer is built from; None if others build that layer."""
    *_, lowest = layers(image, catalog)
    return lowest.build.source if isinstance(lowest, Image) else None


def facts_of_origin(image: Image, catalog: Catalog) -> ImageFacts:
    """Return what is known about that source, by its names; nothing about an image of another gallery."""
    source = origin(image, catalog)
    return facts_of(*source.names) if isinstance(source, MarketplaceSource) else NOTHING
