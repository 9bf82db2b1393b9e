"""What Terraform would do with a synthesized stack."""

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
"""What Terraform says where another run has the state; the first ID is that run's. One that was killed
between two calls to Azure leaves a lock without it."""


NOTHING = ["no-op"]
"""The actions of what stays as it is."""
ELSEWHERE = "Backend configuration changed"
"""What Terraform says where its state is to be in another place than at the last run in this folder."""


class TerraformError(GoldshelfError):
    """Terraform failed. Its text is Terraform's own, and what to do where that can be said."""

    def __init__(self, said: str) -> None:
        super().__init__(*said.expandtabs().split("\n"))


class LockedError(TerraformError):
    """Another run has the state."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a plan does with one resource."""

    stack: str
    address: str
    type: str
    actions: tuple[str, ...]
    before: dict[str, Any]
    after: dict[str, Any]
    because: tuple[str, ...]
    """The arguments that cannot change in place."""
    moved_from: str | None = None
    """The address that the state has it under."""
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
        """Where it runs."""
        return self.of.cdktf_out / "stacks" / self.stack

    @property
    def unsaved(self) -> Path:
        """The state that it leaves here where it cannot save it where it belongs."""
        return self.folder / "errored.tfstate"

    @property
    def has_unsaved(self) -> bool:
        """Whether it left one. An empty file is what a full disk makes of it."""
        return self.unsaved.exists() and self.unsaved.stat().st_size > 0

    def init(self, *flags: str) -> None:
        """Install the provider and find the state; raise TerraformError where that fails."""
        self.run("init", "-input=false", "-no-color", *flags)

    def save(self) -> None:
        """Save the state that it left here; raise TerraformError where that fails."""
        self.init()
        try:
            self.run("state", "push", "-no-color", self.unsaved.name)
        except LockedError:
            raise
        except TerraformError as error:
            raise TerraformError(
                f"{error}\n\n{self.unsaved} could not be saved. Where a later run has saved its own state, "
                "or the file is cut off, it is of no use: remove it, then run again"
            ) from None
        self.unsaved.unlink()

    def planned(self, *, lock: bool) -> Plan:
        """What an apply would change now; raise TerraformError where there can be no plan.

        A plan that prevent_destroy stops is one: it says what would be destroyed.
        """
        locking = f"-lock={str(lock).lower()}"
        self.init(locking)
        with TemporaryDirectory() as folder:  # a plan holds what the state does: not for the project's folder
            plan = Path(folder, "plan")
            said = self.run("plan", "-input=false", "-no-color", locking, f"-out={plan}", check=False)
            if not plan.exists():
                raise self._error(said)
            shown = json.loads(self.run("show", "-json", str(plan)))
        changes = [self._change(one) for one in shown.get("resource_changes", ())]
        if shown.get("errored") and not any("delete" in change.actions for change in changes):
            raise self._error(said)
        outputs = [name for name, one in shown.get("output_changes", {}).items() if one["actions"] != NOTHING]
        return Plan(stack=self.stack, changes=tuple(changes), outputs=tuple(outputs))

    def run(self, *arguments: str, check: bool = True) -> str:
        """What Terraform says; raise TerraformError with that where it fails."""
        run = _to_its_end([self.of.terraform, f"-chdir={self.folder}", *arguments])
        if check and run.returncode:
            raise self._error(run.stdout + run.stderr)
        return run.stdout if check else run.stdout + run.stderr

    def _error(self, said: str) -> TerraformError:
        if ELSEWHERE in said:
            # Of both stacks: [backend] is the catalog's.
            moves = " && ".join(self.of.terraform_in(stack, "init", "-migrate-state") for stack in STACKS)
            return TerraformError(
                f"the state of {self.stack} is not where it was at the last deploy from {self.of.cdktf_out}. "
                f"If it is this catalog's, and [backend] has changed, take the states there: {moves}"
            )
        if locked := LOCKED.search(said):
            return LockedError(f"{said.rstrip()}\n\n{self._unlock(locked['id'])}")
        return TerraformError(said)

    def _unlock(self, id_: str | None) -> str:
        if not id_:
            return (
                f"Another run is about to take the state of {self.stack}, or was cut off as it did: run "
                "again; where it stays so, break the lease of the state's blob in Azure"
            )
        return (
            f"Another run has the state of {self.stack}: wait for its end. Only where it was cut off: "
            f"{self.of.terraform_in(self.stack, 'force-unlock', id_)}"
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
            because=tuple(paths),
            moved_from=one.get("previous_address"),
            changed=tuple(name for name in before if name in after and before[name] != after[name]),
        )


def _to_its_end(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a command, in a thread: on Ctrl-C, subprocess.run would kill it before it has freed its lock."""
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
