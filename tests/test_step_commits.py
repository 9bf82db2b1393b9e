"""What is committed of own steps, and how it is read again."""

import os
import shutil
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from catalog.load import load
from committed.catalogs import folder_of, synthesized
from committed.git import LONGEST
from committed.layout import shared, whole, without_copies
from committed.revision import own_texts
from files.folders import Files
from tests.conftest import files_in
from tests.programs import commit, git
from tests.step_repository import edited, synth, write
from tests.tour import report


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """All files of the catalogs of tests/step_repository.py."""
    folder = tmp_path_factory.mktemp("made")
    write(folder)
    return synthesized({folder_of(path): load(path) for path in sorted(folder.glob("*.toml"))})


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of these catalogs, with what is committed."""
    folder = tmp_path_factory.mktemp("committed")
    write(folder)
    assert 0 == synth(folder)[0]
    commit(folder)
    return folder


@pytest.fixture
def project(committed: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(committed, tmp_path / "project", symlinks=True))


def test_each_script_once(made: Files) -> None:
    """A script in the catalog is committed once for its images; what is beside the catalog is not copied."""
    steps = [path for path in shared(made) if "/steps/" in f"/{path}"]

    assert ["prod/steps/note.ps1", "steps/mark.ps1", "steps/mark.sh", "steps/note.ps1"] == sorted(steps)
    assert not [path for path in shared(made) if "/own/" in f"/{path}" or "/archives/" in path]
    assert {"packer/desk/archives/fonts.zip", "packer/desk/steps/baseline.ps1"} <= made.keys()
    assert without_copies(made) == whole(shared(made))


def test_another_script_of_the_same_name(made: Files) -> None:
    """Two images may have different scripts of one name: each keeps its own."""
    other = {**made, "packer/lab/steps/note.ps1": "another\n"}
    steps = [path for path in shared(other) if path.endswith("note.ps1")]

    assert ["packer/desk/steps/note.ps1", "packer/lab/steps/note.ps1", "prod/steps/note.ps1"] == sorted(steps)
    assert without_copies(other) == whole(shared(other))


def test_image_called_packer(made: Files) -> None:
    """No name of an image is mistaken for a folder."""
    renamed = {path.replace("packer/desk/", "packer/packer/"): text for path, text in made.items()}

    assert without_copies(renamed) == whole(shared(renamed))


def test_an_image_that_goes(project: Path) -> None:
    """What was committed of an image and its steps is replaced, also where git does not have it."""
    shutil.rmtree(project / ".git")
    (project / "prod.toml").unlink()
    text = (project / "catalog.toml").read_text()
    start = text.index("[images.other]")
    (project / "catalog.toml").write_text(text[:start] + text[text.index("[images.layer]") :])

    assert 0 == synth(project)[0]
    left = files_in(project / "synthesized")
    assert {"steps/mark.sh", "steps/note.ps1"} == {path for path in left if path.startswith("steps/")}
    assert not [path for path in left if path.startswith("prod/")]


@pytest.mark.parametrize("name", ["steps", "packer"])
def test_reserved_name(project: Path, name: str) -> None:
    """A catalog whose folder would be among the files of catalog.toml must be called otherwise."""
    (project / "prod.toml").rename(project / f"{name}.toml")
    code, told = synth(project)

    assert 1 == code
    assert f"{name}.toml: must have another name" in told


def test_forgotten_synth(project: Path) -> None:
    """A changed script alone makes the committed files stale, and both commands name it."""
    edited("steps/baseline.ps1", b"one", b"two")(project)
    code, told = synth(project, "--check")
    commit(project)
    _, review = report(project, "HEAD~1", "HEAD")

    assert 1 == code
    assert told.splitlines()[-1].startswith(
        "error: synthesized does not match the catalogs and steps/baseline.ps1 beside them: run `make "
    )
    assert [
        f"STALE {name} does not match the committed files: steps/baseline.ps1 beside the catalog"
        for name in ("catalog.toml", "prod.toml")
    ] == [line for line in review.splitlines() if line.startswith("STALE")]


def test_both_stale(project: Path) -> None:
    """A changed script hides no other change."""
    edited("steps/baseline.ps1", b"one", b"two")(project)
    edited("catalog.toml", b'name = "shelf"', b'name = "board"')(project)
    commit(project)
    _, review = report(project, "HEAD~1", "HEAD")

    assert (
        "STALE catalog.toml does not match the committed files: steps/baseline.ps1 beside the catalog, gall"
        in (review)
    )


def test_a_file_that_is_missing(project: Path) -> None:
    """A commit without a file that a step names is told at the line that names it."""
    git(project, "rm", "--quiet", "steps/agent.sh")
    commit(project)
    _, review = report(project, "HEAD~1", "HEAD")

    assert "STALE catalog.toml has an error on line " in review
    assert "there is no such file beside the catalog" in review


def _linked(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/hostname")


def _too_large(path: Path) -> None:
    path.unlink()
    with path.open("wb") as file:
        file.truncate(LONGEST + 1)


def _piped(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        *product(("HEAD", "synthesized"), (Path.unlink, _linked, _too_large)),
        ("synthesized", _piped),
    ],
)
def test_only_the_digest_is_known(project: Path, name: str, spoil: Callable[[Path], None]) -> None:
    """A script that cannot be shown, for whatever reason, stops no review: images and digests are told."""
    edited("steps/baseline.ps1", b"one", b"two")(project)
    assert 0 == synth(project)[0]
    spoil(project / "steps/baseline.ps1")
    if name == "HEAD":
        commit(project)
    base = "HEAD~1" if name == "HEAD" else "HEAD"
    code, text = report(project, base, name)
    _, note = report(project, base, name, "--format", "markdown")

    assert 0 == code
    assert (
        "own/steps/baseline.ps1: only its digest is known: it is missing, a link or too large; reaches"
        in text
    )
    assert "Write-Output" not in note


@pytest.mark.parametrize("side", ["HEAD", "."])
def test_facts_of_others(project: Path, side: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths in committed facts lead nowhere but below the folder of the catalogs."""
    (project.parent / "secret").write_text("secret")
    (project / "out").symlink_to("..")
    commit(project)
    monkeypatch.chdir(project)
    paths = ["../secret", f"{project}/../secret", "out/secret", "/etc/hostname", "", "-x", "a\0b", "steps"]

    assert {"steps/agent.sh": "echo one\n"} == own_texts(side, [*paths, "steps/agent.sh"], project=Path())
