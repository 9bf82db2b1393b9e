"""Deploy what the catalog makes: python -m deploy [--out .] [--destroy ADDRESS] [-- flags of cdktf deploy].

Synthesize, refuse what would destroy images, `cdktf deploy`, and publish outputs.json whole or not at all.
Exit codes: 0 done, 1 refused, declined or failed.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from catalog.commands import Run
from catalog.outputs import STACKS
from deploy.border import DeployError, alone, free, options, run_of
from deploy.guard import refusals
from deploy.synthesized import protected, synthesize
from deploy.terraform import every, planned

PATIENT = Path(__file__).resolve().with_name("patient.py")
# What Node makes of cdktf's megabytes of JavaScript: a second of each deploy.
COMPILED = PATIENT.parent.parent / "node_modules/.cache/cdktf"


def main() -> None:
    """Deploy, or end with 1."""
    given = _options()
    run, out = run_of(given), given.out
    with alone(out) as handle:
        # First of all: what a deploy that fails leaves must not pass for its outputs.
        (out / "outputs.json").unlink(missing_ok=True)
        # Before anything is applied: that would make a second state beside it.
        _refuse_unsaved(run)
        synthesize(run.cdktf_out)
        _guard(run, destroy=given.destroy)
        _deploy(run, flags=given.flags, handle=handle)


def _refuse_unsaved(run: Run) -> None:
    """Say what to do where Terraform could not save its state."""
    left = [str(one.unsaved) for one in every(run) if one.has_unsaved]
    if left:
        raise DeployError(
            f"Terraform could not save its state, and left it in {', '.join(left)}. Keep that; when the "
            f"state can be written again: {run.make('deploy', ADOPT='1')}"
        )


def _guard(run: Run, *, destroy: list[str]) -> None:
    """Look at the plans of all stacks before the first is applied."""
    refused = list(refusals(planned(run), protected=protected(run.cdktf_out), destroy=destroy, run=run))
    if refused:
        raise DeployError("\n".join(["nothing was deployed:", *(f"  {sentence}" for sentence in refused)]))


def _deploy(run: Run, *, flags: list[str], handle: int) -> None:
    """Run `cdktf deploy`, and give outputs.json its name when it is whole."""
    waiting = run.cdktf_out / "outputs.json"
    waiting.unlink(missing_ok=True)
    command = ["cdktf", "deploy", *STACKS, "--skip-synth", "--parallelism", "1"]
    files = ["--output", str(run.cdktf_out), "--outputs-file", str(waiting)]
    terraform = {
        "TERRAFORM_BINARY_NAME": str(PATIENT),
        "DEPLOY_TERRAFORM": run.terraform,
        "DEPLOY_HOLDS": str(run.cdktf_out.resolve()),
    }
    environment = {"NODE_COMPILE_CACHE": str(COMPILED), **os.environ, **terraform}
    code = _ended([*command, *files, *flags], environment=environment, handle=handle)
    free(run.cdktf_out)
    if code:
        _refuse_unsaved(run)
        raise DeployError(
            "the deploy failed, and there are no outputs; run it again. Where Azure says that something "
            "exists already, an earlier run was cut off before it could note that: if it is yours: "
            f"{run.make('deploy', ADOPT='1')}"
        )
    published = json.loads(waiting.read_text("utf-8")) if waiting.exists() else {}
    if not all(published.get(stack) for stack in STACKS):
        waiting.unlink(missing_ok=True)
        raise DeployError("the deploy was declined, or ended early: there are no outputs")
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
    started += [subprocess.Popen(command, env=environment, pass_fds=[handle])]  # noqa: S603
    return started[0].wait()


def _options() -> argparse.Namespace:
    parser = options("python -m deploy", __doc__)
    parser.add_argument("--destroy", action="append", default=[], help="an address that may be destroyed")
    parser.add_argument("flags", nargs="*", help="of cdktf deploy, after --")
    return parser.parse_args()


if __name__ == "__main__":
    main()
