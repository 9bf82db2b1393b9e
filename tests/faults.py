"""Faults in the calls that a program makes to the system, by strace: at each that changes a file in turn."""

import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.programs import PROJECT, Done, execute

# A `?` before a name: not every processor's Linux has it.
CALLS = (
    *("?mkdir", "mkdirat", "?open", "openat", "write", "ftruncate", "?unlink", "unlinkat", "?rmdir"),
    *("?rename", "renameat", "renameat2", "?link", "linkat", "?symlink", "symlinkat"),
    *("?chmod", "fchmod", "fchmodat", "syncfs"),
)
READS = ("O_RDONLY", " = -1 EEXIST")
"""What marks a call that changes nothing."""


@dataclass(frozen=True, kw_only=True)
class Point:
    """One call of a run: the `nth` of that name."""

    call: str
    nth: int

    def __str__(self) -> str:
        return f"{self.call}:{self.nth}"


def strace(log: Path, command: list[str], *faults: str) -> Done:
    """Run the command with these faults, and log its calls."""
    if not shutil.which("strace"):
        assert "CI" not in os.environ, "CI needs strace: make installs it"
        pytest.skip("strace is not on PATH")
    injected = [part for fault in faults for part in ("-e", f"inject={fault}")]
    traced = ["-f", "-qqq", "-y", "-s", "0", "-o", str(log), "-e", f"trace={','.join(CALLS)}"]
    # With other hashes, a set may be written in another order.
    python = {"PYTHONPATH": str(PROJECT), "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    return execute("strace", *traced, *injected, *command, cwd=log.parent, given={**os.environ, **python})


def no_room(log: Path, *paths: Path) -> list[str]:
    """What comes before a command, so that no write to these files finds room on the disk."""
    files = [part for path in paths for part in ("-P", str(path))]
    return ["strace", "-f", "-qqq", "-o", str(log), *files, "-e", "inject=write,pwrite64:error=ENOSPC"]


def small_disk(at: Path, script: str, *, size: str) -> Done:
    """Run a shell script in a folder that is a disk of that size, while it runs."""
    mounted = f"mount -t tmpfs -o size={size} tmpfs {at} && cd {at} && {script}"
    return execute("unshare", "--map-root-user", "--mount", "sh", "-c", mounted)


def python(module: str, *arguments: str | Path) -> list[str]:
    """The command that runs a module of the project."""
    return [sys.executable, "-m", module, *map(str, arguments)]


def points(log: Path, folder: Path) -> list[Point]:
    """The calls of a logged run that change something in `folder`."""
    counts: dict[str, int] = {}
    found = []
    for line in log.read_text(errors="replace").splitlines():
        call = re.match(r"\d+ +(\w+)\(", line)
        if call:
            counts[call[1]] = counts.get(call[1], 0) + 1
            if str(folder) in line and not any(mark in line for mark in READS):
                found.append(Point(call=call[1], nth=counts[call[1]]))
    return found


def last_call(log: Path) -> str:
    """The last call of a logged run."""
    return next(line for line in reversed(log.read_text(errors="replace").splitlines()) if "(" in line)
