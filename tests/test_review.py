"""A review tells what would be applied and built, what each change means, and what would break."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import GOLDEN, PROJECT
from tests.tour import PULL_REQUESTS, history, report


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A git repository with a branch for each of ten pull requests."""
    folder = tmp_path_factory.mktemp("tour")
    history(folder)
    return folder


@pytest.mark.parametrize("name", PULL_REQUESTS)
def test_pull_request(repository: Path, name: str) -> None:
    """Ten pull requests, each report as a whole. `python -m tests.tour` writes what they say now."""
    golden = (GOLDEN / "review" / f"{name}.md").read_text()

    assert (0, golden) == report(repository, "main", name, "--format", "markdown")


@pytest.mark.parametrize(
    ("name", "kinds", "code"),
    [
        ("generation", "replace", 2),
        ("generation", "downgrade,version", 2),
        ("identifier", "downgrade,version", 0),
        ("security", "replace,downgrade", 2),
        ("version", "replace,downgrade", 0),
        ("version", "version", 2),
        ("description", "replace,downgrade,version", 0),
        ("nothing", "replace,downgrade,version", 0),
    ],
)
def test_fail_on(repository: Path, name: str, kinds: str, code: int) -> None:
    """A pipeline stops at what a team will not have, and at nothing else."""
    assert code == report(repository, "main", name, "--fail-on", kinds)[0]


def test_from_the_command_line(repository: Path) -> None:
    """It needs nothing but git: a revision against what lies in the folder now."""
    run = subprocess.run(
        [sys.executable, "-m", "review", "main", "review/synthesized"],
        cwd=repository,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (0, "main..review/synthesized: nothing changes\n", "") == (run.returncode, run.stdout, run.stderr)


def test_json(repository: Path) -> None:
    """A program reads the same: every argument, with its effect."""
    _, text = report(repository, "main", "region", "--format", "json")
    told = json.loads(text)
    (image,) = told["catalogs"][0]["images"]

    assert "1 image needs a new build" == told["headline"]
    assert (True, "1.0.0", "1.0.1") == (image["needs_build"], image["old_version"], image["new_version"])
    assert {
        "path": "source.shared_image_gallery_timeout",
        "old": '"120m"',
        "new": '"130m"',
        "effect": "only how it is built",
    } in image["arguments"]


def test_text(repository: Path) -> None:
    """At a terminal: the headline, what breaks, then each change."""
    _, text = report(repository, "main", "generation")
    lines = text.splitlines()

    assert lines[0].startswith("main..generation: 1 resource destroyed or replaced, 1 security downgrade, ")
    assert lines[3].startswith(
        "  REPLACE azurerm_shared_image.win11-avd would be destroyed and created again"
    )
    assert '    hyper_v_generation: "V2" -> "V1" [replace]' in lines
    assert '    variable.image_version.default: "1.0.0" -> "0.9.0" [in the next version]' not in lines


@pytest.mark.parametrize("name", ["no-such-branch", "", "-x", "a b"])
def test_revision_that_is_not_there(repository: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """A commit that a shallow clone does not have, or no name at all, is told, with what to do."""
    assert (1, "") == report(repository, "--", "main", name)
    assert f"error: {name!r} is neither a revision that git knows here nor a" in capsys.readouterr().err


def test_in_another_folder(repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where neither side has products, nothing is told to be the same."""
    (tmp_path / "review/synthesized").mkdir(parents=True)

    assert (1, "") == report(repository / "review", "main", "generation")
    assert "neither side holds review/synthesized" in capsys.readouterr().err


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
    for command in (
        "init --quiet",
        "add .",
        "-c user.name=a -c user.email=a@example.com commit --quiet -m a",
    ):
        subprocess.run(["git", *command.split()], cwd=team, check=True)
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

    assert "1 version to look at" in report(repository, "main", "packer")[1]


def test_before_anything_was_committed(repository: Path, tmp_path: Path) -> None:
    """The first review has nothing to compare with: everything is created."""
    (tmp_path / "review/synthesized").mkdir(parents=True)
    code, text = report(repository, str(tmp_path), "main", "--fail-on", "replace,downgrade,version")

    assert 0 == code
    assert text.startswith(f"{tmp_path}..main: 3 resources created, 1 image needs a new build\n")


def test_two_catalogs(repository: Path, tmp_path: Path) -> None:
    """Each catalog is told by its name; one without a change is left out."""
    for side, prod in (("old", "main"), ("new", "identifier")):
        for name, branch in (("", "main"), ("prod", prod), ("dev", "main")):
            target = tmp_path / side / name
            target.mkdir(parents=True, exist_ok=True)
            archive = subprocess.run(
                ["git", "archive", f"{branch}:review/synthesized"],
                cwd=repository,
                check=True,
                capture_output=True,
            )
            subprocess.run(["tar", "-x"], cwd=target, input=archive.stdout, check=True)
    told: dict[str, Any] = json.loads(
        report(repository, str(tmp_path / "old"), str(tmp_path / "new"), "--format", "json")[1]
    )

    assert ["prod.toml"] == [catalog["name"] for catalog in told["catalogs"]]
    assert ["azurerm_shared_image.win11-avd"] == [one["address"] for one in told["catalogs"][0]["resources"]]
