"""Catalogs for tests: a sound one, with lines written into it."""

import copy
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomli_w

from catalog.__main__ import main
from tests.programs import Done, inside

Toml = dict[str, Any]

SOUND = """
[gallery]
name           = "my_image_gallery"
resource_group = "my-resources"
location       = "East US"

[images.win11-avd]
name               = "Win11-AVD-Template"
os_type            = "Windows"
hyper_v_generation = "V2"
security           = "trusted_launch"
identifier         = { publisher = "MyCompany", offer = "Windows11", sku = "avd-standard" }

[images.win11-avd.build]
source  = { publisher = "MicrosoftWindowsDesktop", offer = "windows-11", sku = "win11-25h2-avd" }
vm_size = "Standard_D4ads_v5"
version = "1.0.0"
regions = [{ name = "East US", replicas = 2 }]
"""
FEW = '[images.win11-avd.build]\nregions = [{ name = "East US", replicas = 1 }]\n'
"""A warning: one copy of the version."""
WRONG = '[gallery]\nname = "my-gallery"\n'
"""An error."""
MESSAGE = (
    "has only 1 replica: use 2 or more for session host update, 3 for production, and one for each 20 to 50 "
    "VMs that are created at the same time"
)
BUILD = 3
"""How deep tables are merged: images.<key>.build is one, and what it holds is replaced whole."""


def written(lines: str) -> Toml:
    """Return the sound catalog with these lines in it. Other images are like the first, except for names."""
    data = tomllib.loads(SOUND)
    changes = tomllib.loads(lines)
    for key in changes.get("images", {}):
        if key not in data["images"]:
            data["images"][key] = like_the_first(data, key)
    return merged(data, changes, depth=BUILD)


def like_the_first(data: Toml, key: str) -> Toml:
    """Return an image with that key that a gallery accepts in addition to the first."""
    image = copy.deepcopy(next(iter(data["images"].values())))
    return {**image, "name": key, "identifier": {**image["identifier"], "sku": key}}


def merged(table: Toml, changes: Mapping[str, Any], *, depth: int) -> Toml:
    """Return `table` with the changes in it."""
    inside = {
        key: merged(table[key], value, depth=depth - 1)
        for key, value in changes.items()
        if depth and isinstance(value, dict) and isinstance(table.get(key), dict)
    }
    return {**table, **changes, **inside}


def write(folder: Path, data: Toml, name: str = "catalog.toml") -> Path:
    """Write the catalog to a file."""
    path = folder / name
    path.write_text(tomli_w.dumps(data))
    return path


def run(folder: Path, *arguments: str) -> Done:
    """Run `python -m catalog` in `folder`, inside this process."""
    return inside(main, folder, *arguments)
