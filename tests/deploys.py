"""`make deploy` in a sandbox of a test's own: with faults, and what Azure and Terraform's state then hold."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from catalog.contract import STACKS
from catalog.run import Run
from packer import hook
from tests.conftest import DATA, PROJECT
from tests.programs import Done, execute, inside
from tests.state import State

SHIPPED = (DATA / "catalog.toml").read_text()
SECOND = (
    SHIPPED[SHIPPED.index("[images.win11-avd]") :]
    .replace("win11-avd", "second")
    .replace("Win11-AVD-Template", "Second")
    .replace("avd-standard", "second")
)
BOTH = SHIPPED + SECOND
THIRD = SECOND.replace("second", "third").replace("Second", "Third")
TIMEOUTS = 'timeouts = { create = "1s", read = "1s", update = "1s", delete = "1s" }'
PATIENT = BOTH.replace("[gallery]\n", f"[resource_group]\n{TIMEOUTS}\n\n[gallery]\n{TIMEOUTS}\n").replace(
    'os_type            = "Windows"', f'os_type            = "Windows"\n{TIMEOUTS}'
)
"""The catalog with two images, and little patience, so that a test need not wait for half an hour."""
CHANGED = PATIENT.replace("Storage for my AVD images", "new").replace(
    'security           = "trusted_launch"', 'security           = "trusted_launch"\ndescription = "new"'
)
SUBSCRIPTION = ("--subscription", "00000000-0000-0000-0000-000000000000")
FLAGS = ("--auto-approve", "--no-color", "--skip-provider-lock")


def two_catalogs(folder: Path) -> None:
    """Write the shipped catalog, and one for production."""
    (folder / "catalog.toml").write_text(SHIPPED)
    (folder / "prod.toml").write_text(SHIPPED.replace("my_image_gallery", "prod_gallery"))


def typed(path: Path) -> str:
    """As one would type it in the project."""
    return str(path.relative_to(PROJECT) if path.is_relative_to(PROJECT) else path)


class Deploys:
    """A folder with a catalog, and the sandbox in it."""

    def __init__(self, folder: Path, *, remote: State | None = None) -> None:
        self.folder = folder
        self.remote = remote
        self.sandbox = folder / "sandbox"
        self.catalog = folder / "catalog.toml"
        self.unfinished = self.sandbox / "deploy.unfinished"
        self.run = Run(
            catalog=self.catalog, out=self.sandbox, sandbox=self.sandbox, python=typed(Path(sys.executable))
        )
        """What a command that is printed must name."""

    @classmethod
    def copy_of(cls, deployed: Path, folder: Path) -> Self:
        """In a copy of a folder that somebody deployed."""
        return cls(Path(shutil.copytree(deployed, folder, symlinks=True)))

    def write(self, text: str, *replacements: tuple[str, str]) -> None:
        """Write the catalog, with some text replaced."""
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new)
        self.catalog.write_text(text)

    def command(self, module: str, *arguments: str) -> list[str]:
        """Run a module of deploy/ as the Makefile does."""
        sandbox = [sys.executable, "-m", "sandbox", "--folder", str(self.sandbox)]
        return [*sandbox, sys.executable, "-m", module, "--out", str(self.sandbox), *arguments]

    def environment(self, fault: str = "") -> dict[str, str]:
        """For these commands; the calls to Azure are counted anew."""
        (self.sandbox / "calls.log").unlink(missing_ok=True)
        state = {"SANDBOX_STATE": self.remote.address} if self.remote else {}
        return {**os.environ, "CI": "true", "CATALOG": str(self.catalog), "SANDBOX_FAULT": fault, **state}

    def deploy(self, *arguments: str, fault: str = "", under: Sequence[str] = ()) -> Done:
        """Deploy the catalog, perhaps under another program."""
        return self._run("deploy", *arguments, "--", *FLAGS, fault=fault, under=under)

    def begin(self, fault: str, *, until: int, adopt: bool = False) -> subprocess.Popen[str]:
        """Deploy or adopt in the background; give it when it asks Azure, and has begun so many changes."""
        process = subprocess.Popen(
            self.command("deploy.adopt", *SUBSCRIPTION) if adopt else self.command("deploy", "--", *FLAGS),
            cwd=PROJECT,
            env=self.environment(fault),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        while not (self.sandbox / "calls.log").exists() or until > len(self.changes()):
            assert process.poll() is None
            time.sleep(0.1)
        return process

    def adopt(self) -> Done:
        """Import what was made and not noted."""
        return self._run("deploy.adopt", *SUBSCRIPTION)

    def unlock(self, said: str) -> None:
        """Paste the command that a message names for a run that was cut off, and answer its question."""
        _, named, command = said.partition("Only if it was killed: ")
        assert named, said
        run = execute("bash", "-c", command, given=self.environment(), stdin="yes\n")
        assert 0 == run.returncode, run.stdout + run.stderr

    def planned(self) -> list[str]:
        """What Terraform would change now."""
        code = (
            "from pathlib import Path; from catalog.run import Run; "
            "from deploy.terraform import planned; "
            f"run = Run(catalog=Path({str(self.catalog)!r}), out=Path({str(self.sandbox)!r})); "
            "print(*(change.address for change in planned(run) if change.actions != ('no-op',)))"
        )
        command = (sys.executable, "-m", "sandbox", "--folder", self.sandbox, sys.executable, "-c", code)
        run = execute(*command, given=self.environment())
        assert 0 == run.returncode, run.stderr
        return run.stdout.split()

    def plan(self, *arguments: str) -> Done:
        """What a deploy would do."""
        return self._run("deploy", "plan", *arguments)

    def read(self) -> Done:
        """Read the outputs from the states, as `make outputs` does."""
        return self._run("deploy.outputs")

    def _run(self, module: str, *arguments: str, fault: str = "", under: Sequence[str] = ()) -> Done:
        return execute(*under, *self.command(module, *arguments), given=self.environment(fault))

    def render(self) -> Done:
        """Run the hook, as `make deploy` does after the deploy."""
        return inside(
            hook.main, self.folder, "--outputs", self.sandbox / "outputs.json", "--catalog", self.catalog
        )

    def azure(self) -> dict[str, Any]:
        """What Azure holds, by id."""
        path = self.sandbox / "azure.json"
        return dict(json.loads(path.read_text())) if path.exists() else {}

    def state(self) -> dict[str, Any]:
        """What Terraform's state holds, by id."""
        local = [path.read_bytes() for path in self.sandbox.glob("terraform.*.tfstate")]
        states = self.remote.states.values() if self.remote else local
        resources = [one for state in map(json.loads, states) for one in state["resources"]]
        return {one["attributes"]["id"]: one["attributes"] for each in resources for one in each["instances"]}

    def outputs(self) -> dict[str, Any] | None:
        """What the hook reads, if it is there."""
        path = self.sandbox / "outputs.json"
        return dict(json.loads(path.read_text())) if path.exists() else None

    def snapshots(self) -> dict[str, int]:
        """The serial of each local state."""
        states = self.sandbox.glob("terraform.*.tfstate")
        return {path.name: json.loads(path.read_text())["serial"] for path in states}

    def calls(self) -> list[str]:
        """The calls to Azure of the last command."""
        return (self.sandbox / "calls.log").read_text().splitlines()

    def changes(self) -> list[str]:
        """Those that change something."""
        return [call for call in self.calls() if not call.startswith(("read ", "429 "))]


