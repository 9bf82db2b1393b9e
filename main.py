"""catalog.toml -> the two stacks -> cdktf.out: started by `cdktf`, or by `python main.py`."""

import os
import sys
from pathlib import Path

from catalog.load import examine
from catalog.model import Catalog
from stacks import slim


def prepare() -> None:
    """Make the import of cdktf and azurerm's classes fast and quiet."""
    # jsii's runtime calls a Node API that Node 22 warns about at every start.
    os.environ.setdefault("NODE_NO_WARNINGS", "1")
    # jsii unpacks cdktf to another folder at every start: Node would keep megabytes for each, and use none.
    os.environ.pop("NODE_COMPILE_CACHE", None)
    if os.environ.get("SLIM") != "0":
        slim.put_ahead(Path(__file__).parent / ".slim")


def synthesize(catalog: Catalog, *, outdir: str | None = None) -> None:
    """Write the Terraform JSON of both stacks to `outdir`, or where `cdktf` says, or to cdktf.out."""
    # These start Node: only for a sound catalog.
    from stacks.azurerm import App
    from stacks.gallery import GalleryStack
    from stacks.image_definition import ImageDefinitionStack

    app = App(outdir=outdir)
    gallery = GalleryStack(app, catalog=catalog)
    definitions = ImageDefinitionStack(app, catalog=catalog)
    definitions.add_dependency(gallery)
    app.synth()


def main() -> int:
    """Synthesize the catalog that CATALOG names, and tell its warnings; 1 where the catalog is wrong."""
    examined = examine(Path(os.environ.get("CATALOG") or "catalog.toml"))
    for finding in examined.findings:
        print(finding, file=sys.stderr)
    if examined.sound is None:
        return 1
    prepare()
    synthesize(examined.sound)
    return 0


if __name__ == "__main__":
    sys.exit(main())
