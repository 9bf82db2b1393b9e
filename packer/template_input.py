"""One image's build, as the templates see it: what the catalog wants, and what the deploy published."""

from dataclasses import dataclass

from catalog.contract import Outputs
from catalog.model import Catalog, Image
from catalog.own_hcl import POST_PROCESSORS
from packer import own_files, publish, source
from packer.authentication import VARIABLES, Variable
from packer.family import FAMILIES
from packer.hcl import Group
from packer.provisioners import Provisioner, Verbatim


@dataclass(frozen=True, kw_only=True)
class TemplateInput:
    """All that the templates see."""

    key: str
    image: Image
    subscription_id: str
    outputs: Outputs
    image_name: str
    authentication: tuple[Variable, ...]
    source: tuple[Group, ...]
    """The arguments of azure-arm."""
    provisioners: tuple[Provisioner | Verbatim, ...]
    commands: frozenset[str]
    """The locals of build.pkr.hcl that its provisioners run scripts with."""
    ansible: bool
    """Whether Packer needs its plugin for Ansible."""
    post_processors: str | None
    """The file of a company's own post-processors, if there is one."""
    secrets: tuple[str, ...]
    """Variables of own steps whose values Packer is given."""
    tags: Group
    """Of the version, and of everything that Packer creates for the build."""
    managed_image_resource_group: str | None
    """A group that stays, so that the managed image in it must be deleted."""
    temp_resource_group_prefix: str | None
    """How the name of the temporary group begins, where the template must know that name."""


def template_input(key: str, *, catalog: Catalog, outputs: Outputs, subscription_id: str) -> TemplateInput:
    """What the templates of the image `key` see."""
    image = catalog.images[key]
    provisioners = tuple(FAMILIES[image.os_type].provisioners(key, image, catalog))
    commands = (str(one.facts.get("execute_command", "")) for one in provisioners)
    return TemplateInput(
        key=key,
        image=image,
        subscription_id=subscription_id,
        outputs=outputs,
        image_name=outputs.image_definitions[key].name,
        authentication=VARIABLES[image.build.authentication],
        source=tuple(source.source(key, catalog=catalog, outputs=outputs, subscription_id=subscription_id)),
        provisioners=provisioners,
        commands=frozenset(one.removeprefix("local.") for one in commands),
        ansible=any(one.type == "ansible" for one in provisioners),
        post_processors=own_files.hcl(image, catalog, POST_PROCESSORS),
        secrets=secrets_of(image, catalog),
        tags=Group(_tags(key, catalog.tags_of(image))),
        managed_image_resource_group=publish.managed_image_resource_group(image),
        temp_resource_group_prefix=publish.temp_resource_group_prefix(image),
    )


def secrets_of(image: Image, catalog: Catalog) -> tuple[str, ...]:
    """The variables that the image's own steps need, whose values Packer is given."""
    return tuple(sorted({name for _, step in catalog.steps_of(image) for name in step.secrets}))


def _tags(key: str, own: dict[str, str]) -> dict[str, str]:
    """The catalog's tags, and the image's key, unless a tag has that name: Azure ignores its case."""
    return own if "image" in map(str.lower, own) else {"image": key, **own}
