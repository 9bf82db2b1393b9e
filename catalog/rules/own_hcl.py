"""Provisioner blocks of a company's own."""

import re
from collections.abc import Iterator

from catalog.image import Image
from catalog.model import Catalog
from catalog.own_files import OwnFiles
from catalog.own_hcl import ENDING, provisioners, wrong
from catalog.problem import Found
from catalog.rule import each_image, rule

NAMES = re.compile(r"\$\{path\.root\}/own/([^\"$]+)")
"""Files beside the catalog that a block names."""
OF_ANOTHER_SYSTEM = {
    "Windows": frozenset({"shell"}),
    "Linux": frozenset({"powershell", "windows-restart", "windows-shell", "windows-update"}),
}
"""Provisioners that an operating system cannot run."""


@rule(
    "GS189",
    "The folder of build.hcl must have provisioner blocks for phases, and nothing else",
    example="""
[images.win11-avd.build.hcl]
- folder = "builds"  # its test.pkr.hcl has a build block
+ folder = "hcl"
""",
    happens="Packer refuses the template when the build starts, or a block undoes what goldshelf promises: a "
    "version in the gallery, a manifest, a sealed image.",
    fix="Keep provisioner blocks only, each in the file of its phase. `unsafe` allows post-processors, plugins "
    "and shell-local.",
    source="Packer 1.16.0, hcl2template; HashiCorp's parser",
)
@each_image
def own_blocks(image: Image, catalog: Catalog) -> Found:
    """By HashiCorp's own parser."""
    own = image.build.hcl
    if own is None:
        return
    where = ("build", "hcl", "folder")
    if why := catalog.own.wrong.get(own.folder):
        yield where, f"{own.folder!r}: {why}"
    if own.folder in catalog.own.texts:
        yield where, f"{own.folder!r} must be a folder, with a file for each phase, such as test.pkr.hcl"
        return
    for path in catalog.own.under(own.folder):
        name = path.removeprefix(f"{own.folder}/")
        text = catalog.own.texts[path]
        messages = list(wrong(name, text, own.unsafe))
        if name.endswith(ENDING) and not messages:
            messages = [*_missing(text, catalog.own), *_of_another_system(text, image.os_type)]
        for message in messages:
            yield where, f"{path!r} {message}"


def _missing(text: str, own: OwnFiles) -> Iterator[str]:
    for path in NAMES.findall(text):
        if not own.under(path.rstrip("/")):
            yield f"names {path}, which is not beside the catalog: add the file, or correct its path"


def _of_another_system(text: str, os_type: str) -> Iterator[str]:
    for type_ in provisioners(text):
        if type_ in OF_ANOTHER_SYSTEM[os_type]:
            yield f"has the provisioner {type_!r}, which does not run on {os_type}: use another"
