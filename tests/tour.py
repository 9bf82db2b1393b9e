"""Pull requests on one catalog, and one that forgot `make synth`.

`python -m tests.tour` writes what each report says now.
"""

import contextlib
import io
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from unittest.mock import patch

from committed.layout import shared, whole
from committed.revision import in_folder
from review.__main__ import main
from tests.conftest import DATA, GOLDEN, PROJECT
from tests.programs import git, python

Change = tuple[str, str]
FORMATS = {"markdown": "md", "text": "txt", "json": "json"}

SECOND = """
[images.win11-dev]
name               = "Win11-Dev"
os_type            = "Windows"
hyper_v_generation = "V2"
security           = "trusted_launch"
identifier         = { publisher = "MyCompany", offer = "Windows11", sku = "dev" }

[images.win11-dev.build]
source   = { image = "win11-avd" }
vm_size  = "Standard_D4ads_v5"
version  = "1.0.0"
regions  = [{ name = "East US", replicas = 2 }]
software = ["teams"]

[images.win11-avd]"""

PULL_REQUESTS: Mapping[str, tuple[Change, ...]] = {
    "new-image": (("\n[images.win11-avd]", SECOND),),
    "description": (("Storage for my AVD images", "For <b>everyone</b> | `@all`"),),
    "generation": (
        ('"V2"', '"V1"'),
        ('"trusted_launch"', '"standard"'),
        ('"windows-11", sku = "win11-25h2-avd"', '"windows-10", sku = "win10-22h2-avd"'),
    ),
    "identifier": (('"avd-standard"', '"avd-premium"'), ('"1.0.0"', '"1.1.0"')),
    "region": (
        ("replicas = 2 }]", 'replicas = 2 }, { name = "West Europe", replicas = 3 }]'),
        ('"1.0.0"', '"1.0.1"'),
    ),
    "security": (
        ('"trusted_launch"', '"standard"\nprevent_destroy = false'),
        ("software =", 'allowed_inbound_ip_addresses = ["0.0.0.0/0"]\nwindows_update = false\nsoftware ='),
        ('"1.0.0"', '"2.0.0"'),
    ),
    "gallery": (('"my_image_gallery"', '"my_other_gallery"'),),
    "version": (('"1.0.0"', '"0.9.0"'),),
    "software": (('"vscode", "chrome"', '"vscode", "chrome", "fslogix"'),),
    "key": (
        ("[images.win11-avd]", '[images.desktop]\nformerly = ["win11", "win11-avd"]'),
        ("[images.win11-avd.build]", "[images.desktop.build]"),
        ("[gallery]", "[gallery]\ncreate_resource_group = false"),
    ),
    "nothing": (),
}
STALE = "stale"
"""A branch with the catalog of `security`, and the products of `main`."""


def history(folder: Path) -> None:
    """A git repository with the catalog's products on main, and a branch for each pull request."""
    text = (DATA / "catalog.toml").read_text()
    for name, changes in {"main": (), **PULL_REQUESTS}.items():
        changed = text
        for old, new in changes:
            assert old in changed, (name, old)
            changed = changed.replace(old, new)
        (folder / f"{name}.toml").write_text(changed)
    assert 0 == python(folder, "-m", "committed").returncode
    catalogs = {path.stem: path.read_text() for path in folder.glob("*.toml")}
    for name in catalogs:
        (folder / f"{name}.toml").unlink()
    made = whole(in_folder(folder / "synthesized"))
    git(folder, "init", "--quiet", "--initial-branch=main")
    for name in ("main", *PULL_REQUESTS, STALE):
        if name != "main":
            git(folder, "switch", "--quiet", "--create", name, "main")
        shutil.rmtree(folder / "synthesized")
        own = f"{'main' if name == STALE else name}/"
        products = {path.removeprefix(own): text for path, text in made.items() if path.startswith(own)}
        for path, text in shared(products).items():
            (folder / "synthesized" / path).parent.mkdir(parents=True, exist_ok=True)
            # With a new time: git takes a file of the same size and second for the one that it knows.
            (folder / "synthesized" / path).write_text(text)
        (folder / "catalog.toml").write_text(catalogs["security" if name == STALE else name])
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--allow-empty", "--message", name)
    git(folder, "switch", "--quiet", "main")


def report(folder: Path, *arguments: str) -> tuple[int, str]:
    """What `python -m review` prints in the repository, and its exit code."""
    printed = io.StringIO()
    # A synth takes a variable out of the environment, which later tests want.
    with (
        patch.dict(os.environ),
        patch("catalog.run.GOLDSHELF", folder.resolve()),
        contextlib.chdir(folder),
        contextlib.redirect_stdout(printed),
    ):
        code = main(list(arguments))
    return code, printed.getvalue()


def write_goldens() -> None:
    """Write what each report says now, to be looked at in the diff."""
    folder = PROJECT / ".sandbox/tour"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    history(folder)
    for name in PULL_REQUESTS:
        _, text = report(folder, "main", name, "--format", "markdown")
        (GOLDEN / "review" / f"{name}.md").write_text(text, newline="\n")
    for form, suffix in FORMATS.items():
        _, text = report(folder, "main", STALE, "--format", form)
        (GOLDEN / "review" / f"{STALE}.{suffix}").write_text(text, newline="\n")


if __name__ == "__main__":
    write_goldens()
