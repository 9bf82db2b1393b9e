"""A catalog's two products as a reviewer reads them: Terraform JSON without noise, and the Packer folders."""

import json
from pathlib import Path
from typing import Any

from catalog.contract import STACKS, ImageDefinition, Outputs
from catalog.model import Catalog
from files.folders import Files
from packer.render import render

SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
"""Stands where the deploy will say which one: the catalog names none."""


def products(catalog: Catalog, *, synthesized: Path) -> Files:
    """What is committed of a catalog that was synthesized into the folder `synthesized`."""
    files = {
        f"{stack}.tf.json": terraform((synthesized / "stacks" / stack / "cdk.tf.json").read_text("utf-8"))
        for stack in STACKS
    }
    folders = render(catalog=catalog, outputs=expected(catalog), subscription_id=SUBSCRIPTION)
    return files | {
        f"packer/{key}/{name}": text for key, folder in folders.items() for name, text in folder.items()
    }


def terraform(text: str) -> str:
    """A stack's JSON with sorted keys, and without the notes that cdktf makes for itself under `//`."""
    return json.dumps(without_notes(json.loads(text)), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def without_notes(value: Any) -> Any:
    """A value of cdktf's JSON without what it notes for itself under `//`."""
    if isinstance(value, dict):
        return {key: without_notes(item) for key, item in value.items() if key != "//"}
    return [without_notes(item) for item in value] if isinstance(value, list) else value


def expected(catalog: Catalog) -> Outputs:
    """What a deploy will publish: the names that the catalog fixes, in a subscription of zeros."""
    gallery = catalog.gallery
    id_ = (
        f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{gallery.resource_group}"
        f"/providers/Microsoft.Compute/galleries/{gallery.name}"
    )
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
