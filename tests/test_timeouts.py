"""Time limits and retries of each part of a build."""

import json
import re
from pathlib import Path

import pytest

from catalog.load import load
from committed.normalize import SUBSCRIPTION, expected
from files.folders import Files
from packer.render import render
from review.reach import Reach
from tests.builds import image
from tests.conftest import PROJECT
from tests.images import TEXT, folder, reviewed, steps, with_line

RESTARTS = """
[steps.agent]
phase = "software"
inline = "exit 0"
restart = true

[steps.own]
phase = "software"
restart = true
timeout = "20m"
"""
LEAVING = """
[steps.leaving]
phase = "software"
inline = "exit 0"
expect_disconnect = true
"""
LINUX = image(
    "worker",
    'software = ["git"]',
    'timeouts = { start = "40m", update = "3h", software = "2h", restart = "45m", '
    'before_restart_is_over = "1m", package_lock = "30m", registration = "1m", proof_command = "1m" }',
    "retries = { software = 0, download = 2 }",
    system="linux",
)


def limits(files: Files, name: str) -> list[object]:
    """The values of an argument, in the order of the build."""
    return [one[name] for one in steps(files) if name in one]


def of(files: Files, script: str) -> dict[str, object]:
    """The provisioner that runs a script."""
    (found,) = [one for one in steps(files) if str(one.get("script")).endswith(f"/{script}")]
    return found


def told(files: Files) -> dict[str, int]:
    """The limits that the scripts have."""
    return dict(json.loads(files["image.json"])["limits"])


def linux(tmp_path: Path, text: str) -> Files:
    """The folder of the Linux image."""
    (tmp_path / "catalog.toml").write_text(TEXT + text)
    catalog = load(tmp_path / "catalog.toml")
    return render(catalog=catalog, outputs=expected(catalog), subscription_id=SUBSCRIPTION)["worker"]


def test_defaults_change_nothing() -> None:
    """The defaults, written out, make the build that a catalog without them has."""
    written = (
        'timeouts = { languages = "2h", software = "1h", beside_installer = "35m", download_answer = "5m", '
        'proof = "2m", proof_command = "3m", restart = "30m", before_restart_is_over = "1m", '
        'remove_apps = "1h", cleanup = "1h", prepare_sysprep = "1h", sysprep = "30m" }\n'
        "retries = { software = 1, download = 4, languages = 4, cleanup = 4, sysprep = 2 }"
    )
    assert folder() == folder(with_line(written))


def test_windows() -> None:
    """Each limit of a Windows image is the one of its own part."""
    files = folder(
        with_line(
            'languages = ["de-DE"]\ndisk_caching_type = "None"\nretries = { software = 3, sysprep = 0 }\n'
            'timeouts = { languages = "3h", software = "90m", restart = "1h", cleanup = "2h", '
            'prepare_sysprep = "70m", sysprep = "45m", remove_apps = "20m" }\n'
            'machine.remove_apps = ["Microsoft.BingNews"]'
        )
    )
    restarts = [one["restart_timeout"] for one in steps(files) if one["id"] == "windows-restart"]

    assert "3h" == of(files, "install-languages.ps1")["timeout"]
    assert [("90m", 3)] * 2 == [
        (one["timeout"], one["max_retries"]) for one in steps(files) if "install-software.ps1" in one["id"]
    ]
    assert {"1h"} == set(restarts)
    assert "20m" == of(files, "remove-apps.ps1")["timeout"]
    assert "2h" == of(files, "cleanup.ps1")["timeout"]
    prepare = of(files, "prepare-sysprep.ps1")
    assert ("70m", 40 * 60) == (prepare["timeout"], told(files)["decryption"])
    sysprep = of(files, "sysprep.ps1")
    assert ("75m", 45 * 60) == (sysprep["timeout"], told(files)["sysprep"])
    assert "max_retries" not in sysprep
    assert '  disk_caching_type                  = "None"' in files["source.pkr.hcl"]


def test_restarts_of_own_steps() -> None:
    """A restart after a step has the limit of the image, a step that only restarts may have its own."""
    files = folder(with_line('steps = ["agent", "own"]\ntimeouts = { restart = "1h" }'), ("", RESTARTS))
    own = [
        one["restart_timeout"]
        for one in steps(files)
        if one["id"].startswith("step ") and "restart_timeout" in one
    ]

    assert ["1h", "20m"] == own


