"""What the commands of deploy/ share: their options, and the lock that allows one run at a time."""

import argparse
import fcntl
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from catalog.run import GOLDSHELF, Run, catalog_of_environment, default_out, run_of_environment
from files.lock import locked
from files.options import Parser

PROGRAMS = (GOLDSHELF / ".venv/bin", GOLDSHELF / "node_modules/.bin")
"""Node and cdktf. The Makefile puts these folders on PATH too."""


STOPPED = "stopped: nothing was deployed"
"""Printed on Ctrl-C; once cdktf runs, it handles that itself."""


def options(prog: str, about: str | None) -> Parser:
    """A parser with the options of every command."""
    parser = Parser(prog=prog, description=about)
    parser.add_argument(
        "--out",
        type=Path,
        default=default_out(catalog_of_environment()),
        help="the folder of cdktf.out, local state and outputs.json (default: %(default)s, for this CATALOG)",
    )
    parser.add_argument("--terraform", default="terraform", help="the Terraform or OpenTofu binary")
    return parser


def run_of(given: argparse.Namespace) -> Run:
    """The run that the options and the environment describe."""
    return run_of_environment(catalog=catalog_of_environment(), out=given.out, terraform=given.terraform)


@contextmanager
def alone(out: Path) -> Iterator[int]:
    """Lock the folder for this run; yield the handle of the lock."""
    # Like Ctrl-C. If this process died at once, the pipe that Terraform writes to would break and kill it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    os.environ["PATH"] = os.pathsep.join([*map(str, PROGRAMS), os.environ.get("PATH", os.defpath)])
    (out / "cdktf.out").mkdir(parents=True, exist_ok=True)
    with locked(out, because="another run is deploying from it") as handle:
        with locked(out / "cdktf.out", because="another run was killed, and its Terraform is still running"):
            pass
        yield handle


def wait_for_terraform(cdktf_out: Path) -> None:
    """Wait until every Terraform of deploy/terraform_wrapper.py has ended there."""
    handle = os.open(cdktf_out, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    os.close(handle)
