"""Azure fails, hangs, throttles, loses its answer, or all is killed: the next run makes it whole."""

from pathlib import Path

import pytest

from tests.deploys import CHANGED, FLAGS, PATIENT, Deploys, agree
from tests.torture import Tried

pytestmark = pytest.mark.torture

FEWER = PATIENT[: PATIENT.index("[images.second]")]

FAULTS = [
    *("fail create 3", "hang create 3", "throttle create 1", "die create 3"),
    *("lose create 1", "lose create 3", "kill create 2"),
    *("fail update 1", "hang update 1", "throttle update 2", "lose update 2", "die update 1"),
    *("kill update 1", "kill update 2"),
    *("fail delete 1", "lose delete 1", "die delete 1", "kill delete 1"),
    # The first reads are the guard's, those after the fourth are of the deploy itself.
    *("fail read 1", "hang read 5", "die read 5"),
]
CAME_OUT = (
    "fails and leaves outputs.json; if the state changed, the hook refuses to render; after the next run "
    "(with `ADOPT=1` after a lost answer or a kill), catalog, state and Azure agree"
)


@pytest.fixture
def deploys(deployed: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Deploys:
    """An empty folder for creates, and one where both images are deployed for the rest."""
    fault = request.getfixturevalue("fault")
    if " create " in fault:
        (tmp_path / "sandbox").mkdir()
        return Deploys(tmp_path)
    deploys = Deploys.copy_of(deployed, tmp_path / "copy")
    if fault.startswith("hang read"):
        # azurerm reads with the patience that the state has: without this, five minutes.
        deploys.write(PATIENT)
        assert 0 == deploys.deploy().returncode
    return deploys


@pytest.mark.long
@pytest.mark.parametrize("fault", FAULTS)
def test_fault_on_the_way(deploys: Deploys, fault: str, tried: Tried) -> None:
    """Whatever goes wrong at a call to Azure: no old outputs are used, and the next run makes it whole."""
    kind, operation, _ = fault.split()
    before = deploys.outputs(), deploys.snapshots()
    removing = ["--destroy", "azurerm_shared_image.second"] if operation == "delete" else []
    deploys.write({"update": CHANGED, "delete": FEWER}.get(operation, PATIENT))
    first = deploys.deploy(*removing, fault=fault)

    assert [] == [word for word in ("Traceback", "panic:") if word in first.stdout + first.stderr]
    if kind == "throttle":
        assert 0 == first.returncode, first.stderr
        assert 3 == sum(call.startswith("429 ") for call in deploys.calls())
    else:
        assert 1 == first.returncode
        assert "error: " in first.stderr
        assert before[0] == deploys.outputs()
        assert (before[1] != deploys.snapshots()) == deploys.unfinished.exists()
        if deploys.unfinished.exists():
            assert f"{deploys.unfinished}: a deploy is running or did not finish" in deploys.render().stderr
        second = deploys.deploy(*removing)
        if second.returncode:
            assert (kind, operation) in {("lose", "create"), ("kill", "create")}
            assert "already exists - to be managed via Terraform" in second.stdout + second.stderr
            again = deploys.run.make("deploy", ADOPT="1", DEPLOY_FLAGS=" ".join(FLAGS))
            assert f"if the resource is yours: {again}\n" in second.stderr
            adopted = deploys.adopt()
            assert 0 == adopted.returncode, adopted.stderr
            assert 0 == deploys.deploy(*removing).returncode
    agree(deploys, images=1 if operation == "delete" else 2)
    tried(
        f"`make deploy`: {KIND[kind]}",
        1,
        CAME_OUT if kind != "throttle" else "azurerm retries; the deploy succeeds",
    )


KIND = {
    "fail": "Azure returns an error for a create, read, update or delete",
    "hang": "Azure never answers such a call",
    "throttle": "Azure answers 429 three times",
    "lose": "Azure's answer to a create, update or delete is lost",
    "die": "the provider is killed before such a call",
    "kill": "Terraform is killed after such a call, before it saves the state",
}
