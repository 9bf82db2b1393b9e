"""Advice of Azure's documentation: warnings."""

from catalog.model import Catalog, Image
from catalog.problem import Found
from catalog.rule import each_image, rule
from catalog.rules.gallery import MOST_DEFINITIONS
from facts.regions import WITHOUT_ZONES, region_id

FEWEST_REPLICAS = 2
"""Source: AVD, "Configure session host update"."""
MANY_REPLICAS = 50
"""In a region. Source: Azure, "Store and share images in an Azure Compute Gallery", best practices."""
MANY_DEFINITIONS = 900
"""Our own: time is left to plan."""


@rule(
    "GS201",
    "A version that hosts are made from has copies enough",
    happens="Hosts that are made at once wait for one another or fail, at VM creation, and one lost "
    "copy stops all.",
    todo="Use 2 replicas or more (AVD's session host update), 3 for production, and one for each 20 to "
    "50 VMs at once.",
    source="Azure: Store and share images, scaling and best practices; AVD: session host update",
)
@each_image
def few_replicas(image: Image, _: Catalog) -> Found:
    """A shallow version cannot have more, and says itself that it is for trials."""
    if image.build.use_shallow_replication:
        return
    for index, region in enumerate(image.build.regions):
        if region.replicas < FEWEST_REPLICAS:
            yield (
                ("build", "regions", index),
                f"has {region.replicas} replica; session host update wants 2, Azure's best practices 3 for "
                "production, and one more for each 20 to 50 VMs that are created at once: raise replicas",
            )


@rule(
    "GS202",
    "A region has 50 copies of a version at most",
    happens="More copies make a version dearer and slower to publish, after the build, and help no VM.",
    todo="Use 50 replicas in a region at most.",
    source="Azure: Store and share images, best practices",
)
@each_image
def many_replicas(image: Image, _: Catalog) -> Found:
    """Azure's hard limit is 100, for all regions."""
    for index, region in enumerate(image.build.regions):
        if region.replicas > MANY_REPLICAS:
            yield (
                ("build", "regions", index, "replicas"),
                f"{region.replicas} in one region; Azure advises {MANY_REPLICAS} at most: lower it",
            )


@rule(
    "GS203",
    "The limit of definitions is not near",
    happens="Beyond 1,000 definitions in a region of a subscription, of all its galleries, Azure "
    "refuses more at apply.",
    todo="Ask for the subscription's quota, and plan a second subscription or region.",
    source="Azure: Store and share images in an Azure Compute Gallery, limits",
)
def many_definitions(catalog: Catalog) -> Found:
    """Other galleries of the subscription count too, and a catalog does not see them."""
    count = len(catalog.images)
    if MANY_DEFINITIONS < count <= MOST_DEFINITIONS:
        yield (
            ("images",),
            f"are {count:,} of the {MOST_DEFINITIONS:,} definitions that Azure allows in a region of a "
            "subscription; other galleries count too: plan another subscription or region",
        )


@rule(
    "GS211",
    "A version is zone-redundant where there are zones",
    happens="Azure refuses the version, after the build: 'ZRS storage account type is not supported in "
    "this region'.",
    todo="Use Standard_LRS or Premium_LRS, or regions with availability zones.",
    source="Azure: Troubleshoot shared images; List of Azure regions, as of September 2025",
)
@each_image
def zones_of_regions(image: Image, _: Catalog) -> Found:
    """A region may have got zones since."""
    if image.build.storage_account_type != "Standard_ZRS":
        return
    for index, region in enumerate(image.build.regions):
        if region_id(region.name) in WITHOUT_ZONES:
            yield (
                ("build", "regions", index, "name"),
                f"{region.name!r} has no availability zones, and storage_account_type is 'Standard_ZRS': use "
                "'Standard_LRS', or another region",
            )


@rule(
    "GS212",
    "A Trusted Launch version is not encrypted with a key of yours",
    happens="Azure has refused such versions, after the build; its documentation names no such limit.",
    todo="Leave disk_encryption_set_id out, or try it with a small image first and accept the warning.",
    source="packer-plugin-azure#418; Azure/azure-rest-api-specs#29280",
)
@each_image
def trusted_launch_with_a_key(image: Image, _: Catalog) -> Found:
    """Both reports are open."""
    if image.security == "trusted_launch" and any(r.disk_encryption_set_id for r in image.build.regions):
        yield (
            ("build", "regions"),
            "have a disk_encryption_set_id, and Azure has refused encrypted Trusted Launch versions "
            "(packer-plugin-azure#418): leave it out, or try it first",
        )
