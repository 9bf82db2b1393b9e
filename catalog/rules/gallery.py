"""The gallery and its definitions, taken together."""

from collections.abc import Iterable

from catalog.model import Catalog, Image
from catalog.problem import Found
from catalog.rule import rule

MOST_DEFINITIONS = 1000
"""In a region of a subscription. Source: Azure, "Store and share images in an Azure Compute Gallery"."""


@rule(
    "GS101",
    "A gallery holds one definition of a name",
    happens="The second one exists already for azurerm, at apply, or both write one definition.",
    todo="Give each image a name of its own.",
    source="Azure: Troubleshoot shared images in Azure Compute Gallery",
)
def unique_names(catalog: Catalog) -> Found:
    """Compare names as Azure does: without their case."""
    seen: dict[str, str] = {}
    for key, image in catalog.images.items():
        first = seen.setdefault(image.name.lower(), key)
        if first != key:
            yield (
                ("images", key, "name"),
                f"{image.name!r} is the name of images.{first} too; "
                "a gallery holds one definition of a name: choose another",
            )


@rule(
    "GS102",
    "Publisher, offer and sku together are unique in a gallery",
    happens="Azure refuses the second definition, at apply.",
    todo="Change one of the three.",
    source="Azure: Troubleshoot shared images in Azure Compute Gallery",
)
def unique_identifiers(catalog: Catalog) -> Found:
    """Compare identifiers as Azure does: without their case."""
    seen: dict[tuple[str, ...], str] = {}
    for key, image in catalog.images.items():
        triple = (image.identifier.publisher, image.identifier.offer, image.identifier.sku)
        first = seen.setdefault(tuple(part.lower() for part in triple), key)
        if first != key:
            yield (
                ("images", key, "identifier"),
                f"{' / '.join(triple)} is the identifier of images.{first} too; publisher, "
                "offer and sku together must be unique in a gallery: change one of them",
            )


@rule(
    "GS106",
    "A community gallery says who publishes it",
    happens="azurerm refuses the gallery, at apply.",
    todo="Give community_gallery with permission = 'Community', and with no other.",
    source="azurerm 4.55.0: shared_image_gallery_resource.go, expandSharedImageGallerySharing",
)
def community(catalog: Catalog) -> Found:
    """azurerm checks it at apply only."""
    sharing = catalog.gallery.sharing
    if sharing and (sharing.permission == "Community") != (sharing.community_gallery is not None):
        yield (
            ("gallery", "sharing"),
            f"permission = {sharing.permission!r} and community_gallery do not agree; "
            "'Community' needs community_gallery, the others must not have it",
        )


@rule(
    "GS107",
    "A resource group that exists is not described",
    happens="What the table says would never reach Azure: Terraform does not make that group, at apply "
    "or later.",
    todo="Remove [resource_group], or let Terraform create the group.",
    source="goldshelf: gallery.create_resource_group",
)
def existing_resource_group(catalog: Catalog) -> Found:
    """Nothing that the catalog says is ignored."""
    if not catalog.gallery.create_resource_group and catalog.resource_group.model_fields_set:
        yield (
            ("resource_group",),
            "describes a resource group that create_resource_group = false leaves to others; "
            "remove the table, or let Terraform create the group",
        )


@rule(
    "GS123",
    "Images for one security type are shared with nobody",
    happens="Azure refuses the image versions in a gallery that is shared, after the build.",
    todo="Use 'trusted_launch_supported' or 'confidential_vm_supported', or keep the gallery private.",
    source="Azure: Store and share images in an Azure Compute Gallery, table of security types",
)
def private_only(catalog: Catalog) -> Found:
    """TrustedLaunch and ConfidentialVM, unlike the "...Supported" kinds, stay in private galleries."""
    for key, image in _shared(catalog):
        if image.security in {"trusted_launch", "confidential_vm"}:
            yield (
                ("images", key, "security"),
                f"{image.security!r} goes only into a private gallery, and this one is shared: use "
                f"'{image.security}_supported', or share nothing",
            )


def _shared(catalog: Catalog) -> Iterable[tuple[str, Image]]:
    """The images, where the gallery is shared; none where it is private."""
    sharing = catalog.gallery.sharing
    return catalog.images.items() if sharing and sharing.permission != "Private" else ()


@rule(
    "GS164",
    "A shared gallery holds no encrypted version",
    happens="Azure refuses the version, after the build.",
    todo="Remove disk_encryption_set_id, or keep the gallery private.",
    source="Azure: Share a gallery with subscriptions or tenants; Share images using a community gallery",
)
def shared_is_not_encrypted(catalog: Catalog) -> Found:
    """Neither a gallery that is shared with groups nor a community gallery."""
    for key, image in _shared(catalog):
        if any(region.disk_encryption_set_id for region in image.build.regions):
            yield (
                ("images", key, "build", "regions"),
                "have a disk_encryption_set_id, and a gallery that is shared holds no encrypted version: "
                "remove it, or share nothing",
            )


@rule(
    "GS165",
    "A community gallery holds nobody's marketplace image",
    happens="Azure refuses to publish it, after the build: partner images stay with their publisher.",
    todo="Remove the image, or share the gallery with groups.",
    source="Azure: Share images using a community gallery, limitations",
)
def community_has_no_plan(catalog: Catalog) -> Found:
    """A purchase plan is what partner images have."""
    for key, image in _shared(catalog):
        if image.purchase_plan and catalog.gallery.sharing and catalog.gallery.sharing.community_gallery:
            yield (
                ("images", key, "purchase_plan"),
                "is of a partner's image, which a community gallery must not hold: remove the image, or use "
                "permission = 'Groups'",
            )


@rule(
    "GS124",
    "A region of a subscription holds 1,000 definitions",
    happens="Azure refuses those that are too many, at apply.",
    todo="Remove definitions that nobody uses, or use a second subscription or region.",
    source="Azure: Store and share images in an Azure Compute Gallery, limits",
)
def too_many_definitions(catalog: Catalog) -> Found:
    """A catalog is one gallery, so its definitions are all in one region."""
    if len(catalog.images) > MOST_DEFINITIONS:
        yield (
            ("images",),
            f"are {len(catalog.images):,}; Azure allows {MOST_DEFINITIONS:,} definitions in a region of a "
            "subscription: use another subscription or region for some",
        )
