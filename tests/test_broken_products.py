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


@pytest.mark.parametrize(
    ("text", "said"),
    [
        *((text, "not ") for text in ("{", "[]", '{"resource": 5}', '{"resource": {"a": {"b": 5}}}')),
        # A product beyond a limit is told as such, and not as broken.
        ("[" * 21 + "]" * 21, "more than 20 levels of tables or lists; run make synth and commit it\n"),
    ],
)
def test_broken_product(
    tmp_path: Path, repository: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    """A committed file that somebody broke by hand is named."""
    (tmp_path / "gallery.tf.json").write_text(text)

    assert (1, "") == report(repository, "main", str(tmp_path))
    assert capsys.readouterr().err.startswith(f"error: gallery.tf.json: {said}")


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


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        # Of a folder, in git's words, and not as a commit without products.
        ("HEAD:synthesized", "error: git ls-tree: "),
        # Of a file, by its name, with what to do.
        ("HEAD:synthesized/gallery.tf.json", "error: synthesized/gallery.tf.json: git does not have it in "),
    ],
)
def test_a_commit_that_git_cannot_read(
    tmp_path: Path, repository: Path, capsys: pytest.CaptureFixture[str], lost: str, said: str
) -> None:
    """A commit of which git lacks a part is told."""
    (tmp_path / "synthesized").mkdir()
    (tmp_path / "synthesized/gallery.tf.json").write_text("{}")
    commit(tmp_path)
    id_ = git(tmp_path, "rev-parse", lost).strip()
    (tmp_path / ".git/objects" / id_[:2] / id_[2:]).unlink()

    assert (1, "") == report(tmp_path, str(repository), "HEAD")
    assert capsys.readouterr().err.startswith(said)
