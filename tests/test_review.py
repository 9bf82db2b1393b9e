"""A review tells what would be applied and built, what each change means, and what would break."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import GOLDEN
from tests.programs import execute, git, python
from tests.tour import PULL_REQUESTS, report


@pytest.mark.parametrize("name", PULL_REQUESTS)
def test_pull_request(repository: Path, name: str) -> None:
    """Some pull requests, each report as a whole. `python -m tests.tour` writes what they say now."""
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
    run = python(repository, "-m", "review", "main", "synthesized")

    assert (0, "main..synthesized: no changes\n", "") == (run.returncode, run.stdout, run.stderr)


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


def catalogs(repository: Path, folder: Path, **branches: str) -> str:
    """A folder of several catalogs: each has the files of a branch; `main` is catalog.toml."""
    for name, branch in branches.items():
        target = folder / ("" if name == "main" else name)
        target.mkdir(parents=True, exist_ok=True)
        git(repository, "archive", "--output", f"{target}.tar", f"{branch}:synthesized")
        assert 0 == execute("tar", "-xf", f"{target}.tar", cwd=target).returncode
        Path(f"{target}.tar").unlink()
    return str(folder)


def test_two_catalogs(repository: Path, tmp_path: Path) -> None:
    """Each catalog is told by its name; one without a change is left out."""
    old = catalogs(repository, tmp_path / "old", main="main", prod="main", dev="main")
    new = catalogs(repository, tmp_path / "new", main="main", prod="identifier", dev="main")
    told: dict[str, Any] = json.loads(report(repository, old, new, "--format", "json")[1])

    assert ["prod.toml"] == [catalog["name"] for catalog in told["catalogs"]]
    assert ["azurerm_shared_image.win11-avd"] == [one["address"] for one in told["catalogs"][0]["resources"]]


def test_image_that_goes(repository: Path) -> None:
    """An image that is taken out of the catalog is told as one that is no longer built: it needs no build."""
    _, text = report(repository, "new-image", "main")
    _, note = report(repository, "new-image", "main", "--format", "markdown")

    assert text.startswith("new-image..main: 1 resource destroyed or replaced, 1 image no longer built\n")
    assert "  images.win11-dev: is no longer built; its versions stay" in text.splitlines()
    assert 'g0d0["Win11-Dev: removed"]:::removed' in note.splitlines()


def test_region_that_goes(repository: Path) -> None:
    """A region that versions are no longer copied to is marked in the picture."""
    _, note = report(repository, "region", "main", "--format", "markdown")

    assert 'g0d0 -- removed --> g0rwesteurope(["West Europe"])' in note.splitlines()


def test_unknown_kind(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A slip in --fail-on is told: it never lets everything pass."""
    with pytest.raises(SystemExit) as stopped:
        report(repository, "main", "generation", "--fail-on", "replaced")

    assert 1 == stopped.value.code  # a pipeline lets 2 pass
    assert "must be some of stale,replace,downgrade,version, got 'replaced'" in capsys.readouterr().err


def test_a_new_catalog_has_no_old_settings(repository: Path, tmp_path: Path) -> None:
    """Of a new catalog its resources are told, not its provider and outputs."""
    (tmp_path / "synthesized").mkdir(parents=True)
    _, text = report(repository, str(tmp_path), "main", "--format", "json")

    assert [] == json.loads(text)["catalogs"][0]["settings"]


def test_a_catalog_that_goes(repository: Path, tmp_path: Path) -> None:
    """A gallery that goes is in the picture, by its name."""
    (tmp_path / "synthesized").mkdir(parents=True)
    _, note = report(repository, "main", str(tmp_path), "--format", "markdown")

    assert 'g0["my_image_gallery: removed"]:::removed' in note.splitlines()


def test_note_of_two_catalogs(repository: Path, tmp_path: Path) -> None:
    """Where several catalogs change, each address says whose it is."""
    old = catalogs(repository, tmp_path / "old", main="main", prod="main")
    new = catalogs(repository, tmp_path / "new", main="identifier", prod="identifier")
    _, note = report(repository, old, new, "--format", "markdown")

    for name in ("catalog.toml", "prod.toml"):
        assert (
            f"| **replace** | <code>{name}&#58; azurerm&#95;shared&#95;image.win11-avd</code> would " in note
        )
        assert f"Packer: <code>{name}&#58; images.win11-avd</code>" in note


def test_findings_in_json(repository: Path) -> None:
    """A program reads what breaks, where, and what to do."""
    _, text = report(repository, "main", "version", "--format", "json")
    told = json.loads(text)
    (finding,) = told["catalogs"][0]["findings"]

    assert ("main", "version") == (told["base"], told["head"])
    assert ("version", "images.win11-avd") == (finding["kind"], finding["where"])
    assert {"kind", "where", "message", "todo"} == set(finding)
    assert "folders" not in told["catalogs"][0]
