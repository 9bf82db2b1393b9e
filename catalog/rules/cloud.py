"""Which Azure the catalog is for."""

from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import rule
from facts.regions import cloud_of


@rule(
    "GS181",
    "A cloud is named, or described by its host",
    happens="Terraform takes the cloud of the host at plan, whatever the name says.",
    todo="Keep environment for one of Azure's own clouds, metadata_host for any other.",
    source="Terraform 1.11, backend azurerm: environment is 'not used' with metadata_host",
)
def one_cloud(catalog: Catalog) -> Found:
    """Nothing that the catalog says is ignored."""
    if catalog.cloud.environment and catalog.cloud.metadata_host:
        yield ("cloud", "environment"), "and metadata_host exclude each other: remove one"


@rule(
    "GS182",
    "The gallery's region is one of its cloud",
    happens="Azure refuses the gallery at apply: the region is in another cloud.",
    todo="Write the cloud of the region in [cloud].",
    source="Azure: List of Azure regions; Azure Government and Azure China: names of regions",
)
def region_of_the_cloud(catalog: Catalog) -> Found:
    """The name of a region tells it, but not for a cloud that metadata_host describes."""
    location, cloud = catalog.gallery.location, catalog.cloud
    there = cloud_of(location)
    if cloud.metadata_host or there == (cloud.environment or "public"):
        return
    write = f"environment = {there!r}" if there else "metadata_host, the host that describes its cloud,"
    yield (
        ("gallery", "location"),
        f"{location!r} is not in the cloud {cloud.environment or 'public'!r}: write {write} in [cloud], or "
        "correct the region",
    )
