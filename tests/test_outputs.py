"""What was published stays: outputs.json is that of the last deploy that ended, or of the states."""

import json
from pathlib import Path

import pytest

from catalog.contract import GalleryOutputs
from deploy.outputs import problems
from deploy.states import State
from tests.conftest import DATA, MAKE
from tests.deploys import BOTH, THIRD, Deploys
from tests.state import DEFINITIONS
from tests.state import State as Remote

GALLERY, DEFINITION = "azurerm_shared_image_gallery.main", "azurerm_shared_image.win11-avd"
PUBLISHED = json.loads((DATA / "outputs.json").read_text())
CHANGED = BOTH.replace("Storage for my AVD images", "new")


def test_failed_deploy(deploys: Deploys) -> None:
    """A deploy that fails halfway leaves the outputs; the hook refuses them until the states were read."""
    before = deploys.outputs()
    deploys.write(CHANGED + THIRD)
    failed = deploys.deploy(fault="fail create 1")
    refused = deploys.render()

    assert 1 == failed.returncode
    assert ["update azurerm_shared_image_gallery my_image_gallery"] == deploys.changes()[:1]
    assert before == deploys.outputs()
    assert 1 == refused.returncode
    assert refused.stderr.startswith(f"error: {deploys.unfinished}: a deploy is running or did not finish")
    assert f" {MAKE} outputs CATALOG={deploys.catalog} OUT={deploys.sandbox}; " in refused.stderr

    read = deploys.read()
    assert (0, "") == (read.returncode, read.stderr)
    assert (before, False) == (deploys.outputs(), deploys.unfinished.exists())
    assert "images.third.name: 'Third' in the catalog, missing in the outputs" in deploys.render().stderr
    deploys.write(CHANGED)
    assert 0 == deploys.render().returncode


def test_outputs_of_a_state_elsewhere(remote: Deploys, state: Remote, deployed: Path) -> None:
    """In a clone that never deployed, `make outputs` writes what the deploy elsewhere wrote."""
    for stack in ("gallery", "image-definition"):
        state.states[f"/{stack}"] = (deployed / f"sandbox/terraform.{stack}.tfstate").read_bytes()
    state.locks[DEFINITIONS] = {"ID": "of another"}
    remote.write(BOTH)
    read = remote.read()

    assert (0, "") == (read.returncode, read.stderr)
    assert Deploys(deployed).outputs() == remote.outputs()
    assert 0 == remote.render().returncode


def test_state_that_is_half_done(deploys: Deploys) -> None:
    """Outputs that name a definition that is not there are not written; the old ones and the mark stay."""
    path = deploys.sandbox / "terraform.image-definition.tfstate"
    state = json.loads(path.read_text())
    state["resources"][0]["instances"][0]["status"] = "tainted"  # not made to its end
    path.write_text(json.dumps(state))
    deploys.unfinished.write_text("")
    before = deploys.outputs()
    read = deploys.read()

    name = f"azurerm_shared_image.{state['resources'][0]['name']}"
    assert (1, read.stderr.splitlines()) == (
        read.returncode,
        [
            "error: the states do not have all outputs: the last deploy did not finish, or there was none:",
            f"  the outputs name {name}, but the state of image-definition does not have it",
            f"deploy: {deploys.run.make('deploy')}",
        ],
    )
    assert (before, True) == (deploys.outputs(), deploys.unfinished.exists())


def state_of(stack: str, outputs: dict[str, object], *addresses: str) -> State:
    """A state with these outputs and resources."""
    return State(stack=stack, lineage="one", serial=1, outputs=outputs, addresses=frozenset(addresses))


@pytest.mark.parametrize(
    ("gallery", "definitions", "sentences"),
    [
        (
            state_of("gallery", {}),
            state_of("image-definition", {}),
            [
                *(f"the state of gallery has no output {name}" for name in GalleryOutputs.model_fields),
                "the state of image-definition has no output image_definitions",
            ],
        ),
        (
            state_of("gallery", PUBLISHED["gallery"]),
            state_of("image-definition", PUBLISHED["image-definition"]),
            [
                f"the outputs name {GALLERY}, but the state of gallery does not have it",
                f"the outputs name {DEFINITION}, but the state of image-definition does not have it",
            ],
        ),
        (
            state_of("gallery", PUBLISHED["gallery"], GALLERY),
            state_of("image-definition", PUBLISHED["image-definition"], DEFINITION),
            [],
        ),
    ],
    ids=["empty", "gone", "whole"],
)
def test_what_states_lack(gallery: State, definitions: State, sentences: list[str]) -> None:
    """States give outputs when they have all of them, and each resource that these name."""
    assert sentences == problems(gallery, definitions)
