"""One image's `source "azure-arm"` block, group by group."""

from collections.abc import Iterator

from catalog.build import Build
from catalog.contract import Outputs
from catalog.image import Image
from catalog.license import license_type
from catalog.model import Catalog
from catalog.shared_image_id import LATEST, ImageNames
from catalog.source import (
    WITH_DISK_TYPE,
    CatalogSource,
    CommunityGallerySource,
    DirectSharedGallerySource,
    GalleryIdSource,
    GallerySource,
    ManagedImageSource,
    MarketplaceSource,
)
from catalog.version_tags import pinned_source
from facts.security import ENCRYPTION
from packer import publish
from packer.authentication import VARIABLES
from packer.family import FAMILIES
from packer.hcl import Arguments, Block, Group, Hcl, Interpolated, Told, hcl

DISK_TYPE = "managed_image_storage_account_type"
RUN_USER_DATA = (
    "powershell -ExecutionPolicy Unrestricted -NoProfile -NonInteractive -Command "
    "\"$userData = (Invoke-RestMethod -H @{'Metadata'='True'} -Method GET -Uri "
    "'http://169.254.169.254/metadata/instance/compute/userData?api-version=2021-01-01&format=text'); "
    "$contents = [System.Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($userData)); "
    "Set-Content -Path C:\\Windows\\Temp\\enable-winrm.ps1 -Value $contents; "
    '. C:\\Windows\\Temp\\enable-winrm.ps1"'
)


def source(key: str, *, catalog: Catalog, outputs: Outputs, subscription_id: str) -> Iterator[Group]:
    """The arguments of azure-arm for the image `key`, in the gallery that was deployed."""
    image = catalog.builds[key]
    build = image.build
    gallery = {
        "subscription": subscription_id,
        "resource_group": outputs.resource_group_name,
        "gallery_name": outputs.gallery_name,
    }
    subscription = build.build_subscription_id or subscription_id
    yield Group({**catalog.cloud.azure_arm, "subscription_id": subscription, **_sign_in(build)})
    yield Group({"os_type": image.os_type, **_marketplace(build), **_managed_image(build)})
    yield Group({"shared_image_gallery": _shared_image(build, gallery=gallery, outputs=outputs)})
    yield Group({"plan_info": _plan(image)})
    yield Group(_vm(image, catalog))
    yield Group(_security(image))
    yield Group({"spot": Block(build.spot.model_dump()) if build.spot else None})
    yield Group(_network(build))
    yield Group(_communicator(image))
    yield Group(_fields(build, "build_key_vault_name", "build_key_vault_secret_name"))
    yield from _winrm_without_key_vault(build)
    yield from publish.managed_image(key, image)
    destination = publish.destination(image, gallery, outputs.image_definitions[key].name)
    yield Group({"shared_image_gallery_destination": destination})
    yield from _version(image)


def _fields(build: Build, *names: str) -> Arguments:
    """Fields of the catalog that are arguments of the same name."""
    return {name: getattr(build, name) for name in names}


def _sign_in(build: Build) -> Arguments:
    variables = VARIABLES[build.authentication]
    if not variables:
        return {"use_azure_cli_auth": True}
    return {variable.name: Hcl(f"var.{variable.name}") for variable in variables}


def _marketplace(build: Build) -> Arguments:
    source = build.source
    if not isinstance(source, MarketplaceSource):
        return {}
    names = {f"image_{name}": value for name, value in source.model_dump().items()}
    told = Hcl(f'var.source_version == "" ? "{LATEST}" : var.source_version')
    return {**names, "image_version": pinned_source(build) or Told(told, LATEST)}


def _managed_image(build: Build) -> Arguments:
    source = build.source
    return source.model_dump() if isinstance(source, ManagedImageSource) else {}


