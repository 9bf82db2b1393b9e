"""Shallow replication: one quick copy that still depends on its source, for trials."""

from catalog.image import Image
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import each_image, rule


@rule(
    "GS129",
    "A shallow version must have one region with one replica",
    example="""
[images.win11-avd.build]
use_shallow_replication = true
- regions                 = [{ name = "East US", replicas = 2 }]
+ regions                 = [{ name = "East US", replicas = 1 }]
""",
    happens="Packer refuses several regions when the build starts, and Azure several replicas after the build.",
    fix="Remove use_shallow_replication, or the other regions and replicas.",
    source="packer-plugin-azure 2.6.3, config.go; use_shallow_replication",
)
@each_image
def shallow_is_one_copy(image: Image, _: Catalog) -> Found:
    """Packer checks the number of regions, but not the replicas."""
    build = image.build
    if build.use_shallow_replication and (len(build.regions) > 1 or build.regions[0].replicas > 1):
        yield (
            ("build", "use_shallow_replication"),
            "needs exactly one region with one replica: remove it, or the other regions and replicas",
        )


@rule(
    "GS130",
    "use_shallow_replication must not be set with disk_encryption_set_id",
    example="""
[images.win11-avd]
security = "standard"

[images.win11-avd.build]
use_shallow_replication = true

[[images.win11-avd.build.regions]]
name                   = "East US"
- disk_encryption_set_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/keys/providers/Microsoft.Compute/diskEncryptionSets/east"
""",
    happens="Azure refuses the version after the build.",
    fix="Remove use_shallow_replication or disk_encryption_set_id.",
    source="azurerm 4.55.0: shared_image_version_resource.go",
)
@each_image
def shallow_is_not_encrypted(image: Image, _: Catalog) -> Found:
    """azurerm refuses this for versions of its own; Packer does not check it."""
    if image.build.use_shallow_replication and any(
        region.disk_encryption_set_id for region in image.build.regions
    ):
        yield (
            ("build", "use_shallow_replication"),
            "must not be set together with disk_encryption_set_id: remove one of them",
        )
