"""Run Terraform or OpenTofu in the folder of a stack, and explain its errors, such as a locked state."""

import json
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from catalog.contract import STACKS
from catalog.run import Run
from files.errors import GoldshelfError

LOCKED = re.compile(
    r"(?:Error acquiring the state lock|failed to lock \w+ state)(?:.*?\bID[=:]\s*(?P<id>\S+))?", re.DOTALL
)
"""Terraform's error if another run holds the lock; the first ID is that lock's. A run that is killed between
two calls to Azure leaves a lock without an ID."""

NO_OP = ["no-op"]
"""The actions of a plan that changes nothing."""
BACKEND_CHANGED = "Backend configuration changed"
"""Terraform's error if the backend is not that of the last run in this folder."""


class TerraformError(GoldshelfError):
    """Terraform failed. The text is Terraform's own, followed by what to do if that is known."""

    def __init__(self, output: str) -> None:
        super().__init__(*output.expandtabs().split("\n"))


class LockedError(TerraformError):
    """Another run holds the lock of the state."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a plan does with one resource."""

    stack: str
    address: str
    type: str
    actions: tuple[str, ...]
    before: dict[str, Any]
    after: dict[str, Any]
    forces: tuple[str, ...]
    """The arguments that force a replacement."""
    moved_from: str | None = None
    """Its address in the state."""
    changed: tuple[str, ...] = ()
    """The arguments that an update changes."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What an apply of one stack would do."""

    stack: str
    changes: tuple[Change, ...]
    outputs: tuple[str, ...]
    """The names of the outputs that would change."""


@dataclass(frozen=True, kw_only=True)
class Terraform:
    """Terraform, or OpenTofu, in the folder of one stack."""

    of: Run
    stack: str

    @property
    def folder(self) -> Path:
        """The folder of the stack."""
        return self.of.cdktf_out / "stacks" / self.stack

    @property
    def unsaved(self) -> Path:
        """Where Terraform leaves a state that it cannot save to its backend."""
        return self.folder / "errored.tfstate"

    @property
    def has_unsaved(self) -> bool:
        """Whether it left one. On a full disk the file is empty."""
        return self.unsaved.exists() and self.unsaved.stat().st_size > 0

    def init(self, *flags: str) -> None:
        """Install the provider and connect to the backend; raise TerraformError if that fails."""
        self.run("init", "-input=false", "-no-color", *flags)

    def save(self) -> None:
        """Save the state that it left here; raise TerraformError if that fails."""
        self.init()
        try:
            self.run("state", "push", "-no-color", self.unsaved.name)
        except LockedError:
            raise
        except TerraformError as error:
            raise TerraformError(
                f"{error}\n\n{self.unsaved} could not be saved. If a later run has saved a newer state, or "
                "the file is incomplete, it cannot be used: remove it, then run again"
            ) from None
        self.unsaved.unlink()

    def planned(self, *, lock: bool) -> Plan:
        """What an apply would change now; raise TerraformError if Terraform cannot plan.

        A plan that fails because of prevent_destroy is returned: it has what would be destroyed.
        """
        locking = f"-lock={str(lock).lower()}"
        self.init(locking)
        with TemporaryDirectory() as folder:  # a plan can have secrets, as the state can
            path = Path(folder, "plan")
            output = self.run("plan", "-input=false", "-no-color", locking, f"-out={path}", check=False)
            if not path.exists():
                raise self._error(output)
            plan = json.loads(self.run("show", "-json", str(path)))
        changes = [self._change(one) for one in plan.get("resource_changes", ())]
        if plan.get("errored") and not any("delete" in change.actions for change in changes):
            raise self._error(output)
        outputs = [name for name, one in plan.get("output_changes", {}).items() if one["actions"] != NO_OP]
        return Plan(stack=self.stack, changes=tuple(changes), outputs=tuple(outputs))

    def run(self, *arguments: str, check: bool = True) -> str:
        """What Terraform prints; raise TerraformError with it if Terraform fails."""
        run = _uninterrupted([self.of.terraform, f"-chdir={self.folder}", *arguments])
        if check and run.returncode:
            raise self._error(run.stdout + run.stderr)
        return run.stdout if check else run.stdout + run.stderr

    def _error(self, output: str) -> TerraformError:
        if BACKEND_CHANGED in output:
            # Of both stacks, since they share [backend].
            migrate = " && ".join(self.of.terraform_in(stack, "init", "-migrate-state") for stack in STACKS)
            return TerraformError(
                f"the backend of {self.stack} has changed since the last deploy from {self.of.cdktf_out}. "
                f"If [backend] of this catalog was changed on purpose, move the states: {migrate}"
            )
        if locked := LOCKED.search(output):
            return LockedError(f"{output.rstrip()}\n\n{self._unlock(locked['id'])}")
        return TerraformError(output)

    def _unlock(self, id_: str | None) -> str:
        if not id_:
            return (
                f"Another run is acquiring the lock of the state of {self.stack}, or was killed on the way; "
                "run again, and if this does not go away, break the lease of the state's blob in Azure"
            )
        return (
            f"Another run holds the lock of the state of {self.stack}; wait until it has ended. Only if it "
            f"was killed: {self.of.terraform_in(self.stack, 'force-unlock', id_)}"
        )

    def _change(self, one: dict[str, Any]) -> Change:
        change = one["change"]
        paths = (".".join(map(str, path)) for path in change.get("replace_paths", ()))
        before, after = change["before"] or {}, change["after"] or {}
        return Change(
            stack=self.stack,
            address=one["address"],
            type=one["type"],
            actions=tuple(change["actions"]),
            before=before,
            after=after,
            forces=tuple(paths),
            moved_from=one.get("previous_address"),
            changed=tuple(name for name in before if name in after and before[name] != after[name]),
        )


def _uninterrupted(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a command in a thread: on Ctrl-C, subprocess.run would kill it before it has released its lock."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(
            subprocess.run, command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        ).result()


def every(run: Run) -> list[Terraform]:
    """Terraform in each stack's folder, in the order of a deploy."""
    return [Terraform(of=run, stack=stack) for stack in STACKS]


def plans(run: Run, *, lock: bool = True) -> list[Plan]:
    """What an apply of each stack would do, in the order of a deploy."""
    with ThreadPoolExecutor() as pool:
        return list(pool.map(lambda terraform: terraform.planned(lock=lock), every(run)))


def planned(run: Run) -> list[Change]:
    """What an apply of all stacks would change."""
    return [change for plan in plans(run) for change in plan.changes]
