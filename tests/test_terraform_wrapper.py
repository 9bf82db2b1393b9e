"""Terraform, as cdktf runs it, comes to its end, is told to stop once, and says truly how it ended."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.__main__ import WRAPPER
from deploy.session import wait_for_terraform
from tests.programs import program

STOPS = """
trap 'echo told >> told' INT
touch runs
until [ -e enough ]; do sleep 0.05; done
touch ended
exit 3
"""
"""A Terraform that takes its time, whatever it is told."""
Begin = Callable[[str], subprocess.Popen[bytes]]


@pytest.fixture
def begin(tmp_path: Path) -> Begin:
    """Start a program in Terraform's place, as cdktf would."""

    def begin(text: str) -> subprocess.Popen[bytes]:
        terraform = program(tmp_path / "terraform", text)
        environment = {"DEPLOY_TERRAFORM": str(terraform), "DEPLOY_HOLDS": str(tmp_path)}
        return subprocess.Popen(
            [WRAPPER, "apply"], cwd=tmp_path, env={**os.environ, **environment}, start_new_session=True
        )

    return begin


def test_killed(begin: Begin) -> None:
    """Terraform that a signal ended has failed, also for cdktf, which asks for the exit code alone."""
    assert 128 + 9 == begin("kill -9 $$").wait()


@pytest.mark.parametrize(
    "signals",
    [["group INT", "HUP"], ["HUP"], ["group HUP"], ["TERM", "HUP"], ["group INT", "TERM", "HUP", "HUP"]],
    ids=", ".join,
)
def test_told_once(begin: Begin, tmp_path: Path, signals: list[str]) -> None:
    """Ctrl-C at its terminal, one that hangs up, or both: Terraform is told once, and waited for."""
    process = begin(STOPS)
    while not (tmp_path / "runs").exists():
        time.sleep(0.01)
    for one in signals:
        number = signal.Signals[f"SIG{one.split()[-1]}"]
        os.killpg(process.pid, number) if "group" in one else process.send_signal(number)
        time.sleep(0.1)
    threading.Timer(0.2, (tmp_path / "enough").touch).start()
    wait_for_terraform(tmp_path)

    assert (tmp_path / "ended").exists()
    assert 3 == process.wait()
    assert "told\n" == (tmp_path / "told").read_text()
