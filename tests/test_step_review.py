"""A review tells what own steps bring: each changed file once, with exactly the images that it reaches."""

import re
from pathlib import Path

import pytest

from files.diff import unified
from tests.conftest import Once
from tests.step_repository import PULL_REQUESTS, history, reviewed
from tests.tour import report


@pytest.fixture(scope="session")
def shared(once: Once) -> Path:
    """The repository of tests/step_repository.py."""
    return once("steps", history)


def built(repository: Path, name: str) -> set[str]:
    """The images that need a new build, by catalog and key."""
    return {
        f"{catalog['name']} {one['key']}"
        for catalog in reviewed(repository, name)["catalogs"]
        for one in catalog["images"]
        if one["needs_build"]
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("script", ["catalog.toml desk", "catalog.toml lab", "catalog.toml layer", "prod.toml desk"]),
        ("inline", ["catalog.toml desk", "catalog.toml lab", "catalog.toml layer"]),
        ("inline-of-one", ["catalog.toml other"]),
        ("binary", ["catalog.toml desk", "catalog.toml layer"]),
        ("not-utf8", ["catalog.toml server"]),
        ("executable", ["catalog.toml server"]),
        ("unused", []),
        ("linked", []),
        ("folder-linked", []),
        ("timeout", []),
    ],
)
def test_exactly_the_images_that_use_it(shared: Path, name: str, expected: list[str]) -> None:
    """One byte changed in what steps bring: the images that have it need a build, and those built on them."""
    assert set(expected) == built(shared, name)


@pytest.mark.parametrize("name", ["main", *PULL_REQUESTS])
def test_committed_is_what_the_catalogs_make(shared: Path, name: str) -> None:
    """A commit is read as a checkout has it: line ends, bytes, links and the right to execute.

    The catalogs are in a folder of the repository, and the attributes of git too.
    """
    assert [] == reviewed(shared, name)["stale"]


def test_diff_once(shared: Path) -> None:
    """Four images run the script, in two catalogs: its diff is shown once, with their names."""
    _, note = report(shared / "shelf", "main", "script", "--format", "markdown")
    _, text = report(shared / "shelf", "main", "script")

    assert 1 == note.count("\n-Write-Output &#39;one&#39;") + note.count("\n-Write-Output 'one'")
    assert "\n+Write-Output 'two'\n exit 0\n" in note
    reaches = "reaches catalog.toml: images.desk, catalog.toml: images.lab, prod.toml: images.desk"
    assert f"own/steps/baseline.ps1: 26 bytes, was 26; {reaches}" in text.splitlines()
    assert reaches.replace(": ", "&#58; ") in re.sub("<[^>]*>", "", note)
    assert [
        {
            "path": "own/steps/baseline.ps1",
            "images": {"catalog.toml": ["desk", "lab"], "prod.toml": ["desk"]},
        }
    ] == reviewed(shared, "script")["files"]


def test_argument(shared: Path) -> None:
    """The file is an argument of each image, like goldshelf's own scripts."""
    catalog, _ = reviewed(shared, "script")["catalogs"]
    (one,) = catalog["images"][0]["arguments"]

    assert ("own/steps/baseline.ps1", "in the next version") == (one["path"], one["effect"])
    assert re.fullmatch(r"sha256 [0-9a-f]{12}", one["new"])


def test_inline(shared: Path) -> None:
    """A script in the catalog is compared once too; an image's own of the same name is another one."""
    _, text = report(shared / "shelf", "main", "inline")
    _, of_one = report(shared / "shelf", "main", "inline-of-one")

    assert "steps/note.ps1: 21 bytes, was 20; reaches images.desk, images.lab" in text.splitlines()
    assert "steps/mark.ps1: 7 bytes, was 7; reaches images.other" in of_one.splitlines()


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
@pytest.mark.parametrize("name", ["binary", "not-utf8"])
def test_bytes(shared: Path, name: str, form: str) -> None:
    """Whatever bytes a file has, what is printed is text; a binary file is told by its size."""
    _, told = report(shared / "shelf", "main", name, "--format", form)

    assert told == told.encode().decode()
    assert not re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", told)
    if form != "json":
        assert (name == "binary") == ("binary, 80 bytes, was 80" in told)
    if form == "markdown":
        assert (name == "not-utf8") == (r"+th\udce9" in told)
        assert (name == "binary") == ("@@ binary file: 80 bytes -> 80 bytes @@" in told)


def test_only_how_it_is_built(shared: Path) -> None:
    """How long a step may take, and how often it is tried, reaches no version."""
    (catalog,) = reviewed(shared, "timeout")["catalogs"]
    (server,) = catalog["images"]

    assert {"only how it is built"} == {one["effect"] for one in server["arguments"]}
    assert ["provisioners.step agent.timeout", "provisioners.step agent.max_retries"] == [
        one["path"] for one in server["arguments"]
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a\n", "a\r\n", ["@@ only the line ends differ @@"]),
        ("a\r\nb\r\n", "a\nc\n", ["@@ -1,2 +1,2 @@", " a", "-b", "+c"]),
        ("a\r\nb\n", "a\nb\n", ["@@ -1,2 +1,2 @@", "-a\r", "+a", " b"]),
        ("\0", "\0\0", ["@@ binary file: 1 bytes -> 2 bytes @@"]),
        ("caf\udce9 au lait\n", "the\n", ["@@ -1 +1 @@", "-caf\udce9 au lait", "+the"]),
    ],
)
def test_diff_of_a_file(old: str, new: str, expected: list[str]) -> None:
    """A script saved on Windows is compared by what it says; what is not text is not printed."""
    assert ["--- x", "+++ x", *expected] == list(unified({"x": old}, {"x": new}))


def test_no_diff_of_an_empty_file() -> None:
    """An empty file has no lines to show."""
    assert [] == list(unified({}, {"x": ""}))
