"""Packer's plugins come from GitHub, which may be busy: a pipeline tries again, and says so if it fails."""

import os
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.pipeline import loaded
from tests.programs import Done, execute, program

SHELLS = {"GitLab": ("sh", "-e", "-c"), "GitHub": ("bash", "-e", "-o", "pipefail", "-c")}


def script(system: str) -> str:
    """What the job of that system runs to get the plugins."""
    if system == "GitLab":
        lines = loaded((PROJECT / "pipeline/gitlab-jobs.yml").read_text())[".build"]["script"]
    else:
        jobs = loaded((PROJECT / ".github/workflows/goldshelf-wave.yml").read_text())["jobs"]
        lines = [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]
    (found,) = [line for line in lines if "packer init" in line and "for pause" in line]
    return str(found)


def tried(tmp_path: Path, system: str, *, failures: int) -> tuple[Done, list[str]]:
    """Run it with a Packer that fails so often; return what was called too."""
    calls = tmp_path / "calls"
    program(tmp_path / "packer", f'echo "packer $*" >>{calls}\n[ $(grep -c ^packer {calls}) -gt {failures} ]')
    program(tmp_path / "sleep", f'echo "sleep $*" >>{calls}')
    path = f"{tmp_path}:{os.environ['PATH']}"
    done = execute(*SHELLS[system], script(system), cwd=tmp_path, PATH=path, FOLDER="packer.out/win11-avd")
    return done, calls.read_text().splitlines()


@pytest.mark.parametrize("system", SHELLS)
@pytest.mark.parametrize(("failures", "code"), [(0, 0), (1, 0), (2, 0), (3, 1)])
def test_plugins_are_tried_again(system: str, failures: int, code: int, tmp_path: Path) -> None:
    """Three tries, with time between them; then the job fails, and says that it is for the plugins."""
    done, calls = tried(tmp_path, system, failures=failures)
    waits = ["sleep 30", "sleep 60"][:failures]
    again = ["packer init packer.out/win11-avd"] * (len(waits) + 1)

    assert code == done.returncode
    assert sorted([*again, *waits]) == sorted(calls)
    assert bool(code) == ("FAILED Packer's plugins were not downloaded: see above\n" in done.stdout)
