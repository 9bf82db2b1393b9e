"""The regions of a version, and its replicas in them."""

from catalog.image import Image
from catalog.model import Catalog
from catalog.problem import Found
from catalog.purpose import purpose_of
from catalog.rule import each_image, rule
from catalog.source import CatalogSource
from facts.regions import WITHOUT_ZONES, one_letter_off, region_id

TROUBLESHOOTING = "Azure: Troubleshoot shared images in Azure Compute Gallery"
MOST_REPLICAS = 100
"""Of one version, in all regions. Source: Azure, "Store and share images in an Azure Compute Gallery"."""
FEWEST_REPLICAS = 2
"""Source: AVD, "Configure session host update"."""
MANY_REPLICAS = 50
"""In a region. Source: Azure, "Store and share images in an Azure Compute Gallery", best practices."""


@rule(
    "GS104",
    "build.regions must include the build region",
    example="""
[images.win11-avd.build]
location = "West Europe"
- regions  = [{ name = "East US", replicas = 2 }]
+ regions  = [{ name = "East US", replicas = 2 }, { name = "westeurope", replicas = 2 }]
""",
    happens="Azure refuses the version after the build; Packer does not add the region itself.",
    fix="Add the region to build.regions.",
    source=f"{TROUBLESHOOTING}; packer-plugin-azure 2.6.3, target_region",
)
@each_image
def build_region(image: Image, catalog: Catalog) -> Found:
    """The build region is build.location or, without that, gallery.location; GS175 corrects a misspelt one."""
    ids, location = image.build.region_ids, catalog.location_of(image)
    if region_id(location) in ids:
        return
    meant = (catalog.cloud.is_public and one_letter_off(location)) or location
    if region_id(meant) not in ids:
        key = "build.location" if image.build.location else "gallery.location"
        yield ("build", "regions"), f"must include the build region {meant!r} ({key}): add it"


@rule(
    "GS126",
    "A region must not be listed twice",
    example="""
[images.win11-avd.build]
- regions = [{ name = "East US", replicas = 2 }, { name = "eastus", replicas = 3 }]
+ regions = [{ name = "East US", replicas = 2 }, { name = "eastus2", replicas = 3 }]
""",
    happens="Azure refuses the version after the build.",
    fix="Keep one of the two.",
    source=TROUBLESHOOTING,
)
@each_image
def regions_once(image: Image, _: Catalog) -> Found:
    """Azure ignores spaces, and upper and lower case."""
    seen: set[str] = set()
    for index, region in enumerate(image.build.regions):
        if region_id(region.name) in seen:
            yield ("build", "regions", index, "name"), f"{region.name!r} is listed twice: keep one"
        seen.add(region_id(region.name))


@rule(
    "GS127",
    "A version must not have more than 100 replicas",
    example="""
[images.win11-avd.build]
regions = [
  { name = "East US", replicas = 50 },
  { name = "West Europe", replicas = 40 },
-   { name = "UK South", replicas = 11 },
+   { name = "UK South", replicas = 10 },
]
""",
    happens="Azure refuses the version after the build.",
    fix="Lower the replicas.",
    source="Azure: Store and share images in an Azure Compute Gallery, limits",
)
@each_image
def too_many_replicas(image: Image, _: Catalog) -> Found:
    """In all regions together; GS004 checks each region."""
    replicas = sum(region.replicas for region in image.build.regions)
    if replicas > MOST_REPLICAS:
        yield (
            ("build", "regions"),
            f"must not have more than {MOST_REPLICAS} replicas together, got {replicas}: lower some",
        )


@rule(
    "GS201",
    "A version for session hosts should have 2 or more replicas in a region",
    example="""
[images.win11-avd.build]
- regions = [{ name = "East US", replicas = 1 }]
+ regions = [{ name = "East US", replicas = 2 }]
""",
    happens="Hosts that are created at the same time wait for each other or fail at VM creation, and one lost "
    "replica stops all of them.",
    fix="Use 2 or more replicas (for AVD's session host update), 3 for production, and one for each 20 to "
    "50 VMs that are created at the same time. A base image, the build region beside others, and an image whose "
    "purpose is not session_host, may have one.",
    source="Azure: Store and share images, scaling and best practices; AVD: session host update",
)
def few_replicas(catalog: Catalog) -> Found:
    """Once per image for session hosts, at its first region with few; not where no hosts are created."""
    bases = {
        one.build.source.image
        for one in catalog.builds.values()
        if isinstance(one.build.source, CatalogSource)
    }
    for key, image in catalog.builds.items():
        for_hosts = key not in bases and purpose_of(image, catalog) == "session_host"
        few = _regions_with_few(image, catalog) if for_hosts else []
        if few:
            also = f", and so {_have(len(few) - 1)}" if few[1:] else ""
            yield (
                ("images", key, "build", "regions", few[0]),
                f"has only 1 replica{also}: use 2 or more for session host update, 3 for production, and one for "
                "each 20 to 50 VMs that are created at the same time",
            )


def _have(others: int) -> str:
    return "has 1 other region" if others == 1 else f"have {others} other regions"


def _regions_with_few(image: Image, catalog: Catalog) -> list[int]:
    """Return the regions whose hosts would wait; the build region must be listed even if no host is there."""
    build = image.build
    if build.use_shallow_replication:
        return []  # it cannot have more: it is meant for trials
    few = [index for index, region in enumerate(build.regions) if region.replicas < FEWEST_REPLICAS]
    built_in = region_id(catalog.location_of(image))
    only_built_in = len(few) == 1 < len(build.regions) and region_id(build.regions[few[0]].name) == built_in
    return [] if only_built_in else few


@rule(
    "GS202",
    "A region should not have more than 50 replicas of a version",
    example="""
[images.win11-avd.build]
- regions = [{ name = "East US", replicas = 51 }]
+ regions = [{ name = "East US", replicas = 50 }]
""",
    happens="More replicas cost more and take longer to publish, after the build, and make no VM faster.",
    fix="Use at most 50 replicas in a region.",
    source="Azure: Store and share images, best practices",
)
@each_image
def many_replicas(image: Image, _: Catalog) -> Found:
    """GS127 checks Azure's hard limit."""
    for index, region in enumerate(image.build.regions):
        if region.replicas > MANY_REPLICAS:
            yield (
                ("build", "regions", index, "replicas"),
                f"should not exceed {MANY_REPLICAS} in a region, as Azure advises, got {region.replicas}: "
                "lower it",
            )


@rule(
    "GS211",
    "Standard_ZRS should be used only in regions with availability zones",
    example="""
[images.win11-avd.build]
- location             = "West US"
- regions              = [{ name = "West US", replicas = 2 }]
+ location             = "West US 2"
+ regions              = [{ name = "West US 2", replicas = 2 }]
storage_account_type = "Standard_ZRS"
""",
    happens="Azure refuses the version after the build: 'ZRS storage account type is not supported in "
    "this region'.",
    fix="Use Standard_LRS or Premium_LRS, or regions with availability zones.",
    source="Azure: Troubleshoot shared images; List of Azure regions, as of September 2025",
)
@each_image
def zones_of_regions(image: Image, _: Catalog) -> Found:
    """A region may have more zones than the list says."""
    if image.build.storage_account_type != "Standard_ZRS":
        return
    for index, region in enumerate(image.build.regions):
        if region_id(region.name) in WITHOUT_ZONES:
            yield (
                ("build", "regions", index, "name"),
                f"{region.name!r} has no availability zones, which storage_account_type = 'Standard_ZRS' "
                "needs: use 'Standard_LRS', or another region",
            )
