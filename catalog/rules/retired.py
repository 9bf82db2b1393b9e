"""What Azure has retired, and so makes no new one of. What it will retire is in dates.py."""

from collections.abc import Iterator

from catalog.build import Build
from catalog.model import Catalog
from catalog.problem import Found, Location
from catalog.rule import rule
from catalog.source import MarketplaceSource
from facts.retired import Retirement, Status, retirement, retirements

DISK_TYPE = "managed_image_storage_account_type"
ADDRESS_SKU = "public_ip_sku"


def retirements_in(catalog: Catalog, status: Status) -> Iterator[tuple[Location, str, Retirement]]:
    """Yield the place of each value that Azure has retired or will retire, the value, and what is known of it."""
    if not catalog.cloud.is_public:
        return
    for argument in retirements():
        of_build = argument in Build.model_fields
        where = ("build", argument) if of_build else ("build", "extra", argument)
        for key, image in catalog.builds.items():
            build = image.build
            value = getattr(build, argument) if of_build else build.extra.get(argument)
            it = retirement(argument, value) if isinstance(value, str) else None
            if it and it.status == status and _used(build, argument):
                yield ("images", key, *where), str(value), it


def _used(build: Build, argument: str) -> bool:
    """The plugin passes over the type of the disk for a source that is not of the marketplace.

    GS149 refuses an address in an existing network.
    """
    if argument == ADDRESS_SKU:
        return not build.virtual_network_name
    return argument != DISK_TYPE or isinstance(build.source, MarketplaceSource)


@rule(
    "GS370",
    "A build must not use what Azure has retired",
    example="""
[images.win11-avd.build.extra]
- public_ip_sku = "Basic"
+ public_ip_sku = "Standard"
""",
    happens="Azure makes no new one, and refuses the build VM or its address at VM creation: 'Cannot create more than 0 "
    "IPv4 Basic SKU public IP addresses'.",
    fix="Use what the message names.",
    source="Azure: VM size series retirements; Basic SKU public IP addresses; facts/retired.txt",
)
def retired(catalog: Catalog) -> Found:
    """A fact of the past, whatever the day: each line of the table has its date and source."""
    for where, value, it in retirements_in(catalog, "retired"):
        yield where, f"{value!r} was retired by Azure on {it.day}: use {it.instead}"
