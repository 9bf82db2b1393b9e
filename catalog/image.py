"""`[images.<key>]`: an image definition, and the build that must match it.

Keys are azurerm's argument names. Source: azurerm 4.55.0, azurerm_shared_image.
"""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Tag

from catalog import fields
from catalog.build import Build
from catalog.gallery import Timeouts
from catalog.source import ManagedImageSource
from catalog.toml_table import TomlTable
from facts.security import PROFILES, Profile, Security


class Identifier(TomlTable):
    """Publisher, offer and sku of a definition, as in the marketplace; unique in its gallery."""

    publisher: fields.Publisher
    """Who publishes the image."""
    offer: fields.Offer
    """The group of images that it belongs to."""
    sku: fields.Sku
    """Which image of that group it is."""


class PurchasePlan(TomlTable):
    """The purchase plan of the source image, which every version must have too.

    azurerm requires only the name, but Azure and Packer compare all three.
    """

    name: fields.Text
    """The plan's name; often the source's sku."""
    publisher: fields.Text
    """The plan's publisher."""
    product: fields.Text
    """The plan's product; often the source's offer."""


class Definition(TomlTable):
    """An image definition (azurerm_shared_image): without a build, others publish its versions."""

    tag: ClassVar = "<definition>"
    name: fields.ImageName
    """Name of the definition. A change creates a new definition."""
    os_type: Literal["Linux", "Windows"]
    """Operating system. A change creates a new definition."""
    # azurerm defaults to V1 without a security type, which no Windows 11 image matches. Neither can be
    # changed later, so neither has a default here.
    hyper_v_generation: Literal["V1", "V2"]
    """V2 for Windows 11 and for every security type. A change creates a new definition."""
    security: Security
    """Sets the arguments of definition and build: see goldshelf's docs/images.md. A change creates a new
    definition."""
    identifier: Identifier
    """A change creates a new definition."""
    accelerated_network_support_enabled: bool | None = None
    """VMs may use accelerated networking, and the build VM does. A change creates a new definition."""
    architecture: Literal["x64", "Arm64"] | None = None
    """Default: x64. A change creates a new definition."""
    description: str | None = None
    """Shown in the portal."""
    disk_controller_type_nvme_enabled: bool | None = None
    """VMs may have NVMe disks as well as SCSI. A change creates a new definition."""
    disk_types_not_allowed: list[Literal["Standard_LRS", "Premium_LRS"]] | None = None
    """Disk types that VMs must not use."""
    end_of_life_date: fields.Instant | None = None
    """When people should stop using it; Azure does not enforce this. RFC 3339."""
    formerly: list[fields.FormerKey] = []
    """Former keys, oldest first: Terraform moves the definition to the new key instead of replacing it."""
    eula: str | None = None
    """The license agreement, or its URL. A change creates a new definition."""
    hibernation_enabled: bool | None = None
    """VMs may hibernate. A change creates a new definition."""
    max_recommended_memory_in_gb: fields.MemoryGb | None = None
    """Recommended maximum of memory, in GB."""
    max_recommended_vcpu_count: fields.VCpus | None = None
    """Recommended maximum of vCPUs."""
    min_recommended_memory_in_gb: fields.MemoryGb | None = None
    """Recommended minimum of memory, in GB."""
    min_recommended_vcpu_count: fields.VCpus | None = None
    """Recommended minimum of vCPUs."""
    prevent_destroy: bool = True
    """Terraform refuses to destroy the definition, which holds versions that Terraform does not know."""
    privacy_statement_uri: str | None = None
    """URL of the privacy statement. A change creates a new definition."""
    purchase_plan: PurchasePlan | None = None
    """The purchase plan of the source image, if any. A change creates a new definition."""
    purpose: fields.Purpose | None = None
    """Decides defaults and advice. Default: session_host if its Windows is multi-session, else none."""
    release_note_uri: str | None = None
    """URL of the release notes."""
    specialized: bool | None = None
    """Versions keep their accounts and computer names: no Sysprep. A change creates a new definition."""
    tags: fields.Tags = {}
    """Tags of the definition and its versions, in addition to the catalog's."""
    timeouts: Timeouts | None = None
    """How long azurerm waits for Azure."""

    @property
    def profile(self) -> Profile:
        """The row of the security table, for both definition and build."""
        return PROFILES[self.security]


class Image(Definition):
    """An image definition, and the build that must match it."""

    tag: ClassVar = "<image>"
    build: Build
    """How Packer builds the next version. Without it, others publish the versions: there is no template."""

    @property
    def managed_image(self) -> bool:
        """Whether the version is a copy of a managed image that Packer makes: azure-arm makes one of one."""
        return self.profile.managed_image or isinstance(self.build.source, ManagedImageSource)


def _tag(value: Any) -> str | None:
    if not isinstance(value, dict):
        return None
    return Image.tag if "build" in value else Definition.tag


DefinitionOrImage = Annotated[
    Annotated[Image, Tag(Image.tag)] | Annotated[Definition, Tag(Definition.tag)], Discriminator(_tag)
]
