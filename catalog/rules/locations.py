"""Names of regions, wherever the catalog has one."""

from collections.abc import Iterator

from catalog.model import Catalog
from catalog.problem import Found, Location
from catalog.rule import rule
from facts.regions import AS_OF, WITH_ZONES, WITHOUT_ZONES, cloud_of, one_letter_off, region_id
from files.suggest import did_you_mean

SOURCE = f"Azure: List of Azure regions, as of {AS_OF}"
LIST = f"Azure's list of regions ({AS_OF})"


@rule(
    "GS175",
    "The name of a region must not have a typing error",
    happens="Azure refuses it at apply, or after the build: azurerm knows the names only online.",
    todo="Write the name as Azure does.",
    source=SOURCE,
)
def misspelt_region(catalog: Catalog) -> Found:
    """One letter from a region that there is, which no two regions are."""
    for where, name in _unlisted(catalog):
        right = one_letter_off(name)
        if right:
            yield where, f"{name!r} is not in {LIST}, and is one letter from {right!r}: correct it"


@rule(
    "GS210",
    "A region should be one that Azure lists",
    happens="A name that no region has is refused at apply, or after the build: azurerm knows the names "
    "only online.",
    todo="Correct the name; accept the warning for a region that is newer than the list.",
    source=SOURCE,
)
def known_region(catalog: Catalog) -> Found:
    """What may be a region that is newer than the list."""
    for where, name in _unlisted(catalog):
        if not one_letter_off(name):
            known = WITH_ZONES | WITHOUT_ZONES
            hint = did_you_mean(region_id(name), known, otherwise="see Azure's list of regions")
            yield where, f"{name!r} is not in {LIST}; {hint}"


def _unlisted(catalog: Catalog) -> Iterator[tuple[Location, str]]:
    """Names that are not listed, where each stands first. Those of another cloud are not judged."""
    if not catalog.cloud.is_public:
        return
    seen: set[str] = set()
    for where, name in _regions(catalog):
        id_ = region_id(name)
        if id_ not in seen and id_ not in WITH_ZONES | WITHOUT_ZONES and cloud_of(id_) == "public":
            yield where, name
        seen.add(id_)


def _regions(catalog: Catalog) -> Iterator[tuple[Location, str]]:
    yield ("gallery", "location"), catalog.gallery.location
    if catalog.resource_group.location:
        yield ("resource_group", "location"), catalog.resource_group.location
    for key, image in catalog.images.items():
        if image.build.location:
            yield ("images", key, "build", "location"), image.build.location
        for index, region in enumerate(image.build.regions):
            yield ("images", key, "build", "regions", index, "name"), region.name
