"""The catalogs of a folder, and the files that they make: what `make synth` writes to synthesized/."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import main as app
from catalog.load import Examined
from catalog.model import Catalog
from committed.layout import SYNTHESIZED
from committed.normalize import normalized
from files.errors import GoldshelfError
from files.folders import Files

RESERVED = ("packer/", "scripts/", "steps/", f"{SYNTHESIZED}/", "cdktf.out/", "packer.out/")
"""Folders that hold files of catalog.toml, so no other catalog can have such a name."""
RENAME = "must have another name: its folder would be among the files of catalog.toml; rename it"


def folder_of(path: Path) -> str:
    """Return the folder of a catalog in synthesized/, with a slash at its end; empty for catalog.toml."""
    return "" if path.name == "catalog.toml" else f"{path.stem}/"


def refuse_names(examined: Mapping[str, Examined]) -> None:
    """Raise GoldshelfError if there is no catalog, or if one has a reserved name."""
    if not examined:
        raise GoldshelfError("no catalog here: write catalog.toml")
    wrong = [f"{examined[folder].path}: {RENAME}" for folder in RESERVED if folder in examined]
    if wrong:
        raise GoldshelfError(*wrong)


def synthesized(catalogs: Mapping[str, Catalog]) -> Files:
    """Return the files of the catalogs, each below its folder; raise SynthError if the synth fails."""
    app.prepare()
    files: Files = {}
    for folder, catalog in catalogs.items():
        with TemporaryDirectory() as outdir:
            app.synthesize(catalog, outdir=Path(outdir))
            own = normalized(catalog, outdir=Path(outdir))
        files |= {f"{folder}{name}": text for name, text in own.items()}
    return files
