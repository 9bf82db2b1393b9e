"""The examples of own steps in docs, as the hook renders them, and what is in their builds."""

import json
import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

from packer import hook
from packer.facts import FILE
from tests.builds import outputs
from tests.programs import PROJECT, inside

EXAMPLES = PROJECT / "docs/examples"
STEP = re.compile(r'^  # Step "([\w-]+)", phase (\w+)\.$', re.MULTILINE)
SECRET = "h'unt\"er$2`"  # noqa: S105  (of nobody)


def published(example: Path, folder: Path) -> None:
    """Copy an example to a folder, with the outputs of its deploy."""
    shutil.copytree(example, folder, dirs_exist_ok=True)
    catalog = tomllib.loads((folder / "catalog.toml").read_text())
    text = outputs({key: image["name"] for key, image in catalog["images"].items()})
    for old, new in (
        ("my_image_gallery", "name"),
        ("my-resources", "resource_group"),
        ("eastus", "location"),
    ):
        text = text.replace(old, catalog["gallery"][new])
    (folder / "outputs.json").write_text(text)


def render_examples(folder: Path) -> None:
    """Run the hook for each example."""
    for source in sorted(EXAMPLES.iterdir()):
        published(source, folder)
        run = inside(hook.main, folder, "--out", f"out-{source.name}", PKR_VAR_AGENT_KEY=SECRET)
        # No machine of the tests has PowerShell, and the hook says so.
        said = [line for line in run.stderr.splitlines() if "(GS221)" not in line]
        assert (0, []) == (run.returncode, said)


def build(folder: Path) -> str:
    """The text of a build."""
    return (folder / "build.pkr.hcl").read_text()


def steps(folder: Path) -> list[tuple[str, str]]:
    """The name and the phase of each step, in the order of the build."""
    return STEP.findall(build(folder))


def provisioners(folder: Path) -> list[dict[str, Any]]:
    """The provisioners, in their order, as the facts list them."""
    found: list[dict[str, Any]] = json.loads((folder / FILE).read_text())["provisioners"]
    return found


def of_step(folder: Path, name: str) -> dict[str, Any]:
    """The first provisioner of a step."""
    (found,) = [one for one in provisioners(folder) if one["id"] == f"step {name}"]
    return found
