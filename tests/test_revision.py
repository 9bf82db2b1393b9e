"""Which two sides are compared, and what is told where one of them cannot be read."""

import shutil
from pathlib import Path

import pytest

from tests.programs import git, python
from tests.tour import report


# The last one is a folder in a commit: it is not told as a revision that has no products.
@pytest.mark.parametrize("name", ["no-such-branch", "", "-x", "a b", "main:synthesized"])
def test_revision_that_is_not_there(repository: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """A commit that a shallow clone does not have, or no name at all, is told, with what to do."""
    assert (1, "") == report(repository, "--", "main", name)
    assert f"error: {name!r} is neither a git revision nor a" in capsys.readouterr().err


def test_in_another_folder(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where neither side has products, nothing is told to be the same."""
    assert (1, "") == report(repository / "synthesized", "main", "generation")
    assert "neither side has synthesized" in capsys.readouterr().err


def test_no_folder_stands_for_a_revision(repository: Path) -> None:
    """A folder that somebody calls HEAD or main is not what is reviewed."""
    products = repository / "synthesized"
    for name in ("HEAD", "generation"):
        shutil.copytree(products, repository / name)
    told = report(repository, "main", "generation", "--fail-on", "replace")
    for name in ("HEAD", "generation"):
        shutil.rmtree(repository / name)

    assert 2 == told[0]


def test_a_branch_may_be_called_like_a_folder(repository: Path) -> None:
    """`packer` is the branch, not the folder: only a folder with products is one."""
    (repository / "packer").mkdir()
    (repository / "packer/hook.py").write_text("")
    git(repository, "branch", "--force", "packer", "version")

    assert "1 version problem" in report(repository, "main", "packer")[1]


def test_before_anything_was_committed(repository: Path, tmp_path: Path) -> None:
    """The first review has nothing to compare with: everything is created."""
    (tmp_path / "synthesized").mkdir(parents=True)
    code, text = report(repository, str(tmp_path), "main", "--fail-on", "replace,downgrade,version")

    assert 0 == code
    assert text.startswith(f"{tmp_path}..main: 3 resources created, 1 image needs a new build\n")


def test_without_git(
    repository: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where git is not installed, that is told in one line."""
    monkeypatch.setenv("PATH", "")

    assert (1, "") == report(repository, "main", "version")
    assert "error: git: No such file or directory\n" == capsys.readouterr().err


def test_only_a_catalog_in_a_folder(repository: Path, tmp_path: Path) -> None:
    """A folder that holds the products of prod.toml alone is one with products."""
    (tmp_path / "new/prod").mkdir(parents=True)
    (tmp_path / "new/prod/gallery.tf.json").write_text("{}")

    assert 0 == report(repository, "main", str(tmp_path / "new"))[0]


def test_a_script_in_another_encoding(tmp_path: Path, repository: Path) -> None:
    """A script that is not UTF-8 differs as any other does."""
    for side, data in (("old", b"# caf\xe9\n"), ("new", b"# caf\xe9\n\n")):
        (tmp_path / side / "packer/x/scripts").mkdir(parents=True)
        (tmp_path / side / "gallery.tf.json").write_text("{}")
        (tmp_path / side / "packer/x/scripts/a.ps1").write_bytes(data)
    code, text = report(repository, str(tmp_path / "old"), str(tmp_path / "new"))

    assert 0 == code
    assert "    scripts/a.ps1: 1 lines -> 2 lines [in the next version]" in text.splitlines()


def test_folder_without_products(
    tmp_path: Path, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another folder is never taken for a revision in which all images are gone."""
    (tmp_path / "notes.txt").write_text("")

    assert (1, "") == report(repository, "main", str(tmp_path))
    assert f"error: '{tmp_path}' is neither a git revision" in capsys.readouterr().err


def test_at_a_terminal_of_another_encoding(repository: Path) -> None:
    """What the terminal's encoding lacks is no traceback: it is written as UTF-8."""
    command = ("-m", "review", "main", "main", "--format", "markdown")
    run = python(repository, *command, PYTHONIOENCODING="ascii")

    assert (0, "") == (run.returncode, run.stderr)
    assert "<code>main</code> \u2192 <code>main</code>" in run.stdout
