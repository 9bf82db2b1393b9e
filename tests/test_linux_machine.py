"""The script that sets what a Linux machine itself has, in a root of its own."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PROJECT

SCRIPT = PROJECT / "packer/scripts/linux/set-machine.sh"
ALL = {
    "environment": {"SITE": "berlin: a b", "EDITOR": "vi"},
    "path": ["/opt/contoso/bin", "/opt/b+c/bin"],
    "time_zone": "Europe/Berlin",
    "local_accounts": ["svc-app"],
    "remove_apps": [],
}


def root(tmp_path: Path, machine: object = ALL) -> Path:
    """A root of a Linux machine with a few files."""
    for name, text in {
        "var/tmp/goldshelf/image.json": json.dumps({"machine": machine}),
        "etc/environment": 'PATH="/usr/bin"\nexport SITE=old\n# a remark\nSITES=stays\n',
        "etc/passwd": "root:x:0:0::/root:/bin/sh\nsvc-app:x:999:999::/:/bin/false\n",
        "etc/timezone": "Etc/UTC\n",
        "usr/share/zoneinfo/Europe/Berlin": "TZif2",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "etc/localtime").symlink_to("../usr/share/zoneinfo/Etc/UTC")
    return tmp_path


def run(moment: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the script as the build does, in another root."""
    return subprocess.run(
        ["bash", str(SCRIPT), str(folder)],
        env={"MOMENT": moment, "PATH": "/usr/local/bin:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_linux_machine(tmp_path: Path) -> None:
    """The script sets what the catalog says, keeps what others have set, may run twice, and proves it."""
    machine = root(tmp_path)
    for _ in range(2):
        assert (0, "") == ((one := run("set", machine)).returncode, one.stderr)

    assert ('PATH="/usr/bin"\n# a remark\nSITES=stays\nSITE="berlin: a b"\nEDITOR="vi"\n') == (
        machine / "etc/environment"
    ).read_text()
    shown = subprocess.run(  # noqa: S602
        f". {machine}/etc/profile.d/50-image-path.sh; echo $PATH",
        env={"PATH": "/usr/bin:/bin"},
        shell=True,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "/usr/bin:/bin:/opt/contoso/bin:/opt/b+c/bin\n" == shown.stdout
    assert "TZif2" == (machine / "etc/localtime").read_text()
    assert "Europe/Berlin\n" == (machine / "etc/timezone").read_text()
    assert 0 == run("test", machine).returncode


@pytest.mark.parametrize(
    ("break_", "said"),
    [
        (
            lambda one: (one / "etc/passwd").write_text("root:x:0:0\n"),
            "the local account svc-app was expected",
        ),
        (
            lambda one: (one / "etc/environment").write_text(""),
            '/etc/environment was expected to have EDITOR="vi"',
        ),
        (
            lambda one: (one / "etc/profile.d/50-image-path.sh").unlink(),
            "was expected to add /opt/contoso/bin",
        ),
        (lambda one: (one / "etc/localtime").unlink(), "the time zone was expected to be Europe/Berlin"),
    ],
    ids=["account", "variable", "path", "time zone"],
)
def test_what_is_gone_is_found(break_: Any, said: str, tmp_path: Path) -> None:
    """What a later step has undone fails the build, and is named."""
    machine = root(tmp_path)
    assert 0 == run("set", machine).returncode
    break_(machine)
    found = run("test", machine)

    assert 1 == found.returncode
    assert f"FAILED {said}" in found.stdout or said in found.stdout


def test_unknown_time_zone(tmp_path: Path) -> None:
    """A time zone that the system does not have stops the build where it is set."""
    found = run("set", root(tmp_path, {**ALL, "time_zone": "Europe/Atlantis"}))

    assert 1 == found.returncode
    assert "FAILED Europe/Atlantis is not a time zone of this system" in found.stderr
