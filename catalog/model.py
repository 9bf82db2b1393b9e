"""catalog.toml as frozen, typed objects.

Keys are the argument names of azurerm and Packer. `fields` has the limits of single fields, `rules` what must
hold between several. Source: azurerm 4.55.0, azurerm_shared_image.
"""

from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, PrivateAttr

from catalog import fields, own_files, step_fields
from catalog.backend import AzurermBackend, LocalBackend
from catalog.build import Build
from catalog.cloud import Cloud
from catalog.gallery import Gallery, ResourceGroup, Timeouts
from catalog.own_files import OwnFiles
from catalog.problem import Location
from catalog.settings import OwnSettings
from catalog.software import Software
from catalog.step import NamedStep, Step
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


class Image(TomlTable):
    """An image definition (azurerm_shared_image), and the build that must match it."""

    name: fields.ImageName
    """Name of the definition. A change creates a new definition."""
    os_type: Literal["Linux", "Windows"]
    """Operating system. A change creates a new definition."""
    # azurerm defaults to V1 without a security type, which no Windows 11 image matches. Neither can be
    # changed later, so neither has a default here.
    hyper_v_generation: Literal["V1", "V2"]
    """V2 for Windows 11 and for every security type. A change creates a new definition."""
    security: Security
    """Sets the arguments of definition and build: docs/images.md. A change creates a new definition."""
    identifier: Identifier
    """A change creates a new definition."""
    build: Build
    """How Packer builds the next version."""
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


class Accept(TomlTable):
    """A warning that is accepted, with the reason. Errors cannot be accepted."""

    rule: fields.WarningId
    """The id of the warning: `python -m catalog explain` lists them."""
    reason: fields.Text
    """Why it is accepted, for the next reader of the catalog."""
    image: fields.ImageKey | None = None
    """Default: every image."""


class Forget(TomlTable):
    """A definition that Terraform no longer manages: it stays in Azure, with its versions."""

    key: fields.FormerKey
    """Its key in this catalog."""
    reason: fields.Text
    """Why Terraform no longer manages it, for the next reader of the catalog."""


class Catalog(TomlTable):
    """One gallery and the images in it."""

    gallery: Gallery
    """The gallery."""
    images: Annotated[dict[fields.ImageKey, Image], Field(min_length=1)]
    """The images, by a key that names the Terraform address, the Packer source and the folder."""
    software: Software
    """Your own products, and changes to the shipped ones."""
    steps: dict[step_fields.StepName, Step] = {}
    """Your own steps of a build, by name: an image has those that its build.steps names."""
    settings: OwnSettings = OwnSettings()
    """Your own settings of Windows."""
    resource_group: ResourceGroup = ResourceGroup()
    """Optional arguments of the resource group that Terraform creates."""
    backend: Annotated[LocalBackend | AzurermBackend, Field(discriminator="type")] = LocalBackend(
        type="local"
    )
    """Where Terraform keeps its state. Default: in local files."""
    cloud: Cloud = Cloud()
    """The Azure cloud. Default: public."""
    tags: fields.Tags = {}
    """Tags of every resource; a resource's own tag of the same name wins."""
    accept: list[Accept] = []
    """Accepted warnings."""
    forget: list[Forget] = []
    """Definitions that were removed from the catalog and stay in Azure."""

    _own: OwnFiles = PrivateAttr(default=OwnFiles())

    @property
    def own(self) -> OwnFiles:
        """The files beside the catalog that its steps name."""
        return self._own

    @cached_property
    def all_steps(self) -> tuple[tuple[Location, Step], ...]:
        """Each step with the keys that lead to it, whether or not an image has it."""
        named = ((("steps", name), step) for name, step in self.steps.items())
        written = (
            (("images", key, "build", "steps", index), one)
            for key, image in self.images.items()
            for index, one in enumerate(image.build.steps)
            if isinstance(one, NamedStep)
        )
        return *named, *written

    @cached_property
    def environments(self) -> tuple[tuple[Location, dict[str, str]], ...]:
        """The environment variables of each step and image, with the keys that lead to them."""
        steps = (((*where, "environment"), step.environment) for where, step in self.all_steps)
        images = (
            (("images", key, "build", "environment"), image.build.environment)
            for key, image in self.images.items()
        )
        return *steps, *images

    def with_files_of(self, folder: Path) -> "Catalog":
        """Return the same catalog, with the files that its steps name in `folder`."""
        whole = self.model_copy()
        steps = [path for _, step in self.all_steps for path in step.sources]
        hcl = [image.build.hcl.folder for image in self.images.values() if image.build.hcl]
        whole._own = own_files.read({*steps, *hcl}, folder)
        return whole

    def tags_of(self, resource: ResourceGroup | Gallery | Image) -> dict[str, str]:
        """Return the tags of `resource` in Azure: the catalog's and its own."""
        return {**self.tags, **resource.tags}

    def location_of(self, image: Image) -> str:
        """Return the region in which `image` is built."""
        return image.build.location or self.gallery.location

    def steps_of(self, image: Image) -> list[tuple[str, Step]]:
        """Return the name of each of an image's own steps, and the step, in their order."""
        return [(name, step) for one in image.build.steps for name, step in self.steps_named(one)]

    def steps_named(self, one: str | NamedStep) -> tuple[tuple[str, Step], ...]:
        """Return the step that an item of `steps` is or names, after its name; nothing if there is none."""
        if isinstance(one, NamedStep):
            return ((one.name, one),)
        return ((one, self.steps[one]),) if one in self.steps else ()
