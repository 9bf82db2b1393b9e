"""Two catalogs share neither a folder of stacks nor a local state by accident."""

import json
import os
import shutil
from pathlib import Path

import pytest

from catalog.load import load
from catalog.run import Run
from stacks.claim import refusal, take
from tests.conftest import PROJECT, files_in
from tests.deploys import SHIPPED, two_catalogs
from tests.pipeline import BACKEND
from tests.programs import Done, python

pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with two catalogs, and one of the second's name elsewhere."""
    monkeypatch.chdir(tmp_path)
    two_catalogs(tmp_path)
    (tmp_path / "b").mkdir()
    (tmp_path / "b/prod.toml").write_text(SHIPPED.replace("my_image_gallery", "other"))
    return tmp_path


def stacks(outdir: str, *, gallery: str = "my_image_gallery", stack: str = "gallery") -> None:
    """What a synth leaves there."""
    path = Path(outdir, "stacks", stack, "cdk.tf.json")
    path.parent.mkdir(parents=True)
    names = {"name": gallery, "resource_group_name": "my-resources"}
    path.write_text(json.dumps({"resource": {"azurerm_shared_image_gallery": {"main": names}}}))


def state(folder: str, *, gallery: str = "my_image_gallery") -> None:
    """What a deploy leaves there."""
    names = {"name": gallery, "resource_group_name": "My-Resources"}
    resource = {"type": "azurerm_shared_image_gallery", "instances": [{"attributes": names}]}
    Path(folder).mkdir(exist_ok=True)
    Path(folder, "terraform.gallery.tfstate").write_text(json.dumps({"resources": [resource]}))


def refused(catalog: str, outdir: str = "cdktf.out", *, goal: str | None = None) -> str | None:
    """What main.py says."""
    run = Run(catalog=Path(catalog), out=Path(outdir).parent)
    return refusal(Path(outdir), catalog=load(Path(catalog)), run=run, goal=goal)


def taken(catalog: str, outdir: str = "cdktf.out", *, gallery: str = "my_image_gallery") -> None:
    """What a synth and a deploy of that catalog leave there."""
    stacks(outdir, gallery=gallery)
    state(str(Path(outdir).parent), gallery=gallery)
    take(Path(outdir), catalog=load(Path(catalog)), run=Run(catalog=Path(catalog), out=Path(outdir).parent))


def test_folder_of_another_catalog() -> None:
    """One sentence names the other catalog and the command to type, for cdktf and for make."""
    taken("catalog.toml")
    renamed = "; only if catalog.toml was renamed to prod.toml: rm cdktf.out/.catalog"
    renamed += " terraform.tfstate.catalog"

    assert (
        "cdktf.out has the stacks of catalog.toml; use another folder for prod.toml: "
        f"-o prod/cdktf.out{renamed}"
    ) == refused("prod.toml")
    assert (
        "cdktf.out has the stacks of catalog.toml; use another folder for prod.toml: "
        f"make synth CATALOG=prod.toml OUT=prod{renamed}"
    ) == refused("prod.toml", goal="synth")
    assert None is refused("catalog.toml")
    assert None is refused(str(Path("catalog.toml").resolve()))
    assert None is refused("prod.toml", "prod/cdktf.out")


def test_no_path_of_the_machine(folder: Path) -> None:
    """A project can be moved or mounted elsewhere: what says whose a folder is names no absolute path."""
    taken(str(folder / "b/prod.toml"), str(folder / "prod/cdktf.out"))
    marks = {name: data.decode() for name, data in files_in(folder).items() if name.endswith(".catalog")}

    assert {
        "prod/cdktf.out/.catalog": "../../b/prod.toml\n",
        "prod/terraform.tfstate.catalog": "../b/prod.toml\n",
    } == marks
    moved = shutil.copytree(folder, folder.with_name("moved"))
    os.chdir(moved)
    assert None is refused("b/prod.toml", "prod/cdktf.out")


def test_two_catalogs_of_one_name() -> None:
    """Each has a folder beside it; where that is another one's, it gets one there that is free."""
    taken("prod.toml", "prod/cdktf.out")
    assert None is refused("b/prod.toml", "b/prod/cdktf.out")

    taken("prod.toml", "b/prod/cdktf.out")
    taken("catalog.toml", "b/b-prod/cdktf.out")
    assert "; only if" in (said := refused("b/prod.toml", "b/prod/cdktf.out") or "")
    assert "; use another folder for b/prod.toml: -o b/prod-2/cdktf.out;" in said


def test_state_of_another_catalog() -> None:
    """The state lies beside the folder of stacks: another folder there does not hide whose it is."""
    taken("catalog.toml")
    shutil.rmtree("cdktf.out")
    said = "terraform.*.tfstate is the state of catalog.toml; use another folder for prod.toml: "

    assert (refused("prod.toml") or "").startswith(said)
    assert (refused("prod.toml", "prod.out") or "").startswith(said)
    Path("prod.toml").write_text(Path("prod.toml").read_text() + BACKEND)
    assert None is refused("prod.toml", "prod.out")


def test_folders_from_before() -> None:
    """A folder without a mark is its default catalog's, or that of the catalog with its gallery."""
    stacks("cdktf.out")
    stacks("elsewhere/cdktf.out", gallery="prod_gallery")

    assert None is refused("catalog.toml")
    assert None is refused("prod.toml", "elsewhere/cdktf.out")
    assert (refused("prod.toml") or "").startswith(
        "cdktf.out has the stacks of the gallery my_image_gallery in my-resources; use another folder for "
        "prod.toml"
    )
    shutil.rmtree("cdktf.out")
    state(".")
    assert None is refused("catalog.toml")
    assert (refused("prod.toml") or "").endswith(
        "the gallery my_image_gallery in My-Resources; use another folder for prod.toml: -o prod/cdktf.out"
    )


def test_folder_of_something_else() -> None:
    """A folder prod that is another program's stays as it is, and what is no stack is in nobody's way."""
    Path("prod/cdktf.out/stacks/gallery").mkdir(parents=True)
    assert None is refused("prod.toml", "prod/cdktf.out")

    stacks("else/cdktf.out", stack="network")
    said = refused("prod.toml", "else/cdktf.out")
    assert "else/cdktf.out has the stacks of another program; use another folder for prod.toml: " in f"{said}"


def test_main_py(folder: Path) -> None:
    """Each catalog goes to its own folder, and what is there of another catalog stays to the byte."""

    def synthesize(**environment: str) -> Done:
        return python(folder, PROJECT / "main.py", **environment)

    assert (0, "") == ((first := synthesize()).returncode, first.stderr)
    before = files_in(folder)
    second = synthesize(CATALOG="prod.toml", CDKTF_OUTDIR="cdktf.out")
    assert 1 == second.returncode
    assert second.stderr.startswith(
        "error: cdktf.out has the stacks of catalog.toml; use another folder for prod.toml: "
    )
    assert before == files_in(folder)

    assert 0 == synthesize(CATALOG="prod.toml").returncode
    assert 0 == synthesize(CATALOG="prod.toml").returncode
    made = files_in(folder)
    assert before == {name: made[name] for name in before}
    assert "prod/cdktf.out/stacks/gallery/cdk.tf.json" in made.keys() - before.keys()