def _shared_image(build: Build, *, gallery: Arguments, outputs: Outputs) -> Block | None:
    latest = Told(Hcl("var.source_version"), None)  # empty: Azure's latest
    match build.source:
        case GalleryIdSource(id=id_):
            return Block(id=id_)
        case CommunityGallerySource(names=names):
            return Block(community_gallery_image_id=_id(names))
        case DirectSharedGallerySource(names=names):
            return Block(direct_shared_gallery_image_id=_id(names))
        case GallerySource() as other:
            named = other.model_dump(exclude={"subscription"}) | {
                "image_version": other.image_version or latest
            }
            return Block({"subscription": other.subscription or gallery["subscription"], **named})
        case CatalogSource(image=base, version=version):
            return Block(
                {
                    **gallery,
                    "image_name": outputs.image_definitions[base].name,
                    "image_version": version or latest,
                }
            )
    return None


def _id(names: ImageNames) -> str | Told:
    """Return the id of a version; azure-arm passes it on, so that Azure finds the latest."""
    versions = f"{names.definition}/Versions/"
    if names.version:
        return f"{versions}{names.version}"
    latest = f"{versions}{LATEST}"
    told = Interpolated(f"{versions}${{var.source_version}}")
    return Told(Hcl(f'var.source_version == "" ? {hcl(latest)} : {hcl(told)}'), latest)


def _plan(image: Image) -> Block | None:
    plan = image.purchase_plan
    if plan is None:
        return None
    return Block(plan_name=plan.name, plan_publisher=plan.publisher, plan_product=plan.product)


def _vm(image: Image, catalog: Catalog) -> Arguments:
    build = image.build
    named_here = publish.temp_resource_group_prefix(image) and Hcl("local.temp_resource_group_name")
    return {
        "location": None if build.build_resource_group_name else catalog.location_of(image),
        **_fields(build, "build_resource_group_name"),
        "temp_resource_group_name": named_here or build.temp_resource_group_name,
        **_fields(build, "vm_size", "os_disk_size_gb"),
        # The plugin passes over it for any other source.
        **(_fields(build, DISK_TYPE) if isinstance(build.source, WITH_DISK_TYPE) else {}),
        **_fields(build, "disk_caching_type"),
        **_fields(build, "disk_controller_type", "disk_encryption_set_id"),
        "accelerated_networking": image.accelerated_network_support_enabled or None,
        "license_type": license_type(image, catalog),
        "user_assigned_managed_identities": build.user_assigned_managed_identities or None,
    }


def _security(image: Image) -> Arguments:
    arguments = image.profile.builder_arguments
    if not image.profile.confidential:
        return arguments
    return {**arguments, "security_encryption_type": ENCRYPTION[publish.encryption(image.build)]}


def _network(build: Build) -> Arguments:
    if not build.virtual_network_name:
        return {"allowed_inbound_ip_addresses": Hcl("var.allowed_inbound_ip_addresses")}
    names = ("virtual_network_name", "virtual_network_resource_group_name", "virtual_network_subnet_name")
    return _fields(build, *names, "private_virtual_network_with_public_ip")


def _communicator(image: Image) -> Arguments:
    ours = FAMILIES[image.os_type].communicator
    return {name: image.build.extra.get(name, value) for name, value in ours.items()}


def _extra(image: Image) -> Arguments:
    ours = FAMILIES[image.os_type].communicator
    given = {name: value for name, value in image.build.extra.items() if name not in ours}
    return {"async_resourcegroup_delete": True, **given}


def _version(image: Image) -> Iterator[Group]:
    yield Group(
        {
            "shared_gallery_image_version_exclude_from_latest": Hcl("var.exclude_from_latest"),
            **_fields(image.build, "shared_gallery_image_version_end_of_life_date"),
        }
    )
    yield Group(
        {
            "shared_image_gallery_timeout": publish.timeout(image.build),
            **_fields(image.build, "polling_duration_timeout"),
            "azure_tags": Hcl("merge(local.provenance, local.azure_tags)"),
            **_extra(image),
        }
    )


def _winrm_without_key_vault(build: Build) -> Iterator[Group]:
    if build.skip_create_build_key_vault:
        yield Group(
            {
                "skip_create_build_key_vault": True,
                "user_data_file": Interpolated("${path.root}/scripts/enable-winrm.ps1"),
                "custom_script": RUN_USER_DATA,
            },
            comment="No Key Vault brings WinRM's certificate, so the VM makes its own: "
            "Azure runs custom_script, which runs user_data.",
        )
