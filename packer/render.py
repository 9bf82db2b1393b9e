"""(catalog, outputs) -> the files of each Packer folder. Pure: it reads only our templates and scripts."""

import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from catalog.contract import Outputs
from catalog.model import Catalog
from files.folders import Files
from packer.fmt import canonical
from packer.hcl import given, hcl, only_hcl, word
from packer.image_json import image_json
from packer.template_input import Edition, edition

HERE = Path(__file__).parent
SCRIPT = re.compile(r"\$\{path\.root\}/scripts/([\w.-]+)")


def render(*, catalog: Catalog, outputs: Outputs, subscription_id: str) -> dict[str, Files]:
    """The files of each `packer.out/<image key>/`."""
    folders: dict[str, Files] = {}
    for key, image in catalog.images.items():
        one = edition(key, catalog=catalog, outputs=outputs, subscription_id=subscription_id)
        folders[key] = {**_files(one), "image.json": image_json(key, image, catalog)}
    return folders


def _files(one: Edition) -> Files:
    """The templates of one folder, and the scripts that they name."""
    templates = {
        "plugins": "plugins",
        "variables": "variables",
        "source": "source",
        "build": f"{one.family.folder}/build",
    }
    files = {f"{name}.pkr.hcl": _template(path, one) for name, path in templates.items()}
    for name in SCRIPT.findall(files["source.pkr.hcl"] + files["build.pkr.hcl"]):
        files[f"scripts/{name}"] = _script(f"{one.family.folder}/{name}")
    return files


@cache
def _script(path: str) -> str:
    return (HERE / "scripts" / path).read_text("utf-8")


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        undefined=StrictUndefined,
        finalize=only_hcl,
        autoescape=False,  # noqa: S701  (this is HCL, not HTML; `hcl` escapes, `finalize` proves it)
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {"hcl": hcl, "given": given, "word": word}
    return environment


ENVIRONMENT = _environment()


def _template(name: str, one: Edition) -> str:
    return canonical(ENVIRONMENT.get_template(f"{name}.pkr.hcl.j2").render(edition=one))
