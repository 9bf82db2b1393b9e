"""Deploy the catalog: python -m deploy [plan] [--out .] [--destroy ADDRESS] [-- flags of cdktf deploy].

Synthesizes the stacks, refuses to destroy images, runs `cdktf deploy`, and replaces outputs.json when both
stacks are deployed. Exit codes: 0 done, 1 refused, declined or failed.

`plan` prints what Terraform would change in both stacks, and what a deploy would refuse. It applies nothing,
locks no state and needs no terminal. Exit codes: 0 no changes, 2 changes, 1 failed, or a deploy would refuse.
"""

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from catalog.contract import STACKS
from catalog.run import GOLDSHELF, Run
from deploy.guard import refusals
from deploy.plan_report import lines
from deploy.preconditions import approval, ready, refuse_old
from deploy.session import STOPPED, alone, options, run_of, wait_for_terraform
from deploy.states import refuse_unsaved
from deploy.synthesize import Stack, protected, synthesize
from deploy.terraform import Change, planned, plans
from deploy.terraform_version import Version
from deploy.unfinished import marked
from files.border import bordered
from files.errors import GoldshelfError

WRAPPER = Path(__file__).resolve().with_name("terraform_wrapper.py")
# Node would compile cdktf's megabytes of JavaScript at each deploy, which takes a second.
COMPILE_CACHE = GOLDSHELF / "node_modules/.cache/cdktf"


@bordered(stopped=STOPPED)
def main() -> int:
    """Deploy or plan, and return the exit code."""
    parser = options("python -m deploy", __doc__)
    parser.add_argument("command", nargs="?", choices=["deploy", "plan"], default="deploy")
    parser.add_argument("--destroy", action="append", default=[], help="allow this address to be destroyed")
    arguments = sys.argv[1:]
    end = arguments.index("--") if "--" in arguments else len(arguments)
    given = parser.parse_args(arguments[:end])
    given.flags = arguments[end + 1 :]
    if given.command == "plan" and given.flags:
        parser.error(f"plan accepts no flags of cdktf deploy: {' '.join(given.flags)}")
    run = run_of(given)
    with alone(run.out) as handle:
        if given.command == "plan":
            return _plan(run, destroy=given.destroy)
        return _apply(run, destroy=given.destroy, flags=given.flags, handle=handle)


def _plan(run: Run, *, destroy: list[str]) -> int:
    """Print what a deploy would do."""
    stacks = _prepare(run, ready(run), goal="plan")
    found = plans(run, lock=False)
    report = [line for plan in found for line in lines(plan)]
    print("\n".join(report or ["no changes"]))
    changes = [change for plan in found for change in plan.changes]
    _guard(run, changes, stacks, destroy=destroy, refusal="a deploy would be refused:")
    return 2 if report else 0


def _apply(run: Run, *, destroy: list[str], flags: list[str], handle: int) -> int:
    """Check the plans of all stacks before the first is applied."""
    version = ready(run, unapproved=[*approval(run, destroy=destroy, flags=flags)])
    stacks = _prepare(run, version, goal="deploy")
    _guard(run, planned(run), stacks, destroy=destroy, refusal="nothing was deployed:")
    with marked(run):
        _deploy(run, flags=flags, handle=handle)
    return 0


def _prepare(run: Run, version: Version | None, *, goal: str) -> list[Stack]:
    # An apply would start a second state beside the unsaved one.
    refuse_unsaved(run)
    stacks = synthesize(run, goal=goal)
    refuse_old(version, stacks)
    return stacks


def _guard(run: Run, changes: list[Change], stacks: list[Stack], *, destroy: list[str], refusal: str) -> None:
    refused = list(refusals(changes, protected=protected(stacks), destroy=destroy, run=run))
    if refused:
        raise GoldshelfError(refusal, *(line for message in refused for line in f"  {message}".split("\n")))


def _deploy(run: Run, *, flags: list[str], handle: int) -> None:
    """Run `cdktf deploy`, and replace outputs.json when both stacks are deployed."""
    new_outputs = run.cdktf_out.absolute() / "outputs.json"
    new_outputs.unlink(missing_ok=True)
    command = ["cdktf", "deploy", *STACKS, "--skip-synth", "--parallelism", "1"]
    files = ["--output", str(new_outputs.parent), "--outputs-file", str(new_outputs)]
    terraform = {
        "TERRAFORM_BINARY_NAME": str(WRAPPER),
        # Absolute, since terraform_wrapper.py runs in the folder of a stack.
        "DEPLOY_TERRAFORM": str(Path(shutil.which(run.terraform) or run.terraform).absolute()),
        "DEPLOY_HOLDS": str(run.cdktf_out.resolve()),
    }
    environment = {"NODE_COMPILE_CACHE": str(COMPILE_CACHE), **os.environ, **terraform}
    code = _run_cdktf([*command, *files, *flags], environment=environment, handle=handle)
    wait_for_terraform(run.cdktf_out)
    if code:
        refuse_unsaved(run)
        raise GoldshelfError(
            "the deploy failed and published no outputs; run it again. If Azure reports that a resource "
            "already exists, an interrupted run created it without saving it in the state; if the resource "
            "is yours: "
            f"{run.make('deploy', ADOPT='1', **({'DEPLOY_FLAGS': shlex.join(flags)} if flags else {}))}"
        )
    outputs = json.loads(new_outputs.read_text("utf-8")) if new_outputs.exists() else {}
    if not all(outputs.get(stack) for stack in STACKS):
        new_outputs.unlink(missing_ok=True)
        raise GoldshelfError("the deploy was declined or ended early; it published no outputs")
    new_outputs.replace(run.out / "outputs.json")


def _run_cdktf(command: list[str], *, environment: dict[str, str], handle: int) -> int:
    """Run cdktf and return its exit code; after a signal, wait until it has ended."""
    started: list[subprocess.Popen[bytes]] = []

    def stop(number: int, _: object) -> None:
        print("stopping: waiting for Terraform to save its state", file=sys.stderr)
        for process in started if number == signal.SIGTERM else ():  # Ctrl-C has reached cdktf too
            process.send_signal(signal.SIGINT)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    # If this process is killed, the child still holds the lock. cdktf runs only beside a cdktf.json.
    started += [subprocess.Popen(command, cwd=GOLDSHELF, env=environment, pass_fds=[handle])]  # noqa: S603
    return started[0].wait()


if __name__ == "__main__":
    sys.exit(main())
