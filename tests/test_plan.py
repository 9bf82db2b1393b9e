"""`python -m deploy plan` shows what a deploy would do and refuse, by its exit code too, and does nothing."""

import shutil
from pathlib import Path

import pytest

from tests.deploys import BOTH, SHIPPED, THIRD, Deploys
from tests.state import DEFINITIONS, State


def kept(deploys: Deploys) -> list[bytes]:
    """What a plan must not touch."""
    names = ("azure.json", "outputs.json", "deploy.unfinished", *map(str, deploys.snapshots()))
    return [(deploys.sandbox / name).read_bytes() for name in names]


@pytest.mark.parametrize(
    ("text", "code", "lines", "refused"),
    [
        pytest.param(BOTH, 0, ["no changes"], [], marks=pytest.mark.long),  # as below, of a state elsewhere
        (
            BOTH.replace("Storage for my AVD images", "new") + THIRD,
            2,
            [
                "azurerm_shared_image_gallery.main would be updated in place: description",
                "azurerm_shared_image.third would be created",
                "the outputs of image-definition would change: image_definitions",
            ],
            [],
        ),
        (
            SHIPPED.replace('"avd-standard"', '"avd-premium"'),
            1,
            [
                "azurerm_shared_image.second would be destroyed",
                "azurerm_shared_image.win11-avd would be destroyed and created again (forces replacement: "
                "identifier)",
            ],
            [
                "  azurerm_shared_image.second would be destroyed: it is no longer in the catalog",
                "  azurerm_shared_image.win11-avd would be destroyed and created again (forces",
            ],
        ),
    ],
    ids=["nothing", "changes", "refused"],
)
def test_plan(deploys: Deploys, text: str, code: int, lines: list[str], refused: list[str]) -> None:
    """Each change is a line; the exit code says whether there is one, or a deploy would be refused."""
    deploys.unfinished.write_text("of an earlier run")
    before = kept(deploys)
    deploys.write(text)
    run = deploys.plan()

    assert (code, lines) == (run.returncode, run.stdout.splitlines()), run.stderr
    assert len(refused) == sum(any(map(line.startswith, refused)) for line in run.stderr.splitlines())
    assert run.stderr.startswith("error: a deploy would be refused:\n") == bool(refused)
    assert ([], before) == (deploys.changes(), kept(deploys))


def test_plan_of_a_state_in_use(remote: Deploys, state: State, deployed: Path) -> None:
    """While another run has the state, the plan does not wait for it, and takes no lock."""
    for stack in ("gallery", "image-definition"):
        state.states[f"/{stack}"] = (deployed / f"sandbox/terraform.{stack}.tfstate").read_bytes()
    shutil.copy(deployed / "sandbox/azure.json", remote.sandbox)
    state.locks[DEFINITIONS] = {"ID": "of another"}
    remote.write(BOTH)
    run = remote.plan()

    assert (0, "no changes\n") == (run.returncode, run.stdout), run.stderr
    assert {DEFINITIONS: {"ID": "of another"}} == state.locks
