"""(image, outputs) -> the files of one Packer folder. Pure: nothing is read but our own templates."""

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from catalog.model import Catalog, Image
from catalog.outputs import Outputs
from packer.hcl import Hcl, HclError, aligned, hcl, only_hcl

HERE = Path(__file__).parent
TEMPLATES = ("plugins", "variables", "source", "build")


class RenderError(Exception):
    """The image cannot be built from these templates; the text says which field and why."""


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


def render(key: str, *, catalog: Catalog, outputs: Outputs, subscription_id: str) -> dict[str, str]:
    """The files of `packer.out/<key>/`, by their path in it."""
    image = catalog.images[key]
    _refuse_unsupported(key, image)
    installers = [f"install-{product}" for product in image.build.software]
    edition = Edition(
        key=key,
        image=image,
        location=catalog.gallery.location,
        subscription_id=subscription_id,
        resource_group=outputs.resource_group_name,
        gallery_name=outputs.gallery_name,
        image_name=outputs.image_definitions[key].name,
        azure_tags=catalog.tags_of(image),
        install_scripts=[Hcl(f'"${{path.root}}/scripts/{script}.ps1"') for script in installers],
    )
    try:
        files = {f"{name}.pkr.hcl": _template(name, edition) for name in TEMPLATES}
    except HclError as error:
        raise RenderError(f"images.{key}: {error}") from None
    for script in (*installers, "cleanup", "sysprep"):
        files[f"scripts/{script}.ps1"] = (HERE / "scripts/windows" / f"{script}.ps1").read_text("utf-8")
    return files


def _refuse_unsupported(key: str, image: Image) -> None:
    """What a definition may be and these templates cannot build yet."""
    plan = image.purchase_plan
    reasons = {
        f"security = {image.security!r}": image.profile.builder_arguments is None,
        f"os_type = {image.os_type!r}": image.os_type != "Windows",
        "specialized = true": bool(image.specialized),
        "purchase_plan without publisher or product": bool(plan and not (plan.publisher and plan.product)),
    }
    for field, unsupported in reasons.items():
        if unsupported:
            raise RenderError(
                f"images.{key}: {field} has no Packer template yet; these work: os_type = 'Windows' with "
                "security = 'standard' or 'trusted_launch', not specialized, a purchase_plan whole or none"
            )


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
