"""What an image may not start from among the others of its catalog, each rule with an id."""

from collections.abc import Mapping

from catalog.build import CatalogSource
from catalog.model import Catalog, Image
from catalog.near import did_you_mean
from catalog.regions import region_id
from catalog.rule import Found, Rule, each
from catalog.security import BASES


def _layers(image: Image, catalog: Catalog) -> Found:
    if not isinstance(image.build.source, CatalogSource):
        return
    where = ("build", "source", "image")
    key = image.build.source.image
    base = catalog.images.get(key)
    if base is None:
        known = did_you_mean(key, catalog.images, otherwise="name one")
        yield where, f"{key!r} is no image of this catalog; {known}"
        return
    if image is _bottom(image, catalog):
        yield where, f"{key!r} starts from this image again; one of them must start from elsewhere"
    if base.security not in BASES[image.security]:
        yield (
            ("security",),
            f"{image.security!r} cannot start from images.{key} with {base.security!r}; "
            f"these can be below: {', '.join(BASES[image.security])}",
        )
    for name in ("os_type", "hyper_v_generation", "architecture", "purchase_plan"):
        mine, other = getattr(image, name), getattr(base, name)
        if name == "architecture":
            mine, other = mine or "x64", other or "x64"
        if mine != other and name == "purchase_plan":
            yield (name,), f"differs from that of images.{key}, which it starts from"
        elif mine != other:
            yield (name,), f"{mine!r} differs from that of images.{key}, which it starts from: {other!r}"
    location = catalog.location_of(image)
    if region_id(location) not in {region_id(region.name) for region in base.build.regions}:
        yield where, f"{key!r} has no copy in the build region {location!r}; add it to its regions"
    size, smallest = image.build.os_disk_size_gb, base.build.os_disk_size_gb
    if size and smallest and size < smallest:
        yield (
            ("build", "os_disk_size_gb"),
            f"{size} is less than the {smallest} of images.{key}, which it starts from",
        )
    if base.specialized:
        yield where, f"{key!r} is specialized; Packer starts from generalized images only"


def _bottom(image: Image, catalog: Catalog) -> Image | None:
    """The image that the layers below `image` end in; `image` itself where they go round to it."""
    seen: set[int] = set()
    below: Image | None = image
    while below and isinstance(below.build.source, CatalogSource) and id(below) not in seen:
        seen.add(id(below))
        below = catalog.images.get(below.build.source.image)
    return below


LAYER_RULES: Mapping[str, Rule] = {
    "GS115": each(_layers),
}
