"""A deploy that is stopped or killed: Terraform comes to its end, and what stays behind is got over."""

import os
import signal

import pytest

from deploy.session import wait_for_terraform
from tests.deploys import FLAGS, PATIENT, Deploys, agree, goes_on
from tests.state import DEFINITIONS, State
from tests.torture import Tried

pytestmark = pytest.mark.torture

LATER = [pytest.param(end, id=end.name, marks=pytest.mark.long) for end in (signal.SIGTERM, signal.SIGKILL)]


@pytest.mark.parametrize("end", [pytest.param(signal.SIGINT, id="SIGINT"), *LATER])
def test_run_is_stopped(
    remote: Deploys, state: State, end: signal.Signals, tried: Tried, torture: bool
) -> None:
    """Ctrl-C, a cancelled CI job or a kill in the midst of a deploy: the state is saved and unlocked."""
    remote.write(PATIENT.replace('"1s"', '"30m"'))
    process = remote.begin("hang create 3", until=4)
    state.delay = 0.1  # as it is across a network: cdktf does not wait for that
    os.killpg(process.pid, end)
    said = "".join(process.communicate(timeout=60))
    wait_for_terraform(remote.sandbox / "cdktf.out")
    state.delay = 0

    assert (True, False) == (process.returncode != 0, "Traceback" in said)
    assert f"{remote.unfinished}: a deploy is running or did not finish" in remote.render().stderr
    assert {} == state.locks
    assert 3 == len(remote.state())
    assert remote.azure().keys() == remote.state().keys()
    if torture:
        second = remote.deploy()
        assert 0 == second.returncode, second.stdout + second.stderr
        agree(remote, images=2)
    tried(
        f"`make deploy` receives {end.name} during a call to Azure",
        1,
        "Terraform saves its state and releases its lock; the next run completes the deploy",
    )


@pytest.mark.long
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM], ids=lambda end: end.name)
@pytest.mark.parametrize("adopt", [False, True], ids=["deploy", "adopt"])
def test_stopped_before_cdktf(
    remote: Deploys, state: State, adopt: bool, end: signal.Signals, tried: Tried
) -> None:
    """Stopped while it looks at the plans, or takes something over, it leaves no lock and loses nothing."""
    assert 0 == remote.deploy().returncode
    before = remote.azure()
    if adopt:
        state.states.clear()
    process = remote.begin("" if adopt else "hang read 1", until=0, adopt=adopt)
    state.delay = 0.5
    os.killpg(process.pid, end)
    _, said = process.communicate(timeout=60)
    state.delay = 0

    assert (1, "stopped: nothing was deployed\n") == (process.returncode, said)
    assert ({}, before) == (state.locks, remote.azure())
    goes_on(remote)
    tried(
        "`make deploy` or `make adopt` is interrupted while it reads Azure",
        1,
        "releases its lock; the next run completes the deploy",
    )


@pytest.mark.long
def test_terraform_that_is_killed(remote: Deploys, state: State, tried: Tried) -> None:
    """A kill leaves the lock: the next run says how to free it, and then all is taken over and finished."""
    first = remote.deploy(fault="kill create 4")
    assert 1 == first.returncode
    assert {DEFINITIONS} == state.locks.keys()

    second = remote.deploy()
    assert 1 == second.returncode
    remote.unlock(second.stderr)
    third = remote.deploy()
    assert "already exists - to be managed via Terraform" in third.stdout
    again = remote.run.make("deploy", ADOPT="1", DEPLOY_FLAGS=" ".join(FLAGS))
    assert f"if the resource is yours: {again}\n" in third.stderr
    goes_on(remote)
    tried(
        "Terraform is killed and leaves its lock on a remote state",
        1,
        "the next run prints who holds the lock and how to release it; `make deploy ADOPT=1` completes the "
        "deploy",
    )
