"""Where the copies of a version are, and how they are kept."""

from collections.abc import Iterator

from catalog.model import Catalog, Image
from catalog.problem import Found, Location
from catalog.rule import each_image, rule
from facts.regions import region_id

TROUBLESHOOTING = "Azure: Troubleshoot shared images in Azure Compute Gallery"
LARGEST_GB = 2048
"""Of a disk in an image that is not shallow."""
MOST_REPLICAS = 100
"""Of one version, in all regions. Source: Azure, "Store and share images in an Azure Compute Gallery"."""


@rule(
    "GS104",
    "The build region gets a copy of the version",
    happens="Azure refuses the version, after the build: Packer does not add the region itself.",
    todo="Add the region to build.regions.",
    source=f"{TROUBLESHOOTING}; packer-plugin-azure 2.6.3, target_region",
)
@each_image
def build_region(image: Image, catalog: Catalog) -> Found:
    """It is build.location, or gallery.location where that says nothing."""
    location = catalog.location_of(image)
    if region_id(location) not in image.build.region_ids:
        yield (
            ("build", "regions"),
            f"the build region {location!r} is not among them; Azure refuses the version after the build: "
            f"add it (it is {'build' if image.build.location else 'gallery'}.location)",
        )


@rule(
    "GS126",
    "A region is named once",
    happens="Azure refuses the version, after the build.",
    todo="Keep one of the two.",
    source=TROUBLESHOOTING,
)
@each_image
def regions_once(image: Image, _: Catalog) -> Found:
    """Compare names as Azure does: without case and spaces."""
    seen: set[str] = set()
    for index, region in enumerate(image.build.regions):
        if region_id(region.name) in seen:
            yield ("build", "regions", index, "name"), f"{region.name!r} stands twice; keep one"
        seen.add(region_id(region.name))


@rule(
    "GS127",
    "A version has 100 copies at most",
    happens="Azure refuses the version, after the build.",
    todo="Lower the replicas.",
    source="Azure: Store and share images in an Azure Compute Gallery, limits",
)
@each_image
def too_many_replicas(image: Image, _: Catalog) -> Found:
    """In all regions together; the model keeps each region below it."""
    copies = sum(region.replicas for region in image.build.regions)
    if copies > MOST_REPLICAS:
        yield (
            ("build", "regions"),
            f"have {copies} replicas together; Azure allows {MOST_REPLICAS} for a version: lower some",
        )


@rule(
    "GS112",
    "Every region has a disk encryption set, or none",
    happens="Azure refuses the version, after the build.",
    todo="Give disk_encryption_set_id to every region or to none.",
    source=f"{TROUBLESHOOTING}; azurerm 4.55.0: shared_image_version_resource.go",
)
@each_image
def encrypted_everywhere(image: Image, _: Catalog) -> Found:
    """Azure takes no mix."""
    encrypted = [region for region in image.build.regions if region.disk_encryption_set_id]
    if encrypted and len(encrypted) != len(image.build.regions):
        yield (
            ("build", "regions"),
            "give disk_encryption_set_id to every region or to none; Azure refuses a mix",
        )


@rule(
    "GS128",
    "Disk encryption sets are in one subscription",
    happens="Azure refuses the version, after the build: they must be in the subscription of the gallery.",
    todo="Use disk encryption sets of the gallery's subscription, each in the region that it is for.",
    source=TROUBLESHOOTING,
)
@each_image
def encrypted_in_one_subscription(image: Image, _: Catalog) -> Found:
    """Which subscription the gallery's is, only the deploy knows; that it is one, the ids tell."""
    first = None
    for where, id_ in _keys(image):
        subscription = id_.split("/")[2].lower()
        first = first or subscription
        if subscription != first:
            yield (
                where,
                f"is in subscription {subscription}, and the first one in {first}; all must be in that of "
                "the gallery: use one of that",
            )


@rule(
    "GS167",
    "Each region has a disk encryption set of its own",
    happens="Azure refuses the version, after the build: a disk encryption set is good for its own "
    "region only.",
    todo="Give each region the id of a disk encryption set in it.",
    source="Azure: Use customer-managed keys for encrypting images: 'each region requires a different' one",
)
@each_image
def a_key_for_each_region(image: Image, _: Catalog) -> Found:
    """Ids are compared without their case."""
    seen: set[str] = set()
    for index, region in enumerate(image.build.regions):
        id_ = (region.disk_encryption_set_id or "").lower()
        if id_ and id_ in seen:
            yield (
                ("build", "regions", index, "disk_encryption_set_id"),
                "is that of another region too, and each region needs its own: use one in this region",
            )
        seen.add(id_)


def _keys(image: Image) -> Iterator[tuple[Location, str]]:
    """Where a disk encryption set is named, and its id: by the regions, then by the build VM."""
    for index, region in enumerate(image.build.regions):
        if region.disk_encryption_set_id:
            yield ("build", "regions", index, "disk_encryption_set_id"), region.disk_encryption_set_id
    if image.build.disk_encryption_set_id:
        yield ("build", "disk_encryption_set_id"), image.build.disk_encryption_set_id


@rule(
    "GS129",
    "A shallow version is one copy",
    happens="Packer refuses the template, when the build starts; more copies of one region, Azure after "
    "the build.",
    todo="Remove use_shallow_replication, or the other copies.",
    source="packer-plugin-azure 2.6.3, config.go; use_shallow_replication",
)
@each_image
def shallow_is_one_copy(image: Image, _: Catalog) -> Found:
    """Packer looks at the number of regions, and not at the replicas of one."""
    build = image.build
    if build.use_shallow_replication and (len(build.regions) > 1 or build.regions[0].replicas > 1):
        yield (
            ("build", "use_shallow_replication"),
            "allows one region with one replica; it is for trials: remove it, or the other copies",
        )


@rule(
    "GS168",
    "An image of more than 2 TB is shallow",
    happens="Azure refuses the version, after the build.",
    todo="Use 2048 GB at most, or use_shallow_replication, which takes 32 TB.",
    source="Azure: Store and share images in an Azure Compute Gallery, limits; Troubleshoot shared images",
)
@each_image
def large_is_shallow(image: Image, _: Catalog) -> Found:
    """The OS disk, and data disks that `extra` adds."""
    build = image.build
    if build.use_shallow_replication:
        return
    if (build.os_disk_size_gb or 0) > LARGEST_GB:
        yield (
            ("build", "os_disk_size_gb"),
            f"{build.os_disk_size_gb} is more than {LARGEST_GB}, the most for an image that is not shallow: "
            "lower it",
        )
    added = build.extra.get("disk_additional_size")
    if isinstance(added, list) and any(isinstance(size, int) and size > LARGEST_GB for size in added):
        yield (
            ("build", "extra", "disk_additional_size"),
            f"has a disk of more than {LARGEST_GB}, the most for an image that is not shallow: lower it",
        )


@rule(
    "GS130",
    "A shallow version is not encrypted with a key of yours",
    happens="Azure refuses the version, after the build.",
    todo="Remove use_shallow_replication or disk_encryption_set_id.",
    source="azurerm 4.55.0: shared_image_version_resource.go",
)
@each_image
def shallow_is_not_encrypted(image: Image, _: Catalog) -> Found:
    """azurerm refuses the pair for its own versions; Packer lets it through."""
    if image.build.use_shallow_replication and any(
        region.disk_encryption_set_id for region in image.build.regions
    ):
        yield (
            ("build", "use_shallow_replication"),
            "and disk_encryption_set_id exclude each other: remove one",
        )
