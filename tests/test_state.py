"""The state: a team's lock that outlives its run, and a state that cannot be saved there or here."""

import json
import shutil
from pathlib import Path

import pytest

from catalog.run import Run
from deploy.terraform import LockedError, planned
from tests.deploys import CHANGED, PATIENT, Deploys, agree, goes_on
from tests.faults import no_room
from tests.programs import program
from tests.state import DEFINITIONS, State
from tests.torture import Tried

pytestmark = pytest.mark.torture

HOLDER = {"ID": "0b5f6b21-holder", "Operation": "OperationTypeApply", "Who": "ci@runner-7"}


def test_in_use(remote: Deploys, state: State) -> None:
    """While another run has the state, a deploy changes nothing, and says who has it and what to do."""
    state.locks[DEFINITIONS] = HOLDER
    run = remote.deploy()

    assert 1 == run.returncode
    assert f"ID={HOLDER['ID']}" in run.stderr
    assert run.stderr.endswith(
        "Another run holds the lock of the state of image-definition; wait until it has ended. Only if it "
        f"was killed: {remote.run.terraform_in('image-definition', 'force-unlock', HOLDER['ID'])}\n"
    )
    assert ({}, HOLDER) == (remote.azure(), state.locks[DEFINITIONS])


HELD = "state blob is already locked"
INFO = "Lock Info:\n  ID:        f15ea890-17ba-5549-d98c-f2c94cb4ba71\n  Path:      tfstate/min.tfstate"
NO_INFO = 'blob metadata "terraformlockid" was empty'
UNLOCK = "force-unlock f15ea890-17ba-5549-d98c-f2c94cb4ba71"
LOCKS = {
    f"Error: Error acquiring the state lock\n\nError message: {HELD}\n{INFO}": UNLOCK,
    # Of two first deploys, at the first `init`.
    f"Error: Error loading state: failed to lock azure state: {HELD}\n{INFO}": UNLOCK,
    # A run was killed between two calls, or is between them.
    f"Error: Error acquiring the state lock\n\nError message: {HELD}\n{NO_INFO}": (
        "run again, and if this does not go away, break the lease of the state's blob in Azure"
    ),
}
"""As Terraform 1.11.4 said it of a state in Azurite, Microsoft's own stand-in for Azure's storage."""


@pytest.mark.parametrize(("said", "todo"), LOCKS.items())
def test_what_azure_says_of_a_lock(tmp_path: Path, said: str, todo: str) -> None:
    """Each way in which Azure's storage says that a state is in use comes with what to do."""
    terraform = program(tmp_path / "terraform", f"cat <<'EOF' >&2\n{said}\nEOF\nexit 1")

    with pytest.raises(LockedError) as error:
        planned(Run(catalog=Path("catalog.toml"), out=tmp_path, terraform=str(terraform)))
    assert str(error.value).startswith(said)
    assert str(error.value).endswith(todo)


def test_state_that_was_left_stops_a_deploy(remote: Deploys) -> None:
    """What Terraform could not save is not written over: the deploy names it, and nothing is applied."""
    left = remote.sandbox / "cdktf.out/stacks/gallery/errored.tfstate"
    left.parent.mkdir(parents=True)
    left.write_text("{}")
    run = remote.deploy()

    assert 1 == run.returncode
    assert run.stderr == (
        f"error: Terraform could not save its state, and left it in {left}; keep this file, and run this "
        f"when the backend can be written again: {remote.run.make('deploy', ADOPT='1')}\n"
    )
    assert ({}, "{}") == (remote.azure(), left.read_text())


@pytest.mark.long
@pytest.mark.parametrize("locked", [True, False], ids=["locked", "unlocked"])
def test_state_that_cannot_be_saved(remote: Deploys, state: State, locked: bool, tried: Tried) -> None:
    """A state that cannot be saved, as when a token has run out, is kept, and saved later."""
    remote.write(PATIENT.replace('"1s"', '"5s"'))
    process = remote.begin("hang create 3", until=4)
    state.refuses.set()
    _, said = process.communicate(timeout=60)
    left = remote.sandbox / "cdktf.out/stacks/image-definition/errored.tfstate"

    assert f"error: Terraform could not save its state, and left it in {left}; keep this file," in said
    assert DEFINITIONS not in state.states
    lost = {one["instances"][0]["attributes"]["id"] for one in json.loads(left.read_text())["resources"]}
    assert 1 == len(lost)

    state.refuses.clear()
    if locked:
        remote.unlock(remote.adopt().stderr)
    else:
        state.locks.clear()
    adopted = remote.adopt()
    assert (0, "") == (adopted.returncode, adopted.stderr)
    assert "image-definition: saved the state that an earlier run could not save\n" in adopted.stdout
    assert not left.exists()
    assert lost < remote.state().keys()
    assert 0 == remote.deploy().returncode
    agree(remote, images=2)
    tried(
        "a remote state cannot be saved after the apply",
        1,
        "kept on disk; no deploy starts a second state; `make deploy ADOPT=1` saves it",
    )


@pytest.mark.long
def test_state_that_is_older(remote: Deploys) -> None:
    """A state that was left, and that a later run has overtaken, is not put in the place of the newer one."""
    assert 0 == remote.deploy().returncode
    before = remote.state()
    left = remote.sandbox / "cdktf.out/stacks/gallery/errored.tfstate"
    left.write_text(
        json.dumps({"version": 4, "serial": 1, "lineage": "another", "resources": [], "outputs": {}})
    )
    run = remote.adopt()

    assert 1 == run.returncode
    assert run.stderr.endswith(
        f"{left} could not be saved. If a later run has saved a newer state, or the file is incomplete, it "
        "cannot be used: remove it, then run again\n"
    )
    assert (True, before) == (left.exists(), remote.state())


STATE = "terraform.image-definition.tfstate"
LEFT = "cdktf.out/stacks/image-definition/errored.tfstate"


@pytest.mark.long
@pytest.mark.parametrize(
    ("text", "files"),
    [
        (PATIENT, [STATE]),
        (CHANGED, [STATE]),
        (CHANGED, [STATE, LEFT]),
        (PATIENT, ["cdktf.out/outputs.json"]),
    ],
    ids=["new state", "state", "state and what is left", "outputs"],
)
def test_disk_is_full(deployed: Path, tmp_path: Path, text: str, files: list[str], tried: Tried) -> None:
    """No room for the state, for what Terraform leaves in its place, or for the outputs: all is made good."""
    deploys = Deploys(tmp_path / "copy")
    if text == CHANGED:
        shutil.copytree(deployed, deploys.folder, symlinks=True)
    deploys.sandbox.mkdir(parents=True, exist_ok=True)
    deploys.write(text)
    before = deploys.outputs()
    run = deploys.deploy(under=no_room(tmp_path / "log", *(deploys.sandbox / name for name in files)))

    assert 1 == run.returncode, run.stdout + run.stderr
    assert "no space left on device" in run.stdout + run.stderr
    left = deploys.sandbox / LEFT
    assert ([STATE] == files) == (left.exists() and b"" != left.read_bytes())
    assert before == deploys.outputs()
    assert 1 == deploys.render().returncode
    assert deploys.unfinished.exists() or before is None
    goes_on(deploys)
    tried(
        "the disk is too full for a local state, for errored.tfstate, or for the outputs",
        1,
        "outputs.json is unchanged, and the hook refuses to render; `make deploy ADOPT=1` completes the "
        "deploy",
    )
