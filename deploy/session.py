"""What the programs of this folder share: options, one run at a time, and an end without a traceback."""

import argparse
import fcntl
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from catalog.run import GOLDSHELF, Run, catalog_of_environment, default_out, run_of_environment
from files.lock import locked

PROGRAMS = (GOLDSHELF / ".venv/bin", GOLDSHELF / "node_modules/.bin")
"""Where Node and cdktf are, as the Makefile has them on PATH."""


STOPPED = "stopped: nothing was deployed"
"""On Ctrl-C, until cdktf runs, which takes that itself."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """End with 1: for a plan, argparse's own 2 would mean that there are changes."""
        self.exit(1, f"{self.format_usage()}error: {message}\n")


def options(prog: str, about: str | None) -> argparse.ArgumentParser:
    """A parser with the options of all."""
    parser = _Parser(prog=prog, description=about)
    parser.add_argument(
        "--out",
        type=Path,
        default=default_out(catalog_of_environment()),
        help="where cdktf.out, state and outputs.json lie (default: %(default)s, for this CATALOG)",
    )
    parser.add_argument("--terraform", default="terraform", help="the program")
    return parser


def run_of(given: argparse.Namespace) -> Run:
    """What the options and the environment say of this run."""
    return run_of_environment(catalog=catalog_of_environment(), out=given.out, terraform=given.terraform)


@contextmanager
def alone(out: Path) -> Iterator[int]:
    """Keep the folder for this run, and give what holds the lock."""
    # As Ctrl-C does. To die at once would break the pipe that Terraform writes to, and that kills it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    os.environ["PATH"] = os.pathsep.join([*map(str, PROGRAMS), os.environ.get("PATH", os.defpath)])
    (out / "cdktf.out").mkdir(parents=True, exist_ok=True)
    with locked(out, doing="deploys from it") as handle:
        with locked(out / "cdktf.out", doing="was killed, and Terraform still works in it"):
            pass
        yield handle


def free(cdktf_out: Path) -> None:
    """Wait until no Terraform of deploy/terraform_wrapper.py works there any more."""
    handle = os.open(cdktf_out, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    os.close(handle)
