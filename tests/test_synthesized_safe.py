"""`make synth` reads and writes what is committed with care, whatever lies there."""

import fcntl
import os
from pathlib import Path

import pytest

from committed.__main__ import main
from files.folders import Files
from tests.conftest import files_in


def made(monkeypatch: pytest.MonkeyPatch, folder: Path, files: Files) -> Path:
    """Let the catalogs of an empty folder make these files; where what is committed lies."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr("committed.__main__.files_of", lambda _: files)
    (folder / "synthesized").mkdir(parents=True)
    return folder / "synthesized"


def test_a_difference_does_not_drive_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A difference is lines of what can be seen, whatever somebody committed."""
    (made(monkeypatch, tmp_path, {}) / "a").write_text("\x1b[31m\u202e\n")

    assert 1 == main(["--check"])
    assert r"-\x1b[31m\u202e" == capsys.readouterr().out.splitlines()[-1]


def test_committed_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A link among what is committed is told in one line, and not followed."""
    (made(monkeypatch, tmp_path, {}) / "gallery.tf.json").symlink_to("/etc/passwd")

    assert 1 == main(["--check"])
    said = capsys.readouterr().err
    assert said.startswith("error: synthesized/gallery.tf.json: is not a file; remove it, then run make ")


def test_another_file_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A TOML file of more than a megabyte is not looked into: it is told in a line that can be shown."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a\x1b[31m.toml").write_text("#" * 1_000_001)

    assert 1 == main(["--check"])
    assert r"error: a\x1b[31m.toml: is larger than 1,000,000 bytes, the limit" == (
        capsys.readouterr().err.strip()
    )


def test_two_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """While another run writes the products, a second one says so and changes nothing."""
    committed = made(monkeypatch, tmp_path, {"a": "new"})
    other = os.open(committed.parent, os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_EX)
    code = main([])
    os.close(other)

    message = "error: .: another run is writing to it; wait until it has ended, then run again\n"
    assert (1, message) == (code, capsys.readouterr().err)
    assert {} == files_in(committed)
