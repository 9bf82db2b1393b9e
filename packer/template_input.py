"""One image's build, as the templates see it: what the catalog wants, and what the deploy published."""

from dataclasses import dataclass

from catalog.contract import Outputs
from catalog.image import Image
from catalog.model import Catalog
from catalog.own_hcl import POST_PROCESSORS
from catalog.vcpus_taken import Taken, taken_by
from catalog.version_tags import names_the_source
from packer import own_files, publish, source
from packer.authentication import VARIABLES, Variable
from packer.family import FAMILIES
from packer.hcl import Group, Hcl, Local
from packer.image_version import VersionVariable, image_version, version_variable
from packer.provisioners import Provisioner, Verbatim
from packer.source_version import Lookup, lookup
from packer.version_tags import source_version, version_tags


@dataclass(frozen=True, kw_only=True)
class TemplateInput:
    """All that the templates see."""

    key: str
    image: Image
    subscription_id: str
    """Of the gallery."""
    build_subscription_id: str
    """Of the build VM, and of the managed image that it becomes."""
    outputs: Outputs
    image_name: str
    authentication: tuple[Variable, ...]
    source: tuple[Group, ...]
    """The arguments of azure-arm."""
    provisioners: tuple[Provisioner | Verbatim, ...]
    commands: tuple[Local, ...]
    """The locals of build.pkr.hcl that its provisioners run scripts with."""
    ansible: bool
    """Whether Packer needs its plugin for Ansible."""
    post_processors: str | None
    """The file of a company's own post-processors, if there is one."""
    secrets: tuple[str, ...]
    """Variables of own steps whose values Packer is given."""
    tags: Group
    """Of the version, and of everything that Packer creates for the build."""
    version_tags: Group
    """Of this version only, and of what Packer creates for the build."""
    image_version: Hcl
    """The version that the build publishes."""
    version_in_text: Hcl
    """The same inside of a string."""
    version: VersionVariable
    """What a build is given for it."""
    source_version: Hcl
    """The version that the build starts from."""
    names_the_source: bool
    """Whether a tag names that version, so that no build may start without it."""
    lookup: Lookup | None
    """How that version is looked up, where the catalog wants the latest."""
    managed_image_resource_group: str | None
    """A group that stays, so that the managed image in it must be deleted."""
    temp_resource_group_prefix: str | None
    """How the name of the temporary group begins, where the template must know that name."""
    vcpu_quotas: tuple[Taken, ...]
    """What the build VM takes of the quotas that the catalog names: not for templates, but for pipelines."""


def template_input(key: str, *, catalog: Catalog, outputs: Outputs, subscription_id: str) -> TemplateInput:
    """What the templates of the image `key` see."""
    image = catalog.builds[key]
    groups = tuple(source.source(key, catalog=catalog, outputs=outputs, subscription_id=subscription_id))
    provisioners = tuple(FAMILIES[image.os_type].provisioners(key, image, catalog))
    return TemplateInput(
        key=key,
        image=image,
        subscription_id=subscription_id,
        build_subscription_id=image.build.build_subscription_id or subscription_id,
        outputs=outputs,
        image_name=outputs.image_definitions[key].name,
        authentication=VARIABLES[image.build.authentication],
        source=groups,
        provisioners=provisioners,
        commands=_commands(provisioners),
        ansible=any(one.type == "ansible" for one in provisioners),
        post_processors=own_files.hcl(image, catalog, POST_PROCESSORS),
        secrets=secrets_of(image, catalog),
        tags=Group(_tags(key, catalog.tags_of(image))),
        version_tags=Group(version_tags(key, image.build)),
        image_version=Hcl(image_version(image.build)),
        version_in_text=Hcl(f"${{{image_version(image.build)}}}"),
        version=version_variable(image.build),
        source_version=source_version(image.build),
        names_the_source=names_the_source(image.build),
        lookup=lookup(image, catalog=catalog, source=groups),
        managed_image_resource_group=publish.managed_image_resource_group(image),
        temp_resource_group_prefix=publish.temp_resource_group_prefix(image),
        vcpu_quotas=tuple(taken_by(image, catalog)),
    )


def _commands(provisioners: tuple[Provisioner | Verbatim, ...]) -> tuple[Local, ...]:
    arguments = (
        value
        for one in provisioners
        if isinstance(one, Provisioner)
        for group in one.groups
        for value in group.arguments.values()
    )
    return tuple(dict.fromkeys(value for value in arguments if isinstance(value, Local)))


def secrets_of(image: Image, catalog: Catalog) -> tuple[str, ...]:
    """The variables that the image's own steps need, whose values Packer is given."""
    return tuple(sorted({name for _, step in catalog.steps_of(image) for name in step.secrets}))


def _tags(key: str, own: dict[str, str]) -> dict[str, str]:
    """The catalog's tags, and the image's key, unless a tag has that name: Azure ignores its case."""
    return own if "image" in map(str.lower, own) else {"image": key, **own}
