"""catalog.toml -> the two stacks -> cdktf.out: started by `cdktf`, or by `python main.py`."""

import os
import sys
from functools import cache
from pathlib import Path

from catalog.cloud import cloud_conflict
from catalog.load import examine
from catalog.model import Catalog
from catalog.run import GOLDSHELF, catalog_of_environment, default_out, run_of_environment
from files.border import exit_code
from files.errors import GoldshelfError
from stacks import slim
from stacks.claim import refusal, take
from stacks.outdir import replaced_whole


@cache  # the cut is found once: then it stands in the place of the package
def prepare() -> None:
    """Make the import of cdktf and azurerm's classes fast and quiet."""
    # jsii's runtime calls a Node API that Node 22 warns about at every start.
    os.environ.setdefault("NODE_NO_WARNINGS", "1")
    # jsii unpacks cdktf to another folder at every start: Node would keep megabytes for each, and use none.
    os.environ.pop("NODE_COMPILE_CACHE", None)
    node = Path(sys.executable).with_name("node")
    if node.exists():  # else the one on PATH, which may be none, or old
        os.environ.setdefault("JSII_NODE", str(node))
    if os.environ.get("SLIM") != "0":
        caches = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
        slim.put_ahead(GOLDSHELF / ".slim", Path(caches, "goldshelf"))


def synthesize(catalog: Catalog, *, outdir: Path) -> None:
    """Write the Terraform JSON of both stacks to `outdir`; raise SynthError where that fails."""
    with replaced_whole(outdir) as beside:
        # These start Node: only for a sound catalog.
        from stacks.azurerm import App
        from stacks.gallery import GalleryStack
        from stacks.image_definition import ImageDefinitionStack

        app = App(outdir=str(beside))
        gallery = GalleryStack(app, catalog=catalog)
        definitions = ImageDefinitionStack(app, catalog=catalog)
        definitions.add_dependency(gallery)
        app.synth()


def main() -> int:
    """Synthesize the catalog that CATALOG names to where `cdktf` says, or to its own folder; show warnings.

    1 where the catalog is wrong, the stacks cannot be written, or the folder is another catalog's.
    """
    return exit_code(_main, todo="run again")


def _main() -> int:
    path = catalog_of_environment()
    outdir = Path(os.environ.get("CDKTF_OUTDIR") or default_out(path) / "cdktf.out")
    examined = examine(path)
    for finding in examined.findings:
        print(finding, file=sys.stderr)
    if examined.sound is None:
        return 1
    terraform = os.environ.get("TERRAFORM_BINARY_NAME") or "terraform"
    catalog, run = examined.sound, run_of_environment(catalog=path, out=outdir.parent, terraform=terraform)
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
    sys.exit(main())
