"""What a shared gallery must not hold."""

from collections.abc import Iterable

from catalog.image import Definition, Image
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import rule


def _shared(catalog: Catalog) -> Iterable[tuple[str, Definition]]:
    """Return the images of a shared gallery; none of a private one."""
    sharing = catalog.gallery.sharing
    return catalog.images.items() if sharing and sharing.permission != "Private" else ()


@rule(
    "GS106",
    "community_gallery must be set for a community gallery, and for no other",
    example="""
[gallery.sharing]
permission = "Community"

+ [gallery.sharing.community_gallery]
+ eula            = "https://example.com/eula"
+ prefix          = "contoso"
+ publisher_email = "images@example.com"
+ publisher_uri   = "https://example.com"

[images.win11-avd]
security = "trusted_launch_supported"
""",
    happens="azurerm refuses the gallery at apply.",
    fix="Set community_gallery with permission = 'Community'; otherwise remove it.",
    source="azurerm 4.55.0: shared_image_gallery_resource.go, expandSharedImageGallerySharing",
)
def community(catalog: Catalog) -> Found:
    """azurerm does not check it at plan."""
    sharing = catalog.gallery.sharing
    if sharing and (sharing.permission == "Community") != (sharing.community_gallery is not None):
        todo = "must not have community_gallery: remove it"
        if sharing.permission == "Community":
            todo = "needs community_gallery: set it"
        yield ("gallery", "sharing"), f"permission = {sharing.permission!r} {todo}, or change permission"


@rule(
    "GS123",
    "A shared gallery must not hold trusted_launch or confidential_vm images",
    example="""
[gallery]
sharing = { permission = "Groups" }

[images.win11-avd]
- security = "trusted_launch"
+ security = "trusted_launch_supported"
""",
    happens="Azure refuses the image versions after the build.",
    fix="Use 'trusted_launch_supported' or 'confidential_vm_supported', or keep the gallery private.",
    source="Azure: Store and share images in an Azure Compute Gallery, table of security types",
)
def private_only(catalog: Catalog) -> Found:
    """The "...Supported" security types can be shared."""
    for key, image in _shared(catalog):
        if image.security in {"trusted_launch", "confidential_vm"}:
            yield (
                ("images", key, "security"),
                f"{image.security!r} needs a private gallery, and this one is shared: use "
                f"'{image.security}_supported', or remove gallery.sharing",
            )


@rule(
    "GS164",
    "A shared gallery must not hold versions encrypted with your own key",
    example="""
[gallery]
- sharing = { permission = "Groups" }
+ sharing = { permission = "Private" }

[images.win11-avd]
security = "standard"

[[images.win11-avd.build.regions]]
name                   = "East US"
replicas               = 2
disk_encryption_set_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/keys/providers/Microsoft.Compute/diskEncryptionSets/east"
""",
    happens="Azure refuses the version after the build.",
    fix="Remove disk_encryption_set_id, or keep the gallery private.",
    source="Azure: Share a gallery with subscriptions or tenants; Share images using a community gallery",
)
def shared_is_not_encrypted(catalog: Catalog) -> Found:
    """Neither with permission = "Groups" nor with "Community"."""
    for key, image in _shared(catalog):
        if isinstance(image, Image) and any(region.disk_encryption_set_id for region in image.build.regions):
            yield (
                ("images", key, "build", "regions"),
                "must not have a disk_encryption_set_id in a shared gallery: remove it, or remove "
                "gallery.sharing",
            )


@rule(
    "GS165",
    "A community gallery must not hold images with a purchase plan",
    example="""
[gallery.sharing]
- permission = "Community"
+ permission = "Groups"

- [gallery.sharing.community_gallery]
- eula            = "https://example.com/eula"
- prefix          = "contoso"
- publisher_email = "images@example.com"
- publisher_uri   = "https://example.com"

[images.win11-avd]
security      = "standard"
purchase_plan = { name = "plan", publisher = "fabrikam", product = "desktop" }

[images.win11-avd.build]
source = { publisher = "fabrikam", offer = "desktop", sku = "plan" }

[[accept]]
rule   = "GS216"
reason = "looked up: az vm image show"
""",
    happens="Azure refuses to publish the image after the build: it belongs to a marketplace publisher.",
    fix="Remove the image, or share the gallery with groups.",
    source="Azure: Share images using a community gallery, limitations",
)
def community_has_no_plan(catalog: Catalog) -> Found:
    """Images of other publishers have a purchase plan."""
    for key, image in _shared(catalog):
        if image.purchase_plan and catalog.gallery.sharing and catalog.gallery.sharing.community_gallery:
            yield (
                ("images", key, "purchase_plan"),
                "must not be set in a community gallery: remove the image, or use permission = 'Groups'",
            )
