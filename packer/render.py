"""(catalog, outputs) -> the files of each Packer folder. Pure: nothing is read but our own templates."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from catalog.model import Catalog, Image
from catalog.outputs import Outputs
from catalog.rules import Problem
from packer.folder import Files
from packer.hcl import Hcl, HclError, aligned, hcl, only_hcl

HERE = Path(__file__).parent
TEMPLATES = ("plugins", "variables", "source", "build")


class RenderError(Exception):
    """Some images cannot be built from these templates: each problem says which and why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class Edition:
    """All that the templates see."""

    key: str
    image: Image
    location: str
    subscription_id: str
    resource_group: str
    gallery_name: str
    image_name: str
    azure_tags: dict[str, str]
    install_scripts: list[Hcl]


def render(*, catalog: Catalog, outputs: Outputs, subscription_id: str) -> dict[str, Files]:
    """The files of each `packer.out/<image key>/`; raise RenderError with all that stands in the way."""
    folders: dict[str, Files] = {}
    problems: list[Problem] = []
    for key, image in catalog.images.items():
        messages = list(_unsupported(image))
        if not messages:
            edition = _edition(key, catalog=catalog, outputs=outputs, subscription_id=subscription_id)
            try:
                folders[key] = _files(edition)
            except HclError as error:
                messages.append(str(error))
        problems += [Problem(where=("images", key), message=message) for message in messages]
    if problems:
        raise RenderError(problems)
    return folders


def _unsupported(image: Image) -> Iterator[str]:
    """What a definition may be and these templates cannot build yet."""
    plan = image.purchase_plan
    fields = {
        f"security = {image.security!r}": image.profile.builder_arguments is None,
        f"os_type = {image.os_type!r}": image.os_type != "Windows",
        "specialized = true": bool(image.specialized),
        "purchase_plan without publisher or product": bool(plan and not (plan.publisher and plan.product)),
    }
    for field, unsupported in fields.items():
        if unsupported:
            yield (
                f"{field} has no Packer template yet; these work: os_type = 'Windows' with security = "
                "'standard' or 'trusted_launch', not specialized, a purchase_plan whole or none"
            )


def _edition(key: str, *, catalog: Catalog, outputs: Outputs, subscription_id: str) -> Edition:
    image = catalog.images[key]
    return Edition(
        key=key,
        image=image,
        location=catalog.gallery.location,
        subscription_id=subscription_id,
        resource_group=outputs.resource_group_name,
        gallery_name=outputs.gallery_name,
        image_name=outputs.image_definitions[key].name,
        azure_tags=catalog.tags_of(image),
        install_scripts=[
            Hcl(f'"${{path.root}}/scripts/install-{product}.ps1"') for product in image.build.software
        ],
    )


def _files(edition: Edition) -> Files:
    """The files of one folder, by their path in it."""
    files = {f"{name}.pkr.hcl": _template(name, edition) for name in TEMPLATES}
    installers = [f"install-{product}" for product in edition.image.build.software]
    for script in (*installers, "cleanup", "sysprep"):
        files[f"scripts/{script}.ps1"] = (HERE / "scripts/windows" / f"{script}.ps1").read_text("utf-8")
    return files


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        undefined=StrictUndefined,
        finalize=only_hcl,
        autoescape=False,  # noqa: S701  (this is HCL, not HTML; `hcl` escapes, `finalize` proves it)
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["hcl"] = hcl
    environment.filters["aligned"] = aligned
    return environment


ENVIRONMENT = _environment()


def _template(name: str, edition: Edition) -> str:
    return ENVIRONMENT.get_template(f"{name}.pkr.hcl.j2").render(edition=edition)
