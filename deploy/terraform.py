"""What Terraform would do with a synthesized stack."""

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from catalog.outputs import STACKS
from deploy.border import DeployError


class TerraformError(DeployError):
    """Terraform cannot plan. Its text is Terraform's own."""


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


@dataclass(frozen=True, kw_only=True)
class Terraform:
    """Terraform, or OpenTofu, in the folder of one stack."""

    program: str
    cdktf_out: Path
    stack: str

    def planned(self) -> list[Change]:
        """What an apply would change now; raise TerraformError where there can be no plan.

        A plan that prevent_destroy stops is one: it says what would be destroyed.
        """
        self.run("init", "-input=false", "-no-color")
        with TemporaryDirectory() as folder:  # a plan holds what the state does: not for the project's folder
            plan = Path(folder, "plan")
            said = self.run("plan", "-input=false", "-no-color", f"-out={plan}", check=False)
            if not plan.exists():
                raise TerraformError(said)
            shown = json.loads(self.run("show", "-json", str(plan)))
        changes = [self._change(one) for one in shown.get("resource_changes", ())]
        if shown.get("errored") and not any("delete" in change.actions for change in changes):
            raise TerraformError(said)
        return changes

    def run(self, *arguments: str, check: bool = True) -> str:
        """What Terraform says; raise TerraformError with that where it fails."""
        run = subprocess.run(  # noqa: S603  (a fixed program, no shell)
            [self.program, f"-chdir={self.cdktf_out / 'stacks' / self.stack}", *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if check and run.returncode:
            raise TerraformError(run.stdout + run.stderr)
        return run.stdout if check else run.stdout + run.stderr

    def _change(self, one: dict[str, Any]) -> Change:
        change = one["change"]
        paths = (".".join(map(str, path)) for path in change.get("replace_paths", ()))
        return Change(
            stack=self.stack,
            address=one["address"],
            type=one["type"],
            actions=tuple(change["actions"]),
            before=change["before"] or {},
            after=change["after"] or {},
            because=tuple(paths),
        )


def planned(cdktf_out: Path, *, program: str) -> list[Change]:
    """What an apply of all stacks would change."""
    stacks = [Terraform(program=program, cdktf_out=cdktf_out, stack=stack) for stack in STACKS]
    with ThreadPoolExecutor() as pool:
        return [change for changes in pool.map(Terraform.planned, stacks) for change in changes]
