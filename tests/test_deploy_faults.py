"""Azure fails, hangs, throttles, loses its answer, or all is killed: the next run makes it whole."""

from pathlib import Path

import pytest

from tests.deploys import CHANGED, PATIENT, Deploys, agree
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
    "it ends with an error, and outputs.json is as before; where the state changed, the hook refuses it; a "
    "second run (after a lost answer or a kill, `ADOPT=1`) makes catalog, state and Azure agree"
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
            assert f"if the resource is yours: {deploys.run.make('deploy', ADOPT='1')}\n" in second.stderr
            adopted = deploys.adopt()
            assert 0 == adopted.returncode, adopted.stderr
            assert 0 == deploys.deploy(*removing).returncode
    agree(deploys, images=1 if operation == "delete" else 2)
    tried(
        f"`make deploy`: {KIND[kind]}",
        1,
        CAME_OUT if kind != "throttle" else "azurerm asks again; all is made",
    )


KIND = {
    "fail": "Azure answers a create, read, update or delete with an error",
    "hang": "Azure never answers one of them",
    "throttle": "Azure answers one of them 429, three times",
    "lose": "Azure's answer to a create, update or delete is lost after the work",
    "die": "the provider is killed before one of them",
    "kill": "Terraform is killed after one of them, before it can note it",
}