def test_what_disconnects() -> None:
    """A step that restarts the VM itself is left alone for a minute, or for as long as the catalog says."""
    longer = 'steps = ["leaving"]\ntimeouts = { before_restart_is_over = "5m" }'

    first = "1m"  # before the first step of all
    assert [first, "1m"] == limits(folder(with_line('steps = ["leaving"]'), ("", LEAVING)), "pause_before")
    assert [first, "5m"] == limits(folder(with_line(longer), ("", LEAVING)), "pause_before")


def test_shortest_sysprep() -> None:
    """Sysprep has at least a minute for the disk, however short its preparation may be."""
    files = folder(with_line('timeouts = { prepare_sysprep = "1m" }'))

    assert 60 == told(files)["decryption"]


def test_what_scripts_are_told(tmp_path: Path) -> None:
    """Seconds and further tries reach the scripts as numbers."""
    windows = folder(
        with_line(
            'timeouts = { download_answer = "1m30s", proof = "5m", proof_command = "10m" }\n'
            "retries = { download = 0, languages = 1, cleanup = 2 }"
        )
    )

    assert {
        **{"download_answer": 90, "proof": 300, "proof_command": 600},
        **{"download_retries": 0, "language_retries": 1, "cleanup_retries": 2},
        **{"decryption": 1800, "sysprep": 1800},
    } == told(windows)
    assert {
        **{"download_answer": 300, "proof": 120, "proof_command": 180},
        **{"download_retries": 4, "language_retries": 4, "cleanup_retries": 4},
        **{"decryption": 1800, "sysprep": 1800},
    } == told(folder())
    assert {
        **{"proof_command": 60, "package_lock": 1800, "registration": 60, "download_retries": 2},
    } == told(linux(tmp_path, LINUX))
    assert {
        **{"proof_command": 180, "package_lock": 600, "registration": 600, "download_retries": 5},
    } == told(linux(tmp_path, image("worker", system="linux")))


@pytest.mark.parametrize("key", ["software", "restart", "cleanup", "prepare_sysprep", "sysprep", "build"])
def test_a_limit_alone_needs_no_build(key: str) -> None:
    """How long a part may take is no reason for a new version, whichever part that is."""
    image = reviewed(folder(), folder(with_line(f'timeouts = {{ {key} = "100m" }}')))

    assert {Reach.BUILD} == {one.effect for one in image.arguments}
    assert not image.needs_build


def test_scripts_read_each(tmp_path: Path) -> None:
    """Each limit that the scripts of a system are told is read by one of them, and no other is."""
    for files, read in (
        (folder(with_line('languages = ["de-DE"]')), r"Get-Limit '(\w+)'|\$image\.limits\.(\w+)"),
        (linux(tmp_path, LINUX), r'\$\(limit (\w+)\)|\["limits"\]\["(\w+)"\]'),
    ):
        # zypper alone waits for a registration, and apt for nothing else.
        texts = [text for name, text in files.items() if name.startswith("scripts/")]
        texts.append((PROJECT / "packer/scripts/linux/zypper.sh").read_text())
        found = {one[0] or one[1] for text in texts for one in re.findall(read, str(text))}

        assert told(files).keys() == found


def test_linux(tmp_path: Path) -> None:
    """Each limit of a Linux image is the one of its own part."""
    files = linux(tmp_path, LINUX)

    assert ["40m", "3h", "2h"] == limits(files, "timeout")
    assert [("1m", "45m")] == [
        (one["pause_before"], one["start_retry_timeout"]) for one in steps(files) if "pause_before" in one
    ]
    assert [] == limits(files, "max_retries")


@pytest.mark.parametrize(
    "line",
    [
        *('timeouts = { software = "2h" }', "retries = { software = 3 }", 'timeouts = { proof = "5m" }'),
        *(
            'timeouts = { build = "5h" }',
            'timeouts = { beside_installer = "50m" }',
            "retries = { languages = 0, download = 0 }",
        ),
    ],
)
def test_a_limit_is_no_new_version(line: str) -> None:
    """More time or another try changes how an image is built, and not what is in it."""
    assert {Reach.BUILD} == {one.effect for one in reviewed(folder(), folder(with_line(line))).arguments}
