"""A small Linux, made from Debian's own packages, which Packer reaches over SSH as it reaches a build VM.

It has what a VM in Azure has when a build starts: an account for Packer with a key, which may become root.
There is no systemd, no cloud-init and no agent of Azure: programs of their names stand for them. A restart
ends every program and starts the SSH server anew; /tmp stays, as on distributions that do not empty it.
"""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.programs import Done, execute, program

if TYPE_CHECKING:
    from tests.conftest import Once  # which imports this module

SUITE, MIRROR = "bookworm", "http://deb.debian.org/debian"
PACKAGES = "openssh-server,sudo,python3,procps"
USER = "packer"
SUDO = [] if os.geteuid() == 0 else ["sudo", "-n"]
ALONE = [*SUDO, "unshare", "--mount", "--pid", "--fork", "--kill-child"]
"""What runs so leaves no mount and no process, whatever ends it."""
SMALLER = """
rm -rf /var/cache/apt/archives/*.deb /var/cache/apt/*.bin /var/lib/apt/lists/*
rm -rf /usr/share/doc /usr/share/man /usr/share/locale
"""
"""Takes away what no test reads, and each copies."""
PREPARE = f"""
useradd --create-home --shell /bin/bash --password '*' {USER}
install -d -m 700 -o {USER} -g {USER} /home/{USER}/.ssh
ssh-keygen -q -t rsa -b 2048 -m PEM -N '' -f /key
install -m 600 -o {USER} -g {USER} /key.pub /home/{USER}/.ssh/authorized_keys
rm /key.pub
printf '# User rules for {USER}\\n{USER} ALL=(ALL) NOPASSWD:ALL\\n' >/etc/sudoers.d/90-cloud-init-users
chmod 440 /etc/sudoers.d/90-cloud-init-users
echo "127.0.0.1 localhost $(hostname)" >/etc/hosts
: >/etc/apt/sources.list
{SMALLER}
"""
"""As Azure and cloud-init leave a VM, but small. Without a source of packages, apt has nothing to update."""
STANDS_FOR = {
    # A restart ends this program too, and the session that waits for it.
    "systemctl": 'echo "systemctl $*" >>/var/log/stood-in\n[ "$1" != reboot ] || { kill -9 -1; kill -9 $$; }',
    **dict.fromkeys(("cloud-init", "waagent", "journalctl", "fstrim"), "exit 0"),
}
MACHINE = """
root=$1 port=$2
exec 3<&0
trap exit TERM
mount -t proc proc "$root/proc"
while :; do
  mkdir -p "$root/run/sshd"
  (read -r _ <&3; kill 1) &
  chroot "$root" /usr/sbin/sshd -D -o Port="$port" -o ListenAddress=127.0.0.1 -o UsePAM=no &
  wait $!
done
"""
"""Its first program: ends, and with it all others, when whoever started it closes the pipe, or is gone."""


@dataclass(frozen=True, kw_only=True)
class Machine:
    """One such machine, while it runs and afterwards."""

    root: Path
    key: Path
    port: int

    def run(self, command: str) -> Done:
        """Run a shell command as root, with a root's own few variables, as a service does."""
        clean = ["env", "-i", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]
        proc = f"--mount-proc={self.root}/proc"
        return execute(*ALONE, proc, "chroot", self.root, *clean, "bash", "-c", command)

    def said(self, command: str) -> str:
        """What a command says that succeeds."""
        run = self.run(command)
        assert (0, "") == (run.returncode, run.stderr), run.stdout + run.stderr
        return run.stdout

    def files(self) -> set[str]:
        """Every path of the disk, but what it makes anew at each start."""
        return paths(self.root)


def paths(root: Path) -> set[str]:
    """What is below a folder that only root may read: folders end with a slash."""
    apart = [word for name in ("proc", "dev", "run") for word in ("-path", f"{root}/{name}", "-prune", "-o")]
    found = execute(*SUDO, "find", root, *apart, "-type", "d", "-printf", "%P/\\n", "-o", "-printf", "%P\\n")
    assert (0, "") == (found.returncode, found.stderr)
    return set(found.stdout.splitlines())


def holding(text: str, *folders: Path) -> list[str]:
    """Every file below the folders in which `text` is: what grep -r finds."""
    options = "--recursive --text --files-with-matches --fixed-strings --devices=skip".split()
    found = execute(*SUDO, "grep", *options, "-e", text, *folders)
    assert found.stderr == ""
    return found.stdout.splitlines()


def _can_be_made() -> bool:
    """Whether this is possible here: as root, and where programs may be set apart."""
    return bool(shutil.which("debootstrap")) and execute(*ALONE, "true").returncode == 0


def _make(folder: Path) -> None:
    """Unpack Debian into a folder, and prepare it."""
    root, key = folder / "root", folder / "key"
    made = execute(*ALONE, "debootstrap", "--variant=minbase", f"--include={PACKAGES}", SUITE, root, MIRROR)
    assert 0 == made.returncode, made.stdout[-2000:] + made.stderr
    for name, script in STANDS_FOR.items():
        path = program(folder / "stands-for" / name, script)
        execute(*SUDO, "install", "-m", "755", path, root / "usr/local/bin" / name)
    prepared = Machine(root=root, key=key, port=0).run(PREPARE)
    assert (0, "") == (prepared.returncode, prepared.stderr)
    execute(*SUDO, "install", "-m", "600", "-o", str(os.geteuid()), root / "key", key)
    execute(*SUDO, "rm", root / "key")


@pytest.fixture(scope="session")
def debian(once: "Once") -> Path:
    """The folder of that Linux. In CI it must be made; elsewhere its tests are skipped with a word."""
    if not _can_be_made():
        assert "CI" not in os.environ, "CI needs debootstrap, which make installs, and root"
        pytest.skip("a Linux cannot be made here: it needs debootstrap, and root")
    return once("debian", _make)


@pytest.fixture
def machine(debian: Path, tmp_path: Path) -> Iterator[Machine]:
    """A running copy of it."""
    root = tmp_path / "root"
    try:
        copied = execute(*SUDO, "cp", "--archive", "--reflink=auto", debian / "root", root)
        assert 0 == copied.returncode, copied.stderr
        with _running(Machine(root=root, key=debian / "key", port=_free_port())) as machine:
            yield machine
    finally:
        execute(*SUDO, "rm", "--recursive", "--force", root)


@contextmanager
def _running(machine: Machine) -> Iterator[Machine]:
    command = [*ALONE, "bash", "-c", MACHINE, "machine", str(machine.root), str(machine.port)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL):
        _wait_for(machine.port)
        yield machine


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the SSH server did not start")
