"""What docs/teardown.md says takes all of a catalog down, in an order that Azure accepts."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builds import GALLERY
from tests.conftest import PROJECT
from tests.deploys import BOTH
from tests.machine import Machine
from tests.programs import Done

PAGE = (PROJECT / "docs/teardown.md").read_text()
UNPROTECTED = re.sub(
    r"^(\[gallery\]|\[images\.[\w-]+\])$",
    r"\1\nprevent_destroy = false",
    BOTH,
    flags=re.MULTILINE,
)
STATES = ("terraform.gallery.tfstate", "terraform.image-definition.tfstate")
KEPT = (*STATES, "outputs.json")


def commands(catalog: str) -> list[str]:
    """Those of the page for this catalog."""
    found = re.search(
        rf"^<!-- a test runs this: {catalog} -->\n```sh\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE
    )
    assert found
    return found[1].splitlines()


@pytest.fixture
def machine(tmp_path: Path, deployed: Path) -> Iterator[Machine]:
    """A clone where two catalogs are deployed, of the same names: the sandbox's Azure has them once."""
    with Machine(tmp_path) as machine:
        for name in ("catalog.toml", "prod.toml"):
            (machine.project / name).write_text(UNPROTECTED)
        for folder in (machine.project, machine.project / "prod"):
            (folder / "packer.out").mkdir(parents=True)
            for name in KEPT:
                shutil.copy(deployed / "sandbox" / name, folder)
        (machine.project / ".sandbox").mkdir()
        shutil.copy(deployed / "sandbox/azure.json", machine.project / ".sandbox")
        yield machine


def typed(machine: Machine, command: str) -> Done:
    """Type the command, and yes. What is installed is linked, and may be of any age."""
    command = command.replace("make ", "make -o .venv/ready -o node_modules/ready ")
    return machine.run("python", "-m", "sandbox", "--folder", ".sandbox", "sh", "-c", f"echo yes | {command}")


@pytest.mark.parametrize(
    ("catalog", "out"),
    [pytest.param("catalog.toml", ".", marks=pytest.mark.long), ("prod.toml", "prod")],
)
def test_all_goes(machine: Machine, catalog: str, out: str) -> None:
    """The commands leave nothing of one catalog in Azure or in its states, and the other one as it was.

    A definition that holds a version stops them. The sandbox has no `az` that deletes versions: that is done
    here by hand.
    """
    azure = machine.project / ".sandbox/azure.json"
    other = machine.project / ("prod" if out == "." else ".")
    before = [(other / name).read_bytes() for name in KEPT]
    plan, definitions, *rest = commands(catalog)
    planned = typed(machine, plan)
    assert (0, "no changes\n") == (planned.returncode, planned.stdout), planned.stderr

    version = f"{GALLERY}/images/Second/versions/1.0.0"
    azure.write_text(json.dumps({**json.loads(azure.read_text()), version: {"id": version}}))
    refused = typed(machine, definitions)
    assert 1 == refused.returncode
    assert "Cannot delete resource while nested resources exist" in refused.stdout + refused.stderr
    left = json.loads(azure.read_text())
    azure.write_text(json.dumps({id_: resource for id_, resource in left.items() if id_ != version}))

    for command in (definitions, *rest):
        run = typed(machine, command)
        assert 0 == run.returncode, (command, run.stdout, run.stderr)
    assert {} == json.loads(azure.read_text())
    for name in STATES:
        assert [] == json.loads((machine.project / out / name).read_text())["resources"]
    assert not (machine.project / out / "outputs.json").exists()
    assert before == [(other / name).read_bytes() for name in KEPT]
