"""Provisioner blocks of a company's own."""

from catalog.model import Catalog, Image
from catalog.own_hcl import wrong
from catalog.problem import Found
from catalog.rule import each_image, rule


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
        for message in wrong(name, catalog.own.texts[path], own.unsafe):
            yield where, f"{path!r} {message}"