def cdktf(verb: str, catalog: Path, *, sandbox: Path, **variables: str) -> Done:
    """Run cdktf itself on a catalog, in that sandbox."""
    stacks = STACKS if verb in ("deploy", "destroy") else ()
    options = ["--parallelism", "1", "--auto-approve", "--skip-provider-lock"] if stacks else []
    if verb == "deploy":
        options += ["--outputs-file", str(sandbox / "outputs.json")]
    command = ["cdktf", verb, *stacks, *options, "--no-color", "--output", str(sandbox / "cdktf.out")]
    given = {**os.environ, "CI": "true", "CATALOG": str(catalog), **variables}
    return execute(sys.executable, "-m", "sandbox", "--folder", sandbox, *command, given=given)


def agree(deploys: Deploys, *, images: int) -> None:
    """Azure has what the state says and what the catalog wants; nothing more is planned; the hook renders."""
    azure = deploys.azure()
    assert 2 + images == len(azure)
    noted = {id_: {**attributes, "timeouts": None} for id_, attributes in deploys.state().items()}
    assert {id_: {**resource, "timeouts": None} for id_, resource in azure.items()} == noted
    assert [] == deploys.planned()
    assert 0 == deploys.render().returncode


def goes_on(deploys: Deploys) -> None:
    """What `make deploy ADOPT=1` does ends the work of a run that was cut off."""
    assert 0 == deploys.adopt().returncode
    assert 0 == deploys.deploy().returncode
    agree(deploys, images=2)
