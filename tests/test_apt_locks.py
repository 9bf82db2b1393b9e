"""The locks of apt, which another apt may hold while a build begins: the daily one, or cloud-init's."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.programs import Done, execute, program

SCRIPT = PROJECT / "packer/scripts/linux/apt.sh"
LOCKS = ("var/lib/apt/lists/lock", "var/cache/apt/archives/lock")
HOLD = """
import fcntl, sys, time
lock = open(sys.argv[1], "w")
fcntl.lockf(lock, fcntl.LOCK_EX)
print(flush=True)
time.sleep(float(sys.argv[2]))
"""


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    """A folder that stands for the disk, with an apt-get that says what it is called with."""
    for lock in LOCKS:
        (tmp_path / lock).parent.mkdir(parents=True)
    folder = tmp_path / "var/tmp/goldshelf"
    folder.mkdir(parents=True)
    (folder / "python").symlink_to(sys.executable)
    (folder / "image.json").write_text('{"limits": {"package_lock": 1, "download_retries": 5}}')
    program(tmp_path / "bin/apt-get", 'echo "apt-get ${@: -1}"')
    return tmp_path


@contextmanager
def held(lock: Path, seconds: float) -> Iterator[None]:
    """Hold a lock as apt does, for so long."""
    command = (sys.executable, "-c", HOLD, str(lock), str(seconds))
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        yield
        process.kill()


def refreshed(disk: Path) -> Done:
    """Let the script update the lists, on that disk."""
    text = SCRIPT.read_text()
    for path in ("/var/tmp/goldshelf", "/var/{"):  # noqa: S108  (the script's own)
        text = text.replace(path, f"{disk}{path}")
    (disk / "apt.sh").write_text(text)
    command = f"PATH={disk}/bin:$PATH; . {disk}/apt.sh; refresh_repositories"
    return execute("bash", "-c", command)


def test_free_locks(disk: Path) -> None:
    """Nobody is waited for where nobody holds a lock, or where there is none yet."""
    (disk / LOCKS[0]).touch()

    assert (0, "apt-get update\n", "") == ((done := refreshed(disk)).returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_that_is_held_for_a_while(lock: str, disk: Path) -> None:
    """apt starts once the other program has let go."""
    with held(disk / lock, 0.6):
        assert (0, "apt-get update\n") == ((done := refreshed(disk)).returncode, done.stdout)


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_that_is_held_for_ever(lock: str, disk: Path) -> None:
    """After the limit of the catalog the build fails, and says which lock it was and which key to change."""
    with held(disk / lock, 60):
        done = refreshed(disk)

    assert 0 != done.returncode
    assert "" == done.stdout
    said = f"FAILED another program has held {disk}/{lock} for 1 seconds: see timeouts.package_lock"
    assert said == done.stderr.strip()
