"""What dnf.sh asks of dnf, run with a dnf that only answers."""

import subprocess
from pathlib import Path

from tests.conftest import PROJECT

SCRIPT = PROJECT / "packer/scripts/linux/dnf.sh"
UPDATES = "kernel.x86_64    5.14.0-570    baseos\n"
OBSOLETING = "Obsoleting Packages\nnew.x86_64    2-1    appstream\n    old.x86_64    1-1    @appstream\n"


def left(tmp_path: Path, said: str, status: int) -> subprocess.CompletedProcess[str]:
    """What is still not up to date, after a dnf that says this."""
    (tmp_path / "said").write_text(said)
    dnf = tmp_path / "dnf"
    dnf.write_text(f'#!/bin/sh\ncat "{tmp_path}/said" || exit 1\nexit {status}\n')
    dnf.chmod(0o755)
    return subprocess.run(
        ["bash", "-c", f'PATH="{tmp_path}:$PATH"; . "{SCRIPT}"; left=$(not_up_to_date); echo "$left"'],
        capture_output=True,
        text=True,
        check=False,
    )


def test_long_list(tmp_path: Path) -> None:
    """A list that is longer than a pipe holds is read to its end, and what replaces others is no update."""
    done = left(tmp_path, UPDATES + OBSOLETING * 5000, 100)

    assert (0, "kernel 5.14.0-570\n") == (done.returncode, done.stdout.replace(".x86_64", "")), done.stderr


def test_failure(tmp_path: Path) -> None:
    """A dnf that fails is not one that has nothing to update."""
    assert 0 != left(tmp_path, "", 1).returncode
