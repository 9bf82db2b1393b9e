"""Which two sides are compared, and what is told where one of them cannot be read."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.tour import report


def git(folder: Path, *arguments: str) -> str:
    """What git says in a folder."""
    return subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


def committed(folder: Path) -> None:
    """Make a repository of a folder, with all that is in it."""
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "-m", "a")


@pytest.mark.parametrize("name", ["no-such-branch", "", "-x", "a b"])
def test_revision_that_is_not_there(repository: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """A commit that a shallow clone does not have, or no name at all, is told, with what to do."""
    assert (1, "") == report(repository, "--", "main", name)
    assert f"error: {name!r} is neither a revision that git knows here nor a" in capsys.readouterr().err


def test_in_another_folder(repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where neither side has products, nothing is told to be the same."""
    (tmp_path / "review/synthesized").mkdir(parents=True)

    assert (1, "") == report(repository / "review", "main", "generation")
    assert "neither side has review/synthesized" in capsys.readouterr().err


def test_no_folder_stands_for_a_revision(repository: Path) -> None:
    """A folder that somebody calls HEAD or main is not what is reviewed."""
    products = repository / "review/synthesized"
    for name in ("HEAD", "generation"):
        shutil.copytree(products, repository / name)
    told = report(repository, "main", "generation", "--fail-on", "replace")
    for name in ("HEAD", "generation"):
        shutil.rmtree(repository / name)

    assert 2 == told[0]


def test_what_is_no_file(tmp_path: Path, repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A link, or another repository, in the place of a product is refused: nobody sees what is in it."""
    (tmp_path / "gallery.tf.json").symlink_to("/dev/zero")
    assert (1, "") == report(repository, "main", str(tmp_path))
    assert "gallery.tf.json: is no file of its own" in capsys.readouterr().err

    team = tmp_path / "team"
    (team / "review/synthesized").mkdir(parents=True)
    (team / "review/synthesized/gallery.tf.json").symlink_to("/etc/passwd")
    committed(team)
    assert (1, "") == report(team, "HEAD", "HEAD")
    assert "gallery.tf.json: is no file of its own in " in capsys.readouterr().err


def test_broken_product(tmp_path: Path, repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A committed file that somebody broke by hand is named."""
    for number, text in enumerate(("{", "[]", '{"resource": 5}', '{"resource": {"a": {"b": 5}}}')):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "gallery.tf.json").write_text(text)

        assert (1, "") == report(repository, "main", str(folder))
        assert "gallery.tf.json: not " in capsys.readouterr().err


def test_a_branch_may_be_called_like_a_folder(repository: Path) -> None:
    """`packer` is the branch, not the folder: only a folder with products is one."""
    (repository / "packer").mkdir()
    (repository / "packer/hook.py").write_text("")
    subprocess.run(["git", "branch", "--force", "packer", "version"], cwd=repository, check=True)

    assert "1 version problem" in report(repository, "main", "packer")[1]


def test_before_anything_was_committed(repository: Path, tmp_path: Path) -> None:
    """The first review has nothing to compare with: everything is created."""
    (tmp_path / "review/synthesized").mkdir(parents=True)
    code, text = report(repository, str(tmp_path), "main", "--fail-on", "replace,downgrade,version")

    assert 0 == code
    assert text.startswith(f"{tmp_path}..main: 3 resources created, 1 image needs a new build\n")


def test_not_a_commit(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder in a commit is no revision: it is not told as one that has no products."""
    assert (1, "") == report(repository, "main", "main:review")
    assert "error: 'main:review' is neither" in capsys.readouterr().err


def test_without_git(
    repository: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where git is not installed, that is told in one line."""
    monkeypatch.setenv("PATH", "")

    assert (1, "") == report(repository, "main", "version")
    assert "error: git: No such file or directory\n" == capsys.readouterr().err


def test_what_utf_8_cannot_write(tmp_path: Path) -> None:
    """A value with half of a character in it is printed all the same."""
    for side, text in (("old", "a"), ("new", "\\ud800")):
        (tmp_path / side).mkdir()
        (tmp_path / side / "gallery.tf.json").write_text(
            f'{{"resource": {{"azurerm_resource_group": {{"main": {{"name": "{text}"}}}}}}}}'
        )
    run = subprocess.run(
        [sys.executable, "-m", "review", "old", "new", "--format", "json"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (0, "") == (run.returncode, run.stderr)


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


def test_a_file_beyond_the_limit(
    tmp_path: Path, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A product of more than five megabytes is refused by its name, in a folder and in a commit."""
    large = tmp_path / "review/synthesized/gallery.tf.json"
    large.parent.mkdir(parents=True)
    with large.open("wb") as file:
        file.truncate(5_000_001)
    committed(tmp_path)
    for name, place in ((str(tmp_path), f"error: {large}: "), ("HEAD", " in ")):
        assert (1, "") == report(tmp_path, name, str(repository))
        told = capsys.readouterr().err
        assert "gallery.tf.json" in told
        assert "must not be larger than 5,000,000 bytes" in told
        assert place in told


def test_a_commit_that_git_cannot_read(
    tmp_path: Path, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A commit of which git lacks a part is told in git's words, and not as one without products."""
    folder = tmp_path / "review/synthesized"
    folder.mkdir(parents=True)
    (folder / "gallery.tf.json").write_text("{}")
    committed(tmp_path)
    tree = git(tmp_path, "rev-parse", "HEAD:review/synthesized").strip()
    (tmp_path / ".git/objects" / tree[:2] / tree[2:]).unlink()

    assert (1, "") == report(tmp_path, str(repository), "HEAD")
    assert capsys.readouterr().err.startswith("error: git ls-tree: ")


def test_folder_without_products(
    tmp_path: Path, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another folder is never taken for a revision in which all images are gone."""
    (tmp_path / "notes.txt").write_text("")

    assert (1, "") == report(repository, "main", str(tmp_path))
    assert f"error: '{tmp_path}' is neither a revision" in capsys.readouterr().err


def test_a_limit_is_told(tmp_path: Path, repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A product beyond a limit is told as such, and not as broken."""
    (tmp_path / "gallery.tf.json").write_text("[" * 21 + "]" * 21)

    assert (1, "") == report(repository, "main", str(tmp_path))
    told = "tables and lists must not be nested more than 20 deep; run make synth and commit it"
    assert f"error: gallery.tf.json: {told}\n" == capsys.readouterr().err


def test_at_a_terminal_of_another_encoding(repository: Path) -> None:
    """What the terminal's encoding lacks is no traceback: it is written as UTF-8."""
    run = subprocess.run(
        [sys.executable, "-m", "review", "main", "main", "--format", "markdown"],
        cwd=repository,
        env={**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert (0, "") == (run.returncode, run.stderr)
    assert "<code>main</code> \u2192 <code>main</code>" in run.stdout


def test_a_product_that_git_lacks(
    tmp_path: Path, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A commit of which git has the names and not a file is told by that file, with what to do."""
    product = tmp_path / "review/synthesized/gallery.tf.json"
    product.parent.mkdir(parents=True)
    product.write_text("{}")
    committed(tmp_path)
    blob = git(tmp_path, "rev-parse", "HEAD:review/synthesized/gallery.tf.json").strip()
    (tmp_path / ".git/objects" / blob[:2] / blob[2:]).unlink()

    assert (1, "") == report(tmp_path, str(repository), "HEAD")
    assert "error: review/synthesized/gallery.tf.json: git lacks it in " in capsys.readouterr().err
