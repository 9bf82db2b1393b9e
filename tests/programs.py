"""The programs that the tests run, those that stand for one, and git."""

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

PROJECT = Path(__file__).parent.parent
Done = subprocess.CompletedProcess[str]


def execute(
    *command: str | Path,
    cwd: Path = PROJECT,
    given: Mapping[str, str] = os.environ,
    stdin: str = "",
    **variables: str,
) -> Done:
    """Run a program to its end, with these variables besides those that are given."""
    return subprocess.run(
        command,
        cwd=cwd,
        env={**given, **variables},
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


def python(folder: Path, *arguments: str | Path, **variables: str) -> Done:
    """Run goldshelf's Python in a folder, as a user does."""
    given = {**os.environ, "PYTHONPATH": str(PROJECT), **variables}
    return execute(sys.executable, *arguments, cwd=folder, given=given)


def inside(main: Callable[[list[str]], int], folder: Path, *arguments: str | Path, **variables: str) -> Done:
    """Run one of goldshelf's commands in a folder, inside this process: its imports take most of a second."""
    from unittest import mock  # not for the programs that import this module: it takes long

    given = [str(one) for one in arguments]
    out, err = io.StringIO(), io.StringIO()
    with (
        mock.patch.dict(os.environ, variables),
        contextlib.chdir(folder),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            code = main(given)
        except SystemExit as end:  # of a wrong option
            code = int(end.code or 0)
    return Done(given, code, out.getvalue(), err.getvalue())


def program(path: Path, script: str) -> Path:
    """Write a shell script that stands for a program."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/bash\n{script}\n")
    path.chmod(0o755)
    return path


def git(folder: Path, *arguments: str) -> str:
    """What git says, run as somebody of the team, whatever this machine's own settings are."""
    named = ("-c", "user.name=team", "-c", "user.email=team@example.com")
    run = execute("git", *named, *arguments, cwd=folder, GIT_CONFIG_GLOBAL=os.devnull)
    assert 0 == run.returncode, run.stderr
    return run.stdout


def commit(folder: Path, message: str = "a change") -> None:
    """Commit all that is in a folder, which may be no repository yet."""
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)
