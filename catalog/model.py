"""catalog.toml as frozen, typed objects.

Keys are azurerm's and Packer's own argument names. What a field may hold stands in `fields`; what two
fields may not say together stands in `rules`. Source: azurerm 4.55.0, resources azurerm_resource_group,
azurerm_shared_image_gallery and azurerm_shared_image.
"""

from typing import Annotated, Literal

from pydantic import Field

from catalog import fields
from catalog.build import Build
from catalog.security import PROFILES, Profile, Security
from catalog.software import Software
from catalog.table import Table


class Timeouts(Table):
    """How long azurerm waits for Azure, as Go durations such as `30m`."""

    create: fields.Duration | None = None
    read: fields.Duration | None = None
    update: fields.Duration | None = None
    delete: fields.Duration | None = None


class CommunityGallery(Table):
    """What the public sees of a community gallery."""

    eula: fields.Text
    prefix: fields.CommunityPrefix
    publisher_email: fields.Text
    publisher_uri: fields.Text


class Sharing(Table):
    """Who may use the gallery's images. Azure cannot change it later."""

    permission: Literal["Private", "Groups", "Community"]
    community_gallery: CommunityGallery | None = None


class ResourceGroup(Table):
    """Optional arguments of the resource group that Terraform creates; gallery.resource_group names it."""

    location: fields.RegionName | None = None
    managed_by: fields.Text | None = None
    tags: fields.Tags = {}
    timeouts: Timeouts | None = None


class Gallery(Table):
    """The shelf: azurerm_shared_image_gallery."""

    name: fields.GalleryName
    resource_group: fields.ResourceGroupName
    location: fields.RegionName
    description: str | None = None
    create_resource_group: bool = True
    prevent_destroy: bool = True
    sharing: Sharing | None = None
    tags: fields.Tags = {}
    timeouts: Timeouts | None = None


class Identifier(Table):
    """The marketplace-like name of a definition; unique in its gallery."""

    publisher: fields.Publisher
    offer: fields.Offer
    sku: fields.Sku


class PurchasePlan(Table):
    """The marketplace plan of the source image, which every version must carry too.

    azurerm asks for the name alone, but Azure compares all three, and so does Packer.
    """

    name: fields.Text
    publisher: fields.Text
    product: fields.Text


class Image(Table):
    """The title: azurerm_shared_image, and the build that must match it."""

    name: fields.ImageName
    os_type: Literal["Linux", "Windows"]
    # azurerm's own default is V1 and no security type, which no Windows 11 image fits. Neither can be
    # changed later, so neither has a default here.
    hyper_v_generation: Literal["V1", "V2"]
    security: Security
    identifier: Identifier
    build: Build
    accelerated_network_support_enabled: bool | None = None
    architecture: Literal["x64", "Arm64"] | None = None
    description: str | None = None
    disk_controller_type_nvme_enabled: bool | None = None
    disk_types_not_allowed: list[Literal["Standard_LRS", "Premium_LRS"]] | None = None
    end_of_life_date: fields.Instant | None = None
    eula: str | None = None
    hibernation_enabled: bool | None = None
    max_recommended_memory_in_gb: fields.MemoryGb | None = None
    max_recommended_vcpu_count: fields.VCpus | None = None
    min_recommended_memory_in_gb: fields.MemoryGb | None = None
    min_recommended_vcpu_count: fields.VCpus | None = None
    prevent_destroy: bool = True
    privacy_statement_uri: str | None = None
    purchase_plan: PurchasePlan | None = None
    release_note_uri: str | None = None
    specialized: bool | None = None
    tags: fields.Tags = {}
    timeouts: Timeouts | None = None

    @property
    def profile(self) -> Profile:
        """The row of the security table that both halves are made from."""
        return PROFILES[self.security]


class LocalBackend(Table):
    """State in files beside the project: for one person, or a trial."""

    type: Literal["local"]
    path: fields.RelativeFolder | None = None
    """A folder in the project; give each catalog its own."""


class AzurermBackend(Table):
    """State in a storage account, with Azure's lock. Secrets come from ARM_* variables, never from here."""

    type: Literal["azurerm"]
    storage_account_name: fields.Text
    container_name: fields.Text
    key: fields.RelativeFolder
    """The folder in the container; give each catalog its own. Each stack adds its own file name."""
    resource_group_name: fields.ResourceGroupName | None = None
    subscription_id: fields.Text | None = None
    tenant_id: fields.Text | None = None
    client_id: fields.Text | None = None
    environment: fields.Text | None = None
    endpoint: fields.Text | None = None
    metadata_host: fields.Text | None = None
    msi_endpoint: fields.Text | None = None
    snapshot: bool | None = None
    use_azuread_auth: bool | None = None
    use_msi: bool | None = None
    use_oidc: bool | None = None


class Catalog(Table):
    """One gallery and the images in it."""

    gallery: Gallery
    images: Annotated[dict[fields.ImageKey, Image], Field(min_length=1)]
    software: Software
    resource_group: ResourceGroup = ResourceGroup()
    backend: Annotated[LocalBackend | AzurermBackend, Field(discriminator="type")] = LocalBackend(
        type="local"
    )
    tags: fields.Tags = {}
    """Tags of everything in the catalog; a resource's own tag of the same name wins."""

    def tags_of(self, resource: ResourceGroup | Gallery | Image) -> dict[str, str]:
        """The tags that Azure gets for `resource`: the catalog's, then its own."""
        return {**self.tags, **resource.tags}

    def location_of(self, image: Image) -> str:
        """Where the VM that `image` is built on runs."""
        return image.build.location or self.gallery.location
