"""The Azure cloud that the catalog is for."""

from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import Rule, rule
from catalog.rules.forms import excludes
from facts.regions import cloud_of

environment_or_host = Rule(
    id="GS181",
    title="[cloud] must not have both environment and metadata_host",
    example="""
[cloud]
- environment = "usgovernment"
metadata_host = "management.contoso.example"
""",
    find=excludes("cloud.environment", "cloud.metadata_host"),
    happens="Terraform uses the cloud that the host describes at plan, whatever environment says.",
    fix="Use environment for one of Azure's own clouds, and metadata_host for any other.",
    source="Terraform 1.11, backend azurerm: environment is 'not used' with metadata_host",
)


@rule(
    "GS182",
    "gallery.location must be a region of the catalog's cloud",
    example="""
[gallery]
location = "usgovvirginia"

+ [cloud]
+ environment = "usgovernment"

[images.win11-avd.build]
regions = [{ name = "usgovvirginia", replicas = 2 }]
""",
    happens="Azure refuses the gallery at apply, because the region belongs to another cloud.",
    fix="Set the cloud of the region in [cloud].",
    source="Azure: List of Azure regions; Azure Government and Azure China: names of regions",
)
def region_of_the_cloud(catalog: Catalog) -> Found:
    """Which regions a cloud described by metadata_host has is not known."""
    location, cloud = catalog.gallery.location, catalog.cloud
    owner = cloud_of(location)
    if cloud.metadata_host or owner == (cloud.environment or "public"):
        return
    setting = f"environment = {owner!r}" if owner else "metadata_host (the host that describes its cloud)"
    yield (
        ("gallery", "location"),
        f"{location!r} is not a region of the cloud {cloud.environment or 'public'!r}: set {setting} in "
        "[cloud], or correct the region",
    )
