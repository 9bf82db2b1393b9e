"""Synthesize the catalog's two stacks to cdktf.out. Started by `cdktf`, or by `python main.py`."""

import gc
import os
import sys
from functools import cache
from pathlib import Path

from catalog.cloud import cloud_conflict
from catalog.load import examine
from catalog.model import Catalog
from catalog.run import GOLDSHELF, catalog_of_environment, default_out, run_of_environment, user_cache
from files.border import bordered
from files.errors import GoldshelfError
from stacks import slim
from stacks.claim import refusal, take
from stacks.outdir import replaced_whole


@cache  # a second call would find the slim copy instead of the installed package
def prepare() -> None:
    """Make the import of cdktf and azurerm's classes fast and quiet."""
    # jsii calls a deprecated Node API, and Node 22 warns at every start.
    os.environ.setdefault("NODE_NO_WARNINGS", "1")
    # jsii unpacks cdktf to a new folder at every start: Node would cache megabytes each time, and use none.
    os.environ.pop("NODE_COMPILE_CACHE", None)
    node = Path(sys.executable).with_name("node")
    if node.exists():  # the one on PATH may be missing or too old
        os.environ.setdefault("JSII_NODE", str(node))
    if os.environ.get("SLIM") != "0":
        slim.put_first(GOLDSHELF / ".slim", user_cache())


def synthesize(catalog: Catalog, *, outdir: Path) -> None:
    """Write the Terraform JSON of both stacks to `outdir`; raise SynthError if that fails."""
    with replaced_whole(outdir) as beside:
        # These imports start Node, which a wrong catalog does not need.
        from stacks.azurerm import App
        from stacks.gallery import GalleryStack
        from stacks.image_definition import ImageDefinitionStack

        app = App(outdir=str(beside))
        gallery = GalleryStack(app, catalog=catalog)
        definitions = ImageDefinitionStack(app, catalog=catalog)
        definitions.add_dependency(gallery)
        app.synth()


@bordered(todo="run again")
def main() -> int:
    """Synthesize the catalog that CATALOG names, and print warnings.

    The result goes to CDKTF_OUTDIR, which `cdktf` sets, or to the catalog's own folder. Return 1 if the
    catalog is wrong, the stacks cannot be written, or the folder belongs to another catalog.
    """
    path = catalog_of_environment()
    outdir = Path(os.environ.get("CDKTF_OUTDIR") or default_out(path) / "cdktf.out")
    examined = examine(path)
    for finding in examined.findings:
        print(finding, file=sys.stderr)
    if examined.sound is None:
        return 1
    catalog, run = examined.sound, run_of_environment(catalog=path, out=outdir.parent)
    goal = os.environ.get("MAKE_GOAL")
    if why := cloud_conflict(catalog.cloud, os.environ) or refusal(
        outdir, catalog=catalog, run=run, goal=goal
    ):
        raise GoldshelfError(why)
    prepare()
    synthesize(catalog, outdir=outdir)
    take(outdir, catalog=catalog, run=run)
    return 0


if __name__ == "__main__":
    gc.disable()  # collecting garbage would take a part of a short run
    sys.exit(main())
