"""catalog.toml as frozen, typed objects.

Keys are azurerm's and Packer's own argument names. What a field may hold stands in `fields`; what two
fields may not say together stands in `rules`. Source: azurerm 4.55.0, azurerm_shared_image.
"""

from typing import Annotated, Literal

from pydantic import Field

from catalog import fields
from catalog.backend import AzurermBackend, LocalBackend
from catalog.build import Build
from catalog.cloud import Cloud
from catalog.gallery import Gallery, ResourceGroup, Timeouts
from catalog.software import Software
from catalog.toml_table import TomlTable
from facts.security import PROFILES, Profile, Security


class Identifier(TomlTable):
    """The marketplace-like name of a definition; unique in its gallery."""

    publisher: fields.Publisher
    """Who makes the image."""
    offer: fields.Offer
    """The group of images that it belongs to."""
    sku: fields.Sku
    """Which one of the group it is."""


class PurchasePlan(TomlTable):
    """The marketplace plan of the source image, which every version must carry too.

    azurerm asks for the name alone, but Azure compares all three, and so does Packer.
    """

    name: fields.Text
    """The plan's name; often the source's sku."""
    publisher: fields.Text
    """The plan's publisher."""
    product: fields.Text
    """The plan's product; often the source's offer."""


class Image(TomlTable):
    """The title: azurerm_shared_image, and the build that must match it."""

    name: fields.ImageName
    """Name of the definition; a change makes a new one."""
    os_type: Literal["Linux", "Windows"]
    """Operating system; a change makes a new definition."""
    # azurerm's own default is V1 and no security type, which no Windows 11 image fits. Neither can be
    # changed later, so neither has a default here.
    hyper_v_generation: Literal["V1", "V2"]
    """V2 for Windows 11 and every security type; a change makes a new definition."""
    security: Security
    """Decides the definition and the build together: docs/images.md. A change makes a new definition."""
    identifier: Identifier
    """A change makes a new definition."""
    build: Build
    """How Packer makes its next version."""
    accelerated_network_support_enabled: bool | None = None
    """VMs may use accelerated networking; the build VM then does. A change makes a new definition."""
    architecture: Literal["x64", "Arm64"] | None = None
    """Left out: x64. A change makes a new definition."""
    description: str | None = None
    """Shown in the portal."""
    disk_controller_type_nvme_enabled: bool | None = None
    """VMs may have NVMe disks besides SCSI ones. A change makes a new definition."""
    disk_types_not_allowed: list[Literal["Standard_LRS", "Premium_LRS"]] | None = None
    """Types of disks that VMs must not have."""
    end_of_life_date: fields.Instant | None = None
    """When people should stop using it; Azure enforces nothing. RFC 3339."""
    formerly: list[fields.FormerKey] = []
    """Keys that it had before, the oldest first: Terraform moves it to the new one, and destroys nothing."""
    eula: str | None = None
    """The license agreement, or its address. A change makes a new definition."""
    hibernation_enabled: bool | None = None
    """VMs may hibernate. A change makes a new definition."""
    max_recommended_memory_in_gb: fields.MemoryGb | None = None
    """Most memory that makes sense, in GB."""
    max_recommended_vcpu_count: fields.VCpus | None = None
    """Most vCPUs that make sense."""
    min_recommended_memory_in_gb: fields.MemoryGb | None = None
    """Least memory that makes sense, in GB."""
    min_recommended_vcpu_count: fields.VCpus | None = None
    """Least vCPUs that make sense."""
    prevent_destroy: bool = True
    """Terraform refuses to destroy the definition, which holds versions that it does not know of."""
    privacy_statement_uri: str | None = None
    """Address of the privacy statement. A change makes a new definition."""
    purchase_plan: PurchasePlan | None = None
    """The source image's, if it has one. A change makes a new definition."""
    release_note_uri: str | None = None
    """Address of the release notes."""
    specialized: bool | None = None
    """Versions keep their accounts and names: no Sysprep. A change makes a new definition."""
    tags: fields.Tags = {}
    """Tags of the definition and its versions, besides the catalog's."""
    timeouts: Timeouts | None = None
    """How long azurerm waits for Azure."""

    @property
    def profile(self) -> Profile:
        """The row of the security table that both halves are made from."""
        return PROFILES[self.security]


class Accept(TomlTable):
    """A warning that is looked at and left, with the reason. An error cannot be."""

    rule: fields.WarningId
    """The id of the warning: `python -m catalog explain` lists them."""
    reason: fields.Text
    """Why it is left, for whoever reads the catalog next."""
    image: fields.ImageKey | None = None
    """Left out: wherever it is found."""


class Forget(TomlTable):
    """A definition that Terraform forgets: it and its versions stay in Azure, and others look after them."""

    key: fields.FormerKey
    """The key that it had here."""
    reason: fields.Text
    """Why it lives on without Terraform, for whoever reads the catalog next."""


class Catalog(TomlTable):
    """One gallery and the images in it."""

    gallery: Gallery
    """The shelf."""
    images: Annotated[dict[fields.ImageKey, Image], Field(min_length=1)]
    """The definitions, by a key that names the Terraform address, the Packer source and the folder."""
    software: Software
    """The catalog's own products, and versions of the shipped ones."""
    resource_group: ResourceGroup = ResourceGroup()
    """More of the group that Terraform creates."""
    backend: Annotated[LocalBackend | AzurermBackend, Field(discriminator="type")] = LocalBackend(
        type="local"
    )
    """Where Terraform keeps its state. Left out: beside the project."""
    cloud: Cloud = Cloud()
    """Which Azure it is for. Left out: the public one."""
    tags: fields.Tags = {}
    """Tags of everything in the catalog; a resource's own tag of the same name wins."""
    accept: list[Accept] = []
    """Warnings that are known and left."""
    forget: list[Forget] = []
    """Definitions that left the catalog, and stay in Azure."""

    def tags_of(self, resource: ResourceGroup | Gallery | Image) -> dict[str, str]:
        """The tags that Azure gets for `resource`: the catalog's, then its own."""
        return {**self.tags, **resource.tags}

    def location_of(self, image: Image) -> str:
        """Where the VM that `image` is built on runs."""
        return image.build.location or self.gallery.location
