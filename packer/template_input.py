"""One image's build, as the templates see it: what the catalog wants, and what the deploy published."""

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.build import Build, CatalogSource, GalleryIdSource, GallerySource, MarketplaceSource
from catalog.contract import Outputs
from catalog.model import Catalog, Image
from catalog.software import LinuxProduct, WindowsProduct
from facts.security import ENCRYPTION
from packer.authentication import VARIABLES, Variable
from packer.family import FAMILIES, Family
from packer.image_json import products

Arguments = Mapping[str, object]

CLIENT_PUBLISHER = "microsoftwindowsdesktop"
"""Whose images are licensed as a client of Windows."""


@dataclass(frozen=True, kw_only=True)
class Edition:
    """All that the templates see."""

    key: str
    image: Image
    build: Build
    family: Family
    authentication: tuple[Variable, ...]
    cloud: Arguments
    subscription_id: str
    location: str
    marketplace: Arguments
    shared_image: Arguments
    security: Arguments
    license_type: str | None
    communicator: Arguments
    extra: Arguments
    managed_image_resource_group: str | None
    """A group that exists, so that the image must be deleted. None: the temporary group, or no image."""
    temp_resource_group_prefix: str | None
    """How the name of the temporary group begins, where the template must know that name."""
    resource_group: str
    gallery_name: str
    image_name: str
    destination: Arguments
    shared_image_gallery_timeout: str
    tags: dict[str, str]
    products: dict[str, WindowsProduct] | dict[str, LinuxProduct]


def edition(key: str, *, catalog: Catalog, outputs: Outputs, subscription_id: str) -> Edition:
    """The edition of the image `key`, in the gallery that was deployed."""
    image = catalog.images[key]
    build, family = image.build, FAMILIES[image.os_type]
    return Edition(
        key=key,
        image=image,
        build=build,
        family=family,
        authentication=VARIABLES[build.authentication],
        cloud=catalog.cloud.azure_arm,
        subscription_id=subscription_id,
        location=catalog.location_of(image),
        marketplace=_marketplace(build),
        shared_image=_shared_image(build, outputs=outputs, subscription_id=subscription_id),
        security=_security(image),
        license_type=_license_type(image, catalog),
        communicator={name: build.extra.get(name, value) for name, value in family.communicator.items()},
        extra={"async_resourcegroup_delete": True}
        | {name: value for name, value in build.extra.items() if name not in family.communicator},
        managed_image_resource_group=_managed_image_resource_group(image),
        temp_resource_group_prefix=_temp_resource_group_prefix(image),
        resource_group=outputs.resource_group_name,
        gallery_name=outputs.gallery_name,
        image_name=outputs.image_definitions[key].name,
        destination=_destination(image),
        shared_image_gallery_timeout=_publish_timeout(build),
        tags=_tags(key, catalog.tags_of(image)),
        products=products(image, catalog),
    )


def _tags(key: str, own: dict[str, str]) -> dict[str, str]:
    """The catalog's tags, and the image's key: Azure takes Image and image for one name."""
    return own if "image" in map(str.lower, own) else {"image": key, **own}


def _marketplace(build: Build) -> Arguments:
    source = build.source
    if not isinstance(source, MarketplaceSource):
        return {}
    return {f"image_{name}": value for name, value in source.model_dump().items()}


def _shared_image(build: Build, *, outputs: Outputs, subscription_id: str) -> Arguments:
    match build.source:
        case GalleryIdSource(id=id_):
            return {"id": id_}
        case GallerySource() as source:
            names = source.model_dump(exclude={"subscription"})
            return {"subscription": source.subscription or subscription_id, **names}
        case CatalogSource(image=key, version=version):
            return {
                "subscription": subscription_id,
                "resource_group": outputs.resource_group_name,
                "gallery_name": outputs.gallery_name,
                "image_name": outputs.image_definitions[key].name,
                "image_version": version,
            }
    return {}


def _security(image: Image) -> Arguments:
    if not image.profile.confidential:
        return image.profile.builder_arguments
    return {
        **image.profile.builder_arguments,
        "security_encryption_type": ENCRYPTION[_encryption(image.build)],
    }


def _encryption(build: Build) -> str:
    return build.confidential_vm_image_encryption_type or "EncryptedVMGuestStateOnlyWithPmk"


def _license_type(image: Image, catalog: Catalog) -> str | None:
    """What the catalog says, or what the image below all layers needs."""
    source = image.build.source
    while not image.build.license_type and image.os_type == "Windows" and isinstance(source, CatalogSource):
        image = catalog.images[source.image]
        source = image.build.source
    if image.build.license_type or image.os_type != "Windows":
        return image.build.license_type
    client = isinstance(source, MarketplaceSource) and source.publisher.lower() == CLIENT_PUBLISHER
    return "Windows_Client" if client else None


def _destination(image: Image) -> Arguments:
    build = image.build
    return {
        "storage_account_type": build.storage_account_type,
        "use_shallow_replication": build.use_shallow_replication,
        "specialized": image.specialized,
        "confidential_vm_image_encryption_type": _encryption(build) if image.profile.confidential else None,
    }


def _managed_image_resource_group(image: Image) -> str | None:
    build = image.build
    named = build.managed_image_resource_group_name or build.build_resource_group_name
    return named if image.profile.managed_image else None


def _temp_resource_group_prefix(image: Image) -> str | None:
    """As Packer would begin the name: packer-plugin-azure 2.6.3, tempname.go."""
    given = _managed_image_resource_group(image) or image.build.temp_resource_group_name
    if given or not image.profile.managed_image:
        return None
    return str(image.build.extra.get("custom_resource_build_prefix", "pkr"))


def _publish_timeout(build: Build) -> str:
    """Two hours for the first region and ten minutes for each further one, at most six hours.

    Packer's own hour is a classic failure; 27 regions have taken three hours; Azure says to wait up to six.
    """
    if build.shared_image_gallery_timeout:
        return build.shared_image_gallery_timeout
    minutes = 60 if build.use_shallow_replication else min(110 + 10 * len(build.regions), 360)
    return f"{minutes}m"
