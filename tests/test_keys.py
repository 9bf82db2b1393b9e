"""Images that were renamed, or are no longer managed by Terraform, stay in Azure."""

import json
import re
from pathlib import Path

from tests.catalogs import write, written
from tests.conftest import stack, synthesize
from tests.deploys import SECOND, SHIPPED, Deploys

LINES = """
[images.newest]
formerly = ["oldest", "Old_1"]

[images.another]
formerly = ["b"]

[[forget]]
key    = "z"
reason = "the desktop team keeps it"

[[forget]]
key    = "a"
reason = "the desktop team keeps it"
"""
OURS = "azurerm_shared_image"


def test_what_terraform_reads(tmp_path: Path) -> None:
    """Each former key moves to the next one, so that a state with any of them moves."""
    synthesize(write(tmp_path, written(LINES)), tmp_path)
    definitions = stack(tmp_path, "image-definition")
    moves = [("b", "another"), ("oldest", "Old_1"), ("Old_1", "newest")]

    assert [{"from": f"{OURS}.{old}", "to": f"{OURS}.{new}"} for old, new in moves] == definitions["moved"]
    assert [{"from": f"{OURS}.{key}", "lifecycle": {"destroy": False}} for key in ("a", "z")] == definitions[
        "removed"
    ]
    assert "formerly" not in definitions["resource"][OURS]["newest"]


def test_a_base_that_was_renamed(tmp_path: Path) -> None:
    """A layered image whose base was renamed is reported with the new key."""
    layer = '[images.win11-avd]\nformerly = ["base"]\n[images.l.build]\nsource = { image = "base" }\n'
    run = synthesize(write(tmp_path, written(layer)), tmp_path)

    assert "no image 'base' in this catalog; its key is 'win11-avd' now (GS115)" in run.stderr


def test_renamed_and_forgotten(deployed: Path, tmp_path: Path) -> None:
    """What the guard says to write lets the deploy pass, in a state that missed one: Azure stays as it is.

    Left in the catalog, it does nothing more.
    """
    deploys = Deploys.copy_of(deployed, tmp_path / "copy")
    before = deploys.azure()
    text = SHIPPED[: SHIPPED.index("[images.")] + SECOND.replace("images.second", "images.newest")
    deploys.write(text)
    refused = deploys.deploy()
    assert 1 == refused.returncode
    (formerly,) = re.findall(r" set (formerly = .*) in \[images", refused.stderr)
    (forget,) = re.findall(r"\n\n(\[\[forget\]\]\n.*\n.*\n)", refused.stderr)

    deploys.write(
        text + forget,
        ("[images.newest]\n", f"[images.newest]\n{formerly}\n"),
        ('["second"]', '["second", "between"]'),
        ("[gallery]\n", "[gallery]\ncreate_resource_group = false\n"),
    )
    run = deploys.deploy()
    assert 0 == run.returncode, run.stdout + run.stderr
    assert [] == deploys.changes()
    assert before == deploys.azure()
    state = json.loads((deploys.sandbox / "terraform.image-definition.tfstate").read_text())
    assert ["newest"] == [one["name"] for one in state["resources"]]
    gone = {id_ for id_ in before if id_.endswith(("/images/Win11-AVD-Template", "/my-resources"))}
    assert gone == before.keys() - deploys.state().keys()
    assert 2 == len(gone)
    assert 0 == deploys.render().returncode
    assert [] == deploys.planned()
