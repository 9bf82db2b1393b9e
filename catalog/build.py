"""`[images.<key>.build]`: how Packer makes the next version of an image.

Keys are the names of azure-arm's arguments (packer-plugin-azure 2.6) wherever one maps to one.
"""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, Tag

from catalog import build_fields, fields
from catalog.toml_table import TomlTable
from facts.regions import region_id

Authentication = Literal["azure_cli", "gitlab_oidc", "github_oidc", "managed_identity", "service_principal"]


class MarketplaceSource(TomlTable):
    """An image of the marketplace."""

    tag: ClassVar = "<marketplace>"
    publisher: fields.Publisher
    """Such as MicrosoftWindowsDesktop."""
    offer: fields.Offer
    """Such as windows-11."""
    sku: fields.Sku
    """Such as win11-25h2-avd."""
    version: fields.SourceVersion = "latest"
    """Left out: the latest on the day of the build."""

    @property
    def names(self) -> tuple[str, str, str]:
        """What the marketplace knows it by."""
        return self.publisher, self.offer, self.sku


class CatalogSource(TomlTable):
    """Another image of this catalog: its definition is in the same gallery."""

    tag: ClassVar = "<catalog>"
    image: fields.ImageKey
    """The key of the image."""
    version: fields.ImageVersion | None = None
    """Left out: the latest that the build region has."""


class GallerySource(TomlTable):
    """An image of any gallery, by its names."""

    tag: ClassVar = "<gallery>"
    gallery_name: fields.GalleryName
    """Name of the gallery."""
    image_name: fields.ImageName
    """Name of the definition."""
    resource_group: fields.ResourceGroupName
    """The gallery's group."""
    subscription: build_fields.SubscriptionId | None = None
    """Left out: the subscription of this catalog's gallery."""
    image_version: fields.ImageVersion | None = None
    """Left out: the latest that the build region has."""


class GalleryIdSource(TomlTable):
    """A version of an image of any gallery, by its id."""

    tag: ClassVar = "<id>"
    id: build_fields.ImageVersionId
    """/subscriptions/.../galleries/<gallery>/images/<image>/versions/1.0.0"""


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


class Region(TomlTable):
    """A region that holds copies of the version."""

    name: fields.RegionName
    """Such as East US."""
    replicas: fields.Replicas = 1
    """Copies in the region: one for each 20 to 50 VMs that are made at once, and 2 or more for hosts."""
    disk_encryption_set_id: build_fields.DiskEncryptionSetId | None = None
    """Encrypts the copies with a key of yours; in all regions or none."""


class Spot(TomlTable):
    """Build on spare capacity: cheaper, and Azure may end the build. For trials."""

    eviction_policy: Literal["Deallocate", "Delete"]
    """What becomes of the VM when Azure takes it back."""
    max_price: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    """US dollars an hour; None: up to the usual price."""


class Build(TomlTable):
    """How Packer makes the next version."""

    source: Source
    """What to start from."""
    vm_size: fields.VmSize
    """Size of the build VM."""
    version: fields.ImageVersion
    """Of the next version: Major.Minor.Patch. The highest number is the latest, whatever its date."""
    regions: Annotated[list[Region], Field(min_length=1)]
    """Where copies of the version are kept; the build region must be among them."""
    location: fields.RegionName | None = None
    """Where the build VM runs; None: gallery.location."""
    authentication: Authentication = "azure_cli"
    """How Packer signs in to Azure."""
    extra: dict[str, build_fields.Argument] = {}
    """Any other argument of azure-arm."""

    # what the image gets, in this order
    languages: list[build_fields.LanguageTag] = []
    """Language packs to install, such as de-DE."""
    windows_update: bool = True
    """Install updates first."""
    software: list[str] = []
    """Products to install, in this order."""
    settings: dict[str, bool] = {}
    """Switches of Windows, over their defaults."""

    # the build VM
    # Azure's own default is a hard disk: a premium one made builds 7 minutes shorter (Azure/AgentBaker#4712).
    managed_image_storage_account_type: Literal["Standard_LRS", "StandardSSD_LRS", "Premium_LRS"] = (
        "Premium_LRS"
    )
    """The build VM's OS disk."""
    os_disk_size_gb: build_fields.DiskSizeGb | None = None
    """Size of the OS disk in GB, and of every host's. Left out: the source's."""
    disk_controller_type: Literal["SCSI", "NVMe"] | None = None
    """Left out: what the VM size and the source have."""
    license_type: Literal["Windows_Client", "Windows_Server", "RHEL_BYOS", "SLES_BYOS"] | None = None
    """Left out: Windows_Client for images of MicrosoftWindowsDesktop, else none."""
    spot: Spot | None = None
    """Build on spare capacity. Left out: on a VM that stays."""
    user_assigned_managed_identities: list[build_fields.IdentityId] = []
    """Ids of identities that the build VM has."""

    # its network; without any of these: a temporary one with a public address
    allowed_inbound_ip_addresses: Annotated[list[build_fields.AddressOrBlock], Field(min_length=1)] | None = (
        None
    )
    """Left out: `packer build` asks for it."""
    virtual_network_name: build_fields.NetworkName | None = None
    """A network that exists, with its group and subnet."""
    virtual_network_resource_group_name: fields.ResourceGroupName | None = None
    """The network's group."""
    virtual_network_subnet_name: build_fields.NetworkName | None = None
    """The subnet that the build VM is in."""
    private_virtual_network_with_public_ip: bool | None = None
    """Give the build VM a public address in that network too."""
    build_key_vault_name: build_fields.KeyVaultName | None = None
    """A key vault that exists, for WinRM's certificate."""
    build_key_vault_secret_name: build_fields.KeyVaultSecretName | None = None
    """The secret's name in it."""
    skip_create_build_key_vault: bool | None = None
    """No key vault: the VM makes WinRM's certificate itself."""

    # where it is made; without either: a temporary resource group with a random name
    build_resource_group_name: build_fields.BuildResourceGroupName | None = None
    """A group that exists, to build in."""
    temp_resource_group_name: build_fields.BuildResourceGroupName | None = None
    """Name of the group that Packer makes and deletes."""

    # the version
    storage_account_type: Literal["Standard_LRS", "Standard_ZRS", "Premium_LRS"] | None = None
    """Of the copies. Left out: Standard_LRS."""
    use_shallow_replication: bool | None = None
    """One quick copy that keeps using its source: for trials."""
    shared_gallery_image_version_end_of_life_date: fields.UtcInstant | None = None
    """When people should stop using the version; Azure enforces nothing. RFC 3339."""
    shared_gallery_image_version_exclude_from_latest: bool | None = None
    """Hosts that ask for the latest do not get this version."""
    disk_encryption_set_id: build_fields.DiskEncryptionSetId | None = None
    """Encrypts the build VM's disk with a key of yours."""
    confidential_vm_image_encryption_type: (
        Literal["EncryptedVMGuestStateOnlyWithPmk", "EncryptedWithPmk", "EncryptedWithCmk"] | None
    ) = None
    """Left out, where security = "confidential_vm": EncryptedVMGuestStateOnlyWithPmk."""
    managed_image_resource_group_name: build_fields.BuildResourceGroupName | None = None
    """Of the managed image, where one is needed. Left out: the group of the build, often a temporary one."""

    # how long Packer waits
    shared_image_gallery_timeout: fields.Duration | None = None
    """For the copies of the version; None: from the number of regions."""
    polling_duration_timeout: fields.Duration = "1h"
    """For everything else that Azure does."""

    @property
    def region_ids(self) -> set[str]:
        """The regions, as Azure compares their names."""
        return {region_id(region.name) for region in self.regions}
