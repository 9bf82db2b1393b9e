"""Layered images: which base they start from, in which version and region, without cycles."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from catalog.build import Build
from catalog.image import Definition, Image
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import Find, rule
from catalog.source import CatalogSource
from catalog.version import as_numbers, exact, series
from facts.regions import region_id
from files.suggest import did_you_mean

SOURCE = ("build", "source", "image")


class Layer(NamedTuple):
    """A layered image and its base."""

    image: Image
    base: Definition
    source: CatalogSource
    location: str
    """The region that the image is built in."""

    @property
    def name(self) -> str:
        """The base, as a message calls it."""
        return f"images.{self.source.image}"

    @property
    def is_next(self) -> bool:
        """Whether the source is the version of the base that the catalog describes, or the latest."""
        return self.source.version in {None, self.base_build and self.base_build.version}

    @property
    def base_build(self) -> Build | None:
        """The build of the base; None if others publish its versions."""
        return self.base.build if isinstance(self.base, Image) else None


def each_layer(find: Callable[[Layer], Found]) -> Find:
    """Apply a check to every layered image whose base exists."""

    def found(catalog: Catalog) -> Found:
        for key, source in _sources(catalog):
            image, base = catalog.builds[key], catalog.images.get(source.image)
            if base:
                layer = Layer(image=image, base=base, source=source, location=catalog.location_of(image))
                for where, message in find(layer):
                    yield ("images", key, *where), message

    return found


def _sources(catalog: Catalog) -> Iterator[tuple[str, CatalogSource]]:
    for key, image in catalog.builds.items():
        if isinstance(image.build.source, CatalogSource):
            yield key, image.build.source


@rule(
    "GS115",
    "The base of a layered image must be an image of the catalog",
    example="""
[images.win11-dev.build]
- source = { image = "win11-adv" }
+ source = { image = "win11-avd" }
""",
    happens="Packer would find no definition of that name when the build starts.",
    fix="Name an image of this catalog, or an image of another gallery with gallery_name, image_name and "
    "resource_group.",
    source="packer-plugin-azure 2.6.3, shared_image_gallery",
)
def known_image(catalog: Catalog) -> Found:
    """By its key, not by its name in Azure."""
    for key, source in _sources(catalog):
        if source.image not in catalog.images:
            renamed = (one for one, image in catalog.images.items() if source.image in image.formerly)
            if key_now := next(renamed, None):
                hint = f"its key is {key_now!r} now"
            else:
                hint = did_you_mean(source.image, catalog.images, otherwise="use the key of one")
            yield ("images", key, *SOURCE), f"no image {source.image!r} in this catalog; {hint}"


@rule(
    "GS140",
    "Layered images must not form a cycle",
    example="""
- [images.win11-avd.build]
- source = { image = "win11-dev" }

[images.win11-dev.build]
source = { image = "win11-avd" }
""",
    happens="None of these images can be built first: when the build starts, its base does not exist.",
    fix="Let one of them start from the marketplace or another gallery.",
    source="goldshelf: a base is built before the images that start from it",
)
def no_circle(catalog: Catalog) -> Found:
    """Follows each image once."""
    bases = {key: source.image for key, source in _sources(catalog)}
    seen: set[str] = set()
    for start in bases:
        path: list[str] = []
        key = start
        while key in bases and key not in seen:
            seen.add(key)
            path.append(key)
            key = bases[key]
        for member in path[path.index(key) :] if key in path else ():
            message = f"{bases[member]!r} is itself built from this image: use another source in one of them"
            if bases[member] == member:
                message = f"{member!r} is this image itself: use another source"
            yield ("images", member, *SOURCE), message


@rule(
    "GS143",
    "A base must have a replica in the region where the layered image is built",
    example="""
+ [images.win11-avd.build]
+ regions = [{ name = "East US", replicas = 2 }, { name = "West Europe", replicas = 2 }]

[images.win11-dev.build]
source   = { image = "win11-avd" }
location = "West Europe"
regions  = [{ name = "West Europe", replicas = 2 }]
""",
    happens="Azure finds no version of the base in that region at VM creation.",
    fix="Add the region to the regions of the base, or build the layered image elsewhere.",
    source="Azure: Troubleshoot shared images in Azure Compute Gallery",
)
@each_layer
def base_is_near(layer: Layer) -> Found:
    """The catalog does not know the regions of an older version of the base."""
    build = layer.base_build
    if build and layer.is_next and region_id(layer.location) not in build.region_ids:
        yield (
            SOURCE,
            f"{layer.source.image!r} has no replica in the build region {layer.location!r}: add it to the "
            f"regions of {layer.name}",
        )


@rule(
    "GS204",
    "A base excluded from latest should be named with its version",
    example="""
[images.win11-avd.build]
shared_gallery_image_version_exclude_from_latest = true

[images.win11-dev.build]
- source = { image = "win11-avd" }
+ source = { image = "win11-avd", version = "1.0.0" }
""",
    happens="The layered image starts from an older version than the catalog's, or from none, when the build "
    "starts.",
    fix="Set source.version, or do not exclude the base from latest.",
    source="Azure: Store and share images: 'latest' ignores versions that are excluded from it",
)
@each_layer
def latest_of_base(layer: Layer) -> Found:
    """A source without a version is the latest."""
    build = layer.base_build
    known = build and exact(build.version)
    if build and layer.source.version is None and build.shared_gallery_image_version_exclude_from_latest:
        yield (
            SOURCE,
            f"{layer.source.image!r} is excluded from latest, so this image would start from an older version "
            f"or none: set version{f' = {known!r}' if known else ''}",
        )


@rule(
    "GS268",
    "A layered image should not start from a version that its base has not reached",
    example="""
[images.win11-dev.build]
- source = { image = "win11-avd", version = "2.0.0" }
+ source = { image = "win11-avd", version = "1.0.0" }
""",
    happens="Azure has no such version when the build starts, unless the base was built with it before.",
    fix="Use a version that the base has, or raise the version of the base and build it first.",
    source="goldshelf: a version of the base is the one in the catalog, or an older one",
)
@each_layer
def version_of_base(layer: Layer) -> Found:
    """A date in place of the version of the base says nothing of the next one."""
    build, wanted = layer.base_build, layer.source.version
    if build is None or wanted is None:
        return
    known = exact(build.version) or series(build.version)
    if known and as_numbers(wanted)[: known.count(".") + 1] > as_numbers(known):
        yield (
            ("build", "source", "version"),
            f"is higher than that of {layer.name}, {build.version!r}: use one that it has, or raise that",
        )
