"""`[images.<key>.build]`: how Packer makes the next version of an image.

Keys are the names of azure-arm's arguments (packer-plugin-azure 2.6) wherever one maps to one.
"""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, Tag

from catalog import build_fields, fields
from catalog.table import Table

Authentication = Literal["azure_cli", "gitlab_oidc", "github_oidc", "managed_identity", "service_principal"]


class MarketplaceSource(Table):
    """An image of the marketplace."""

    tag: ClassVar = "<marketplace>"
    publisher: fields.Publisher
    offer: fields.Offer
    sku: fields.Sku
    version: fields.SourceVersion = "latest"


class CatalogSource(Table):
    """Another image of this catalog: its definition is in the same gallery."""

    tag: ClassVar = "<catalog>"
    image: fields.ImageKey
    version: fields.ImageVersion | None = None
    """None: the latest that the build region has."""


class GallerySource(Table):
    """An image of any gallery, by its names."""

    tag: ClassVar = "<gallery>"
    gallery_name: fields.GalleryName
    image_name: fields.ImageName
    resource_group: fields.ResourceGroupName
    subscription: build_fields.SubscriptionId | None = None
    """None: the subscription of this catalog's gallery."""
    image_version: fields.ImageVersion | None = None
    """None: the latest that the build region has."""


class GalleryIdSource(Table):
    """A version of an image of any gallery, by its id."""

    tag: ClassVar = "<id>"
    id: build_fields.ImageVersionId


def _source_tag(value: Any) -> str | None:
    if not isinstance(value, dict):
        return None
    if "image" in value:
        return CatalogSource.tag
    if "id" in value:
        return GalleryIdSource.tag
    named = {"gallery_name", "image_name", "resource_group", "image_version"}
    return GallerySource.tag if named & value.keys() else MarketplaceSource.tag


Source = Annotated[
    Annotated[MarketplaceSource, Tag(MarketplaceSource.tag)]
    | Annotated[CatalogSource, Tag(CatalogSource.tag)]
    | Annotated[GallerySource, Tag(GallerySource.tag)]
    | Annotated[GalleryIdSource, Tag(GalleryIdSource.tag)],
    Discriminator(_source_tag),
]


class Region(Table):
    """A region that holds copies of the version."""

    name: fields.RegionName
    replicas: fields.Replicas = 1
    disk_encryption_set_id: build_fields.DiskEncryptionSetId | None = None


class Spot(Table):
    """Build on spare capacity: cheaper, and Azure may end the build. For trials."""

    eviction_policy: Literal["Deallocate", "Delete"]
    max_price: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    """US dollars an hour; None: up to the usual price."""


class Build(Table):
    """How Packer makes the next version."""

    source: Source
    vm_size: fields.VmSize
    version: fields.ImageVersion
    regions: Annotated[list[Region], Field(min_length=1)]
    location: fields.RegionName | None = None
    """Where the build VM runs; None: gallery.location."""
    authentication: Authentication = "azure_cli"
    extra: dict[str, build_fields.Argument] = {}
    """Any other argument of azure-arm."""

    # what the image gets, in this order
    languages: list[build_fields.LanguageTag] = []
    windows_update: bool = True
    software: list[str] = []
    settings: dict[str, bool] = {}

    # the build VM
    # Azure's own default is a hard disk: a premium one made builds 7 minutes shorter (Azure/AgentBaker#4712).
    managed_image_storage_account_type: Literal["Standard_LRS", "StandardSSD_LRS", "Premium_LRS"] = (
        "Premium_LRS"
    )
    os_disk_size_gb: build_fields.DiskSizeGb | None = None
    disk_controller_type: Literal["SCSI", "NVMe"] | None = None
    license_type: Literal["Windows_Client", "Windows_Server", "RHEL_BYOS", "SLES_BYOS"] | None = None
    """None: Windows_Client for images of MicrosoftWindowsDesktop, else none."""
    spot: Spot | None = None
    user_assigned_managed_identities: list[build_fields.IdentityId] = []

    # its network; without any of these: a temporary one with a public address
    allowed_inbound_ip_addresses: Annotated[list[build_fields.AddressOrBlock], Field(min_length=1)] | None = (
        None
    )
    """None: `packer build` asks for it."""
    virtual_network_name: build_fields.NetworkName | None = None
    virtual_network_resource_group_name: fields.ResourceGroupName | None = None
    virtual_network_subnet_name: build_fields.NetworkName | None = None
    private_virtual_network_with_public_ip: bool | None = None
    build_key_vault_name: build_fields.KeyVaultName | None = None
    build_key_vault_secret_name: build_fields.KeyVaultSecretName | None = None
    skip_create_build_key_vault: bool | None = None

    # where it is made; without either: a temporary resource group with a random name
    build_resource_group_name: build_fields.BuildResourceGroupName | None = None
    temp_resource_group_name: build_fields.BuildResourceGroupName | None = None

    # the version
    storage_account_type: Literal["Standard_LRS", "Standard_ZRS", "Premium_LRS"] | None = None
    use_shallow_replication: bool | None = None
    shared_gallery_image_version_end_of_life_date: fields.Instant | None = None
    shared_gallery_image_version_exclude_from_latest: bool | None = None
    disk_encryption_set_id: build_fields.DiskEncryptionSetId | None = None
    confidential_vm_image_encryption_type: (
        Literal["EncryptedVMGuestStateOnlyWithPmk", "EncryptedWithPmk", "EncryptedWithCmk"] | None
    ) = None
    """None, where security = "confidential_vm": EncryptedVMGuestStateOnlyWithPmk."""
    managed_image_resource_group_name: build_fields.BuildResourceGroupName | None = None
    """None, where a managed image is needed: the gallery's own resource group."""

    # how long Packer waits
    shared_image_gallery_timeout: fields.Duration | None = None
    """For the copies of the version; None: from the number of regions."""
    polling_duration_timeout: fields.Duration = "1h"
    """For everything else that Azure does."""
