"""catalog.toml as frozen, typed objects.

Keys are the argument names of azurerm and Packer. `fields` has the limits of single fields, `rules` what must
hold between several. Source: azurerm 4.55.0, azurerm_shared_image.
"""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field, PrivateAttr

from catalog import fields, own_files, step_fields
from catalog.backend import AzurermBackend, LocalBackend
from catalog.cloud import Cloud
from catalog.defaults import Defaults, Origins
from catalog.gallery import Gallery, ResourceGroup
from catalog.image import Definition, DefinitionOrImage, Image
from catalog.own_files import OwnFiles
from catalog.problem import Location
from catalog.repository import Repository, RepositoryName
from catalog.settings import OwnSettings
from catalog.software import Software
from catalog.source import CatalogSource
from catalog.step import NamedStep, Step
from catalog.toml_table import TomlTable
from catalog.vcpu_quota import VcpuQuota


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
    images: Annotated[dict[fields.ImageKey, DefinitionOrImage], Field(min_length=1)]
    """The images, by a key that names the Terraform address, the Packer source and the folder."""
    defaults: Defaults = Defaults()
    """What images have that do not say it themselves."""
    software: Software
    """Your own products, and changes to the shipped ones."""
    repositories: dict[RepositoryName, Repository] = {}
    """Your own repositories of packages for Linux images, by name."""
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
    vcpu_quota: list[VcpuQuota] = []
    """vCPU quotas of Azure that builds share: pipelines start as many builds at once as fit them."""
    tags: fields.Tags = {}
    """Tags of every resource; a resource's own tag of the same name wins."""
    accept: list[Accept] = []
    """Accepted warnings."""
    forget: list[Forget] = []
    """Definitions that were removed from the catalog and stay in Azure."""

    _own: OwnFiles = PrivateAttr(default=OwnFiles())
    _origins: Origins = PrivateAttr(default={})

    @cached_property
    def builds(self) -> dict[str, Image]:
        """The images that Packer builds; the others are definitions only."""
        return {key: image for key, image in self.images.items() if isinstance(image, Image)}

    @cached_property
    def layers(self) -> dict[int, tuple[Definition, ...]]:
        """By the id() of an image: it, its base, the base of that, and so on; a cycle ends it."""
        bases = {
            id(image): self.images.get(image.build.source.image)
            for image in self.builds.values()
            if isinstance(image.build.source, CatalogSource)
        }
        found = {}
        for image in self.images.values():
            chain: dict[int, Definition] = {}
            one: Definition | None = image
            while one and id(one) not in chain:
                chain[id(one)] = one
                one = bases.get(id(one))
            found[id(image)] = tuple(chain.values())
        return found

    @property
    def own(self) -> OwnFiles:
        """The files beside the catalog that its steps and products name."""
        return self._own

    @cached_property
    def all_steps(self) -> tuple[tuple[Location, Step], ...]:
        """Each step with the keys that lead to it, whether or not an image has it."""
        named = ((("steps", name), step) for name, step in self.steps.items())
        written = (
            (("images", key, "build", "steps", index), one)
            for key, image in self.builds.items()
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
            for key, image in self.builds.items()
        )
        return *steps, *images

    @property
    def origins(self) -> Origins:
        """Where the defaults are that its images take."""
        return self._origins

    def read_from(self, folder: Path, origins: Origins, *, paths: Iterable[str]) -> "Catalog":
        """Return the same catalog, with the files at the `paths` that it names, and origins."""
        whole = self.model_copy()
        whole._own = own_files.read(paths, folder)
        whole._origins = origins
        return whole

    def tags_of(self, resource: ResourceGroup | Gallery | Definition) -> dict[str, str]:
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
