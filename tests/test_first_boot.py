"""What the steps of phase first_boot do on a host, run for real in a folder that stands for its disk."""

import os
import shutil
from pathlib import Path

import pytest

from tests.linux_builds import rendered
from tests.programs import Done, execute, program
from tests.test_own_steps_scripts import SCRIPTS, run


class Host:
    """A host of an image with steps of phase first_boot, on a disk in a folder."""

    def __init__(self, disk: Path, image: Path) -> None:
        self.disk = disk
        self.kept = disk / "var/lib/goldshelf/first-boot"
        self.folder = disk / "build"
        for path in ("etc/systemd/system", "var/log", "opt", "build"):
            (disk / path).mkdir(parents=True)
        program(disk / "bin/systemctl", f'echo "systemctl $*" >>{disk}/opt/stood-in')
        shutil.copy(image / "image.json", self.folder)
        shutil.copy(image / "archives/first_boot.tar", self.folder)

    def sealed(self) -> Done:
        """What place-files.sh and keep_first_boot.py do at the end of the build."""
        given = {"ARCHIVE": f"{self.folder}/first_boot.tar", "DESTINATION": f"{self.folder}/first-boot"}
        assert 0 == run("place-files.sh", self.disk, **given).returncode
        words = f"{SCRIPTS}/keep_first_boot.py {self.folder}/image.json {self.disk}"
        done = execute("bash", "-c", f"umask 077; exec python3 {words}")
        for path in self.kept.iterdir():
            text = path.read_text()
            for place in ("/var/lib/", "/var/log/", "/etc/", "/opt/"):
                text = text.replace(place, f"{self.disk}{place}")
            path.write_text(text)
        return done

    def starts(self) -> Done:
        """What its service runs at each start."""
        path = f"{self.disk}/bin:{os.environ['PATH']}"
        return execute("bash", self.kept / "run.sh", given={"PATH": path})

    def said(self) -> list[str]:
        """What the steps wrote."""
        return (self.disk / "opt/hello").read_text().splitlines()


@pytest.fixture
def host(tmp_path: Path) -> Host:
    """A host of data/linux-steps."""
    return Host(tmp_path / "disk", rendered(tmp_path / "team"))


def test_first_boot(host: Host) -> None:
    """A host runs each step once, with its environment, also after one that fails, and then forgets them."""
    sealed = host.sealed()
    unit = host.disk / "etc/systemd/system/goldshelf-first-boot.service"
    wanted = unit.parent / "cloud-init.target.wants" / unit.name

    assert (0, "2 steps will run on each host\n", "") == (sealed.returncode, sealed.stdout, sealed.stderr)
    assert f"/etc/systemd/system/{unit.name}" == str(wanted.readlink())
    assert ["644", "755", "755", "700"] == [
        f"{path.stat().st_mode:o}"[-3:] for path in (unit, wanted.parent, host.kept.parent, host.kept)
    ]
    first = host.starts()
    assert (0, "") == (first.returncode, first.stderr), first.stdout
    assert [f"""hello it's $x "y" from {host.kept}/01-hello.sh""", "again"] == host.said()
    assert "The step hello ended with exit code 3" in first.stdout
    assert "The step hello ended" in (host.disk / "var/log/goldshelf-first-boot.log").read_text()
    assert f"systemctl disable {unit.name}\n" == (host.disk / "opt/stood-in").read_text()
    assert [] == [path for path in (unit, host.kept, host.kept.parent) if path.exists()]


def test_first_boot_that_restarts(host: Host) -> None:
    """A step that restarts the host is not run again, and those after it run at the next start."""
    host.sealed()
    step = host.kept / "01-hello.sh"
    step.write_text(f"{step.read_text().replace('exit 3', '')}kill -9 $PPID\n")

    assert -9 == host.starts().returncode
    assert 1 == len(host.said())
    assert 0 == host.starts().returncode
    assert "again" == host.said()[1]
    assert not host.kept.exists()


def test_first_boot_of_the_base(host: Host) -> None:
    """What an image keeps replaces what the image that it is built on has kept."""
    program(host.kept / "01-of-the-base.sh", "exit 1")
    (host.disk / "etc/systemd/system/cloud-init.target.wants").mkdir()
    link = host.disk / "etc/systemd/system/cloud-init.target.wants/goldshelf-first-boot.service"
    link.symlink_to("/etc/systemd/system/goldshelf-first-boot.service")

    assert 0 == host.sealed().returncode
    assert ["01-hello.sh", "02-again-hello.sh", "run.sh"] == sorted(path.name for path in host.kept.iterdir())
