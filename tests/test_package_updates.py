"""Updates of Linux: which ones a build installs, as the hook writes it and a review tells it."""

import json
from typing import Any

import pytest

from files.folders import Files
from tests.builds import image
from tests.images import folders, reviewed, steps
from tests.test_security_review import downgrades


def linux(line: str = "software = []") -> Files:
    """The folder of a Linux image with this line in its build."""
    return folders(("", image("linux", line, system="linux")))["linux"]


def told(files: Files) -> Any:
    """What the scripts are told of updates."""
    return json.loads(files["image.json"])["package_updates"]


def scripts(files: Files) -> list[str]:
    """The scripts that run, in their order."""
    return [one["script"].rpartition("/")[2] for one in steps(files) if "script" in one]


@pytest.mark.parametrize("line", ["package_updates = true", "package_updates = {}"])
def test_all(line: str) -> None:
    """A catalog without the key, with true, or with an empty table makes the same build: of all packages."""
    assert linux() == linux(line)
    assert ["start.sh", "update.sh", "test-image.sh"] == scripts(linux())[:3]
    assert {"exclude": [], "security_only": False} == told(linux())


def test_some() -> None:
    """What is left out reaches the script as data, and the script is the same for all images."""
    files = linux('package_updates = { exclude = ["linux-*", "lib?c++"], security_only = true }')

    assert {"exclude": ["linux-*", "lib?c++"], "security_only": True} == told(files)
    assert linux()["scripts/update.sh"] == files["scripts/update.sh"]
    assert linux()["build.pkr.hcl"] == files["build.pkr.hcl"]


def test_none() -> None:
    """Without updates, the build has no such step."""
    files = linux("package_updates = false")

    assert ["start.sh", "test-image.sh"] == scripts(files)[:2]
    assert "scripts/update.sh" not in files
    assert told(files) is None


SOME = 'package_updates = { exclude = ["linux-*"] }'


@pytest.mark.parametrize(
    ("old", "new", "messages"),
    [
        (
            "package_updates = true",
            "package_updates = false",
            ["no longer updates its packages before the version is published"],
        ),
        ("package_updates = true", SOME, ["leaves out updates of the packages `linux-*`"]),
        (SOME, SOME.replace("]", ', "curl"]'), ["leaves out updates of the packages `curl`"]),
        (
            "package_updates = {}",
            "package_updates = { security_only = true }",
            ["installs only updates for security"],
        ),
        (SOME, "package_updates = true", []),
        ("package_updates = false", SOME, []),
    ],
)
def test_review(old: str, new: str, messages: list[str]) -> None:
    """A review shows each change of it, and tells what is no longer updated."""
    assert messages == downgrades(linux(old), linux(new))
    assert any(one.path.startswith("package_updates") for one in reviewed(linux(old), linux(new)).arguments)
