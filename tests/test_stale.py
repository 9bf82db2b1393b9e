"""A review says first when what is committed is not what the catalogs make."""

import json
import shutil
from pathlib import Path

import pytest

from committed.__main__ import main
from tests.conftest import GOLDEN
from tests.deploys import two_catalogs
from tests.programs import commit, inside, python
from tests.tour import FORMATS, STALE, report

FIRST = "STALE catalog.toml does not match the committed files: gallery.tf.json"
TODO = "  run `make synth`, and commit synthesized"


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with two catalogs and their products on main."""
    folder = tmp_path_factory.mktemp("two")
    two_catalogs(folder)
    assert 0 == inside(main, folder).returncode
    commit(folder)
    return folder


@pytest.fixture
def project(two: Path, tmp_path: Path) -> Path:
    """A copy of that repository."""
    return Path(shutil.copytree(two, tmp_path / "project"))


def edited(folder: Path, name: str, old: str, new: str) -> None:
    """Replace text in a file of the folder."""
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new))


@pytest.mark.parametrize(("form", "suffix"), FORMATS.items())
def test_forgotten_synth(repository: Path, form: str, suffix: str) -> None:
    """The catalog loses its security and `make synth` was forgotten: each format says so, first."""
    golden = (GOLDEN / "review" / f"{STALE}.{suffix}").read_text()

    assert (0, golden) == report(repository, "main", STALE, "--format", form)


@pytest.mark.parametrize("kinds", ["replace,downgrade", "version", "stale"])
def test_stale_products_fail(repository: Path, kinds: str) -> None:
    """Whatever a pipeline stops at, it stops at a review of something else, with the code of an error."""
    assert 1 == report(repository, "main", STALE, "--fail-on", kinds)[0]
    assert 0 == report(repository, "main", "nothing", "--fail-on", kinds)[0]


def test_the_other_catalog(project: Path) -> None:
    """Of two catalogs the stale one is named, in a revision and in the folder as it is now."""
    edited(project, "prod.toml", "Storage for", "Shelf of")
    _, before = report(project, "main", "HEAD")
    _, now = report(project, "main", "synthesized")
    commit(project)
    _, after = report(project, "main", "HEAD")

    assert "main..HEAD: no changes\n" == before
    for name, text in (("HEAD", after), ("synthesized", now)):
        expected = f"main..{name}: 1 stale catalog\n\n{FIRST.replace('catalog.', 'prod.', 1)}\n{TODO}\n"
        assert expected.replace(": gallery", ": prod/gallery") == text


def test_another_folder(project: Path, tmp_path: Path) -> None:
    """Another project is compared with its own catalogs; of products alone nobody knows."""
    other = Path(shutil.copytree(project, tmp_path / "other"))
    edited(other, "catalog.toml", "Storage for", "Shelf of")
    alone = Path(shutil.copytree(other / "synthesized", tmp_path / "alone"))
    _, text = report(project, "main", str(other))
    _, unknown = report(project, "main", str(alone), "--format", "json")

    assert [FIRST, TODO] == text.splitlines()[2:4]
    assert (None, "no changes") == (json.loads(unknown)["stale"], json.loads(unknown)["headline"])
    assert 0 == report(project, "main", str(alone), "--fail-on", "stale")[0]


def test_catalogs_that_come_and_go(project: Path) -> None:
    """A catalog without products is told, and products without a catalog."""
    (project / "prod.toml").rename(project / "test.toml")
    edited(project, "test.toml", "prod_gallery", "test_gallery")
    commit(project)
    _, text = report(project, "main", "HEAD")

    assert "main..HEAD: 2 stale catalogs" == text.splitlines()[0]
    assert "STALE prod.toml was removed, but its files are still committed" in text.splitlines()
    assert "STALE test.toml has no committed files" in text.splitlines()


def test_what_is_no_file(project: Path) -> None:
    """A folder or a link that is called like a TOML file is not looked into."""
    (project / "a.toml").mkdir()
    (project / "a.toml/b").touch()
    (project / "c.toml").symlink_to("/nowhere")
    commit(project)

    assert (0, "main..HEAD: no changes\n") == report(project, "main", "HEAD")


def test_no_catalog_is_left(project: Path) -> None:
    """Products that no catalog makes any more are stale too."""
    for path in project.glob("*.toml"):
        path.unlink()
    commit(project)
    _, text = report(project, "main", "HEAD")

    assert "STALE catalog.toml was removed, but its files are still committed" in text.splitlines()


def test_wrong_catalog(project: Path) -> None:
    """A catalog with an error is told with its line; the other one is compared all the same."""
    edited(project, "prod.toml", '"prod_gallery"', "5")
    edited(project, "catalog.toml", "Storage for", "Shelf of")
    commit(project)
    code, text = report(project, "main", "HEAD", "--fail-on", "replace")

    assert 1 == code
    assert (
        "STALE prod.toml has an error on line 2: gallery.name: must be text in quotes, got 5 (GS004)\n"
        "  fix it, run `make synth`, and commit synthesized\n"
    ) in text
    assert FIRST in text


def test_catalog_called_packer(project: Path) -> None:
    """The products of packer.toml cannot be told from those of catalog.toml."""
    (project / "packer.toml").write_text((project / "prod.toml").read_text())
    commit(project)
    _, text = report(project, "main", "HEAD")

    assert [
        "STALE packer.toml must have another name: its folder would be among the files of catalog.toml"
    ] == [line for line in text.splitlines() if line.startswith("STALE")]


def test_without_node(project: Path) -> None:
    """Without Node nobody knows what the catalogs make: it is said, and does not pass for the same."""
    command = ("-m", "review", "main", "main", "--fail-on", "replace")
    run = python(project, *command, JSII_NODE="/nowhere")

    told = "STALE {} could not be synthesized: /nowhere: No such file or directory"
    assert (1, "") == (run.returncode, run.stderr)
    assert [told.format("catalog.toml"), told.format("prod.toml")] == run.stdout.splitlines()[2::3]
