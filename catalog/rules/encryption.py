"""Encryption with your own key: disk_encryption_set_id."""

from collections.abc import Iterator

from catalog.image import Image
from catalog.model import Catalog
from catalog.problem import Found, Location
from catalog.rule import each_image, rule

TROUBLESHOOTING = "Azure: Troubleshoot shared images in Azure Compute Gallery"


@rule(
    "GS112",
    "disk_encryption_set_id must be set in every region or in none",
    example="""
[images.win11-avd]
security = "standard"

[[images.win11-avd.build.regions]]
name                   = "East US"
replicas               = 2
disk_encryption_set_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/keys/providers/Microsoft.Compute/diskEncryptionSets/east"

[[images.win11-avd.build.regions]]
name                   = "West Europe"
replicas               = 2
+ disk_encryption_set_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/keys/providers/Microsoft.Compute/diskEncryptionSets/west"
""",
    happens="Azure refuses the version after the build.",
    fix="Set disk_encryption_set_id in every region, or remove it from all.",
    source=f"{TROUBLESHOOTING}; azurerm 4.55.0: shared_image_version_resource.go",
)
@each_image
def encrypted_everywhere(image: Image, _: Catalog) -> Found:
    """Azure does not accept a mix."""
    regions = image.build.regions
    encrypted = sum(region.disk_encryption_set_id is not None for region in regions)
    if 0 < encrypted < len(regions):
        yield (
            ("build", "regions"),
            f"must have disk_encryption_set_id in all of them or in none, got it in {encrypted} of "
            f"{len(regions)}: add it to the others, or remove it",
        )


@rule(
    "GS128",
    "Disk encryption sets must be in the subscription of the gallery",
    example="""
[images.win11-avd]
security = "standard"

[[images.win11-avd.build.regions]]
name                   = "East US"
replicas               = 2
disk_encryption_set_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/keys/providers/Microsoft.Compute/diskEncryptionSets/east"

[[images.win11-avd.build.regions]]
name                   = "West Europe"
replicas               = 2
- disk_encryption_set_id = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/keys/providers/Microsoft.Compute/diskEncryptionSets/west"
+ disk_encryption_set_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/keys/providers/Microsoft.Compute/diskEncryptionSets/west"
""",
    happens="Azure refuses the version after the build.",
    fix="Use disk encryption sets in the gallery's subscription, one in each region.",
    source=TROUBLESHOOTING,
)
@each_image
def encrypted_in_one_subscription(image: Image, _: Catalog) -> Found:
    """Only a deploy knows the gallery's subscription, but ids of two subscriptions cannot both be in it."""
    first = None
    for where, id_ in _disk_encryption_sets(image):
        subscription = id_.split("/")[2].lower()
        first = first or subscription
        if subscription != first:
            yield (
                where,
                f"is in subscription {subscription}, but the first one is in {first}, and all must be in the "
                "gallery's: use one from there",
            )


def _disk_encryption_sets(image: Image) -> Iterator[tuple[Location, str]]:
    """Yield where a disk encryption set is named, and its id: regions first, then the build VM."""
    for index, region in enumerate(image.build.regions):
        if region.disk_encryption_set_id:
            yield ("build", "regions", index, "disk_encryption_set_id"), region.disk_encryption_set_id
    if image.build.disk_encryption_set_id:
        yield ("build", "disk_encryption_set_id"), image.build.disk_encryption_set_id


@rule(
    "GS167",
    "Each region must have its own disk encryption set",
    example="""
[images.win11-avd]
security = "standard"

[[images.win11-avd.build.regions]]
name                   = "East US"
replicas               = 2
- disk_encryption_set_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/keys/providers/Microsoft.Compute/diskEncryptionSets/all"
+ disk_encryption_set_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/keys/providers/Microsoft.Compute/diskEncryptionSets/east"

[[images.win11-avd.build.regions]]
name                   = "West Europe"
replicas               = 2
- disk_encryption_set_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/keys/providers/Microsoft.Compute/diskEncryptionSets/all"
+ disk_encryption_set_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/keys/providers/Microsoft.Compute/diskEncryptionSets/west"
""",
    happens="Azure refuses the version after the build: a disk encryption set works only in its own region.",
    fix="Set the id of a disk encryption set in each region.",
    source="Azure: Use customer-managed keys for encrypting images: 'each region requires a different' one",
)
@each_image
def a_key_for_each_region(image: Image, _: Catalog) -> Found:
    """Azure ignores upper and lower case of ids."""
    seen: set[str] = set()
    for index, region in enumerate(image.build.regions):
        id_ = (region.disk_encryption_set_id or "").lower()
        if id_ and id_ in seen:
            yield (
                ("build", "regions", index, "disk_encryption_set_id"),
                "is already used in another region, and each region needs its own: use one in this region",
            )
        seen.add(id_)


@rule(
    "GS212",
    "A trusted_launch image should not be encrypted with your own key",
    example="""
[images.win11-avd]
- security = "trusted_launch"
+ security = "standard"

[[images.win11-avd.build.regions]]
name                   = "East US"
replicas               = 2
disk_encryption_set_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/keys/providers/Microsoft.Compute/diskEncryptionSets/east"
""",
    happens="Azure has refused such versions after the build, although its documentation has no such limit.",
    fix="Remove disk_encryption_set_id, or try it with a small image first and accept the warning.",
    source="packer-plugin-azure#418; Azure/azure-rest-api-specs#29280",
)
@each_image
def trusted_launch_with_a_key(image: Image, _: Catalog) -> Found:
    """Both reports are open."""
    if image.security == "trusted_launch" and any(r.disk_encryption_set_id for r in image.build.regions):
        yield (
            ("build", "regions"),
            "have a disk_encryption_set_id, and Azure has refused encrypted Trusted Launch versions "
            "(packer-plugin-azure#418): remove it, or try it with a small image first",
        )
