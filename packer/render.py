"""Catalog and outputs -> the files of each Packer folder. It reads only the templates and scripts here."""

import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from catalog.contract import Outputs
from catalog.model import Catalog
from files.folders import Files
from packer import own_files
from packer.facts import FILE as FACTS
from packer.facts import facts_json
from packer.family import FAMILIES
from packer.fmt import formatted
from packer.hcl import body, comment, hcl, only_hcl, verbatim, with_verbatim, word
from packer.image_json import image_json
from packer.source_version import FILE as LOOKUP
from packer.template_input import template_input

HERE = Path(__file__).parent
TEMPLATES = ("plugins.pkr.hcl", "variables.pkr.hcl", "source.pkr.hcl", "build.pkr.hcl")
ENVIRONMENT = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    undefined=StrictUndefined,
    finalize=only_hcl,
    autoescape=False,  # noqa: S701  (this is HCL, not HTML; `hcl` escapes, `finalize` proves it)
    keep_trailing_newline=True,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
ENVIRONMENT.filters |= {"hcl": hcl, "body": body, "comment": comment, "word": word, "verbatim": verbatim}
SCRIPT = re.compile(r"\$\{path\.root\}/scripts/([\w.-]+)")
"""A script that a template refers to."""


def render(*, catalog: Catalog, outputs: Outputs, subscription_id: str) -> dict[str, Files]:
    """Return the files of each `packer.out/<image key>/`."""
    folders: dict[str, Files] = {}
    for key, image in catalog.builds.items():
        given = template_input(key, catalog=catalog, outputs=outputs, subscription_id=subscription_id)
        templates = {
            name: formatted(ENVIRONMENT.get_template(f"{name}.j2").render(vars(given))) for name in TEMPLATES
        }
        if given.lookup:
            templates[LOOKUP] = ENVIRONMENT.get_template(f"{LOOKUP}.j2").render(vars(given))
        folder = FAMILIES[image.os_type].folder
        names = SCRIPT.findall(templates["source.pkr.hcl"] + templates["build.pkr.hcl"])
        scripts = {f"scripts/{name}": _script(f"{folder}/{name}") for name in names}
        folders[key] = {
            **templates,
            "build.pkr.hcl": with_verbatim(templates["build.pkr.hcl"], catalog.own.texts),
            **scripts,
            **own_files.files(image, catalog),
            "image.json": image_json(key, image, catalog),
            FACTS: facts_json(
                given,
                scripts=scripts,
                steps=own_files.facts(image, catalog),
                own=own_files.sources(image, catalog),
            ),
        }
    return folders


@cache
def _script(path: str) -> str:
    return (HERE / "scripts" / path).read_text("utf-8")
