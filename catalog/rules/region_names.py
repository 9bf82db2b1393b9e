"""Region names, anywhere in the catalog."""

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
    "A region name must not be misspelt",
    example="""
[gallery]
- location = "Est US"
+ location = "East US"

[images.win11-avd.build]
location = "East US"
""",
    happens="Azure refuses the region at apply, or after the build; azurerm has no list of regions to check "
    "against.",
    fix="Correct the name.",
    source=SOURCE,
)
def misspelt_region(catalog: Catalog) -> Found:
    """No two regions differ in a single letter, so such a name is a typing error."""
    for where, name in _unlisted(catalog):
        if right := one_letter_off(name):
            yield where, f"{name!r} is not in {LIST}, but {right!r} is: correct the name"


@rule(
    "GS210",
    "A region should be in Azure's list of regions",
    example="""
[gallery]
- location = "Taiwan North"
+ location = "East US"

[images.win11-avd.build]
location = "East US"
""",
    happens="A region that does not exist is refused at apply, or after the build; azurerm has no list of "
    "regions to check against.",
    fix="Correct the name. If the region is newer than the list, accept the warning.",
    source=SOURCE,
)
def known_region(catalog: Catalog) -> Found:
    """A region may be newer than the list."""
    for where, name in _unlisted(catalog):
        if not one_letter_off(name):
            known = WITH_ZONES | WITHOUT_ZONES
            hint = did_you_mean(region_id(name), known, otherwise="see Azure's list of regions")
            yield where, f"{name!r} is not in {LIST}; {hint}"


def _unlisted(catalog: Catalog) -> Iterator[tuple[Location, str]]:
    """Yield each name that is not listed, at its first place; names of other clouds are not checked."""
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
    for number, quota in enumerate(catalog.vcpu_quota):
        yield ("vcpu_quota", number, "location"), quota.location
    for key, image in catalog.builds.items():
        if image.build.location:
            yield ("images", key, "build", "location"), image.build.location
        for index, region in enumerate(image.build.regions):
            yield ("images", key, "build", "regions", index, "name"), region.name
