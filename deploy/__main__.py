"""Deploy what the catalog makes: python -m deploy [plan] [--out .] [--destroy ADDRESS] [-- cdktf's flags].

Synthesize, refuse what would destroy images, `cdktf deploy`, and publish outputs.json whole or not at all.
Exit codes: 0 done, 1 refused, declined or failed.

`plan` prints what Terraform would change in both stacks, and what would be refused; it applies nothing,
locks no state and needs no terminal. Exit codes: 0 no change, 2 changes, 1 failed, or would be refused.
"""

import argparse
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
from deploy.session import STOPPED, alone, free, options, run_of
from deploy.states import refuse_unsaved
from deploy.synthesize import protected, synthesize
from deploy.terraform import Change, planned, plans
from deploy.terraform_version import Version
from deploy.unfinished import marked
from files.border import exit_code
from files.errors import GoldshelfError

WRAPPER = Path(__file__).resolve().with_name("terraform_wrapper.py")
# What Node makes of cdktf's megabytes of JavaScript: a second of each deploy.
COMPILED = GOLDSHELF / "node_modules/.cache/cdktf"


def main() -> int:
    """Deploy or plan, and return the exit code."""
    given = _options()
    return exit_code(lambda: _run(given), stopped=STOPPED)


def _run(given: argparse.Namespace) -> int:
    run = run_of(given)
    with alone(run.out) as handle:
        if given.command == "plan":
            return _plan(run, destroy=given.destroy)
        return _apply(run, destroy=given.destroy, flags=given.flags, handle=handle)


def _plan(run: Run, *, destroy: list[str]) -> int:
    """Print what a deploy would do."""
    _prepare(run, ready(run), goal="plan")
    found = plans(run, lock=False)
    said = [line for plan in found for line in lines(plan)]
    print("\n".join(said or ["no changes"]))
    changes = [change for plan in found for change in plan.changes]
    _guard(run, changes, destroy=destroy, refusal="a deploy would be refused:")
    return 2 if said else 0


def _apply(run: Run, *, destroy: list[str], flags: list[str], handle: int) -> int:
    """Look at the plans of all stacks before the first is applied."""
    _prepare(run, ready(run, unapproved=[*approval(run, destroy=destroy, flags=flags)]), goal="deploy")
    _guard(run, planned(run), destroy=destroy, refusal="nothing was deployed:")
    with marked(run):
        _deploy(run, flags=flags, handle=handle)
    return 0


def _prepare(run: Run, version: Version | None, *, goal: str) -> None:
    # Before anything is applied: that would make a second state beside it.
    refuse_unsaved(run)
    synthesize(run, goal=goal)
    refuse_old(run, version)


def _guard(run: Run, changes: list[Change], *, destroy: list[str], refusal: str) -> None:
    refused = list(refusals(changes, protected=protected(run.cdktf_out), destroy=destroy, run=run))
    if refused:
        lines = [line for sentence in refused for line in f"  {sentence}".split("\n")]
        raise GoldshelfError(refusal, *lines)


def _deploy(run: Run, *, flags: list[str], handle: int) -> None:
    """Run `cdktf deploy`, and give outputs.json its name when it is whole."""
    waiting = run.cdktf_out.absolute() / "outputs.json"
    waiting.unlink(missing_ok=True)
    command = ["cdktf", "deploy", *STACKS, "--skip-synth", "--parallelism", "1"]
    files = ["--output", str(waiting.parent), "--outputs-file", str(waiting)]
    terraform = {
        "TERRAFORM_BINARY_NAME": str(WRAPPER),
        # terraform_wrapper.py runs in the folder of a stack: from there, ./terraform is another one.
        "DEPLOY_TERRAFORM": str(Path(shutil.which(run.terraform) or run.terraform).absolute()),
        "DEPLOY_HOLDS": str(run.cdktf_out.resolve()),
    }
    environment = {"NODE_COMPILE_CACHE": str(COMPILED), **os.environ, **terraform}
    code = _ended([*command, *files, *flags], environment=environment, handle=handle)
    free(run.cdktf_out)
    if code:
        refuse_unsaved(run)
        raise GoldshelfError(
            "the deploy failed, and published no outputs; run it again. If Azure says that something exists "
            "already, an earlier run was cut off before it could note that. If it is yours: "
            f"{run.make('deploy', ADOPT='1', **({'DEPLOY_FLAGS': shlex.join(flags)} if flags else {}))}"
        )
    published = json.loads(waiting.read_text("utf-8")) if waiting.exists() else {}
    if not all(published.get(stack) for stack in STACKS):
        waiting.unlink(missing_ok=True)
        raise GoldshelfError("the deploy was declined, or ended early, and published no outputs")
    waiting.replace(run.out / "outputs.json")


def _ended(command: list[str], *, environment: dict[str, str], handle: int) -> int:
    """Run cdktf to its end, also where both are told to stop; give its exit code."""
    started: list[subprocess.Popen[bytes]] = []

    def stop(number: int, _: object) -> None:
        print("stopping: Terraform saves what it has made", file=sys.stderr)
        for process in started if number == signal.SIGTERM else ():  # Ctrl-C has reached cdktf too
            process.send_signal(signal.SIGINT)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    # The child holds the lock too, should this process be killed.
    # cdktf works only beside a cdktf.json.
    started += [subprocess.Popen(command, cwd=GOLDSHELF, env=environment, pass_fds=[handle])]  # noqa: S603
    return started[0].wait()


def _options() -> argparse.Namespace:
    parser = options("python -m deploy", __doc__)
    parser.add_argument("command", nargs="?", choices=["deploy", "plan"], default="deploy")
    parser.add_argument("--destroy", action="append", default=[], help="an address that may be destroyed")
    words = sys.argv[1:]
    end = words.index("--") if "--" in words else len(words)
    given = parser.parse_args(words[:end])
    given.flags = words[end + 1 :]
    if given.command == "plan" and given.flags:
        parser.error(f"a plan takes no flags of cdktf deploy: {' '.join(given.flags)}")
    return given


if __name__ == "__main__":
    sys.exit(main())
