"""What is committed of a catalog: its stacks' JSON, normalised, and its Packer folders."""

import json
from pathlib import Path
from typing import Any

from catalog.contract import STACKS, ImageDefinition, Outputs
from catalog.model import Catalog
from facts.resources import GALLERY, IDS
from files.folders import Files
from packer.render import render

SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
"""A placeholder: the catalog names no subscription."""


def normalized(catalog: Catalog, *, outdir: Path) -> Files:
    """Return the files of a catalog that was synthesized into `outdir`."""
    files = {
        f"{stack}.tf.json": terraform((outdir / "stacks" / stack / "cdk.tf.json").read_text("utf-8"))
        for stack in STACKS
    }
    folders = render(catalog=catalog, outputs=expected(catalog), subscription_id=SUBSCRIPTION)
    return files | {
        f"packer/{key}/{name}": text for key, folder in folders.items() for name, text in folder.items()
    }


def terraform(text: str) -> str:
    """Return a stack's JSON with sorted keys, and without cdktf's metadata under `//`."""
    return json.dumps(without_notes(json.loads(text)), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def without_notes(value: Any) -> Any:
    """Return a value of cdktf's JSON without its metadata under `//`."""
    if isinstance(value, dict):
        return {key: without_notes(item) for key, item in value.items() if key != "//"}
    return [without_notes(item) for item in value] if isinstance(value, list) else value


def expected(catalog: Catalog) -> Outputs:
    """Return the outputs of a deploy of this catalog, in a subscription of zeros."""
    gallery = catalog.gallery
    names = {"resource_group_name": gallery.resource_group, "name": gallery.name}
    id_ = IDS[GALLERY].format(subscription=SUBSCRIPTION, **names)
    return Outputs(
        resource_group_name=gallery.resource_group,
        location=gallery.location,
        gallery_name=gallery.name,
        gallery_id=id_,
        image_definitions={
            key: ImageDefinition(name=image.name, id=f"{id_}/images/{image.name}")
            for key, image in catalog.images.items()
        },
    )
