"""What is told where a product cannot be read, is broken, or is beyond a limit."""

from pathlib import Path

import pytest

from tests.programs import commit, git, python
from tests.tour import report


def test_what_is_no_file(tmp_path: Path, repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A link, or another repository, in the place of a product is refused: nobody sees what is in it."""
    (tmp_path / "gallery.tf.json").symlink_to("/dev/zero")
    assert (1, "") == report(repository, "main", str(tmp_path))
    assert "gallery.tf.json: is not a file" in capsys.readouterr().err

    team = tmp_path / "team"
    (team / "synthesized").mkdir(parents=True)
    (team / "synthesized/gallery.tf.json").symlink_to("/etc/passwd")
    commit(team)
    assert (1, "") == report(team, "HEAD", "HEAD")
    assert "gallery.tf.json: is not a file in " in capsys.readouterr().err


def test_broken_product(tmp_path: Path, repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A committed file that somebody broke by hand is named."""
    for number, text in enumerate(("{", "[]", '{"resource": 5}', '{"resource": {"a": {"b": 5}}}')):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "gallery.tf.json").write_text(text)

        assert (1, "") == report(repository, "main", str(folder))
        assert "gallery.tf.json: not " in capsys.readouterr().err


def test_what_utf_8_cannot_write(tmp_path: Path) -> None:
    """A value with half of a character in it is printed all the same."""
    for side, text in (("old", "a"), ("new", "\\ud800")):
        (tmp_path / side).mkdir()
        (tmp_path / side / "gallery.tf.json").write_text(
            f'{{"resource": {{"azurerm_resource_group": {{"main": {{"name": "{text}"}}}}}}}}'
        )
    run = python(tmp_path, "-m", "review", "old", "new", "--format", "json")

    assert (0, "") == (run.returncode, run.stderr)


def test_a_file_beyond_the_limit(
    tmp_path: Path, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A product of more than five megabytes is refused by its name, in a folder and in a commit."""
    large = tmp_path / "synthesized/gallery.tf.json"
    large.parent.mkdir(parents=True)
    with large.open("wb") as file:
        file.truncate(5_000_001)
    commit(tmp_path)
    for name, place in ((str(tmp_path), f"error: {large}: "), ("HEAD", " in ")):
        assert (1, "") == report(tmp_path, name, str(repository))
        told = capsys.readouterr().err
        assert "gallery.tf.json" in told
        assert "is larger than 5,000,000 bytes, the limit" in told
        assert place in told


def test_a_commit_that_git_cannot_read(
    tmp_path: Path, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A commit of which git lacks a part is told in git's words, and not as one without products."""
    folder = tmp_path / "synthesized"
    folder.mkdir(parents=True)
    (folder / "gallery.tf.json").write_text("{}")
    commit(tmp_path)
    tree = git(tmp_path, "rev-parse", "HEAD:synthesized").strip()
    (tmp_path / ".git/objects" / tree[:2] / tree[2:]).unlink()

    assert (1, "") == report(tmp_path, str(repository), "HEAD")
    assert capsys.readouterr().err.startswith("error: git ls-tree: ")


def test_a_limit_is_told(tmp_path: Path, repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A product beyond a limit is told as such, and not as broken."""
    (tmp_path / "gallery.tf.json").write_text("[" * 21 + "]" * 21)

    assert (1, "") == report(repository, "main", str(tmp_path))
    told = "more than 20 levels of tables or lists; run make synth and commit it"
    assert f"error: gallery.tf.json: {told}\n" == capsys.readouterr().err


def test_a_product_that_git_lacks(
    tmp_path: Path, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A commit of which git has the names and not a file is told by that file, with what to do."""
    product = tmp_path / "synthesized/gallery.tf.json"
    product.parent.mkdir(parents=True)
    product.write_text("{}")
    commit(tmp_path)
    blob = git(tmp_path, "rev-parse", "HEAD:synthesized/gallery.tf.json").strip()
    (tmp_path / ".git/objects" / blob[:2] / blob[2:]).unlink()

    assert (1, "") == report(tmp_path, str(repository), "HEAD")
    assert "error: synthesized/gallery.tf.json: git does not have it in " in capsys.readouterr().err
