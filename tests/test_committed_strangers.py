"""`make synth` replaces products, and nothing that is only there."""

from collections.abc import Callable
from pathlib import Path

import pytest

from committed.__main__ import main
from files.digests import BEFORE, STRANGE
from tests.conftest import files_in
from tests.programs import git

HERE = "synthesized"
Synth = Callable[..., tuple[int, set[str]]]


@pytest.fixture
def synth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Synth:
    """Write the products of images, and of the second catalog prod.toml, in an empty project."""
    monkeypatch.chdir(tmp_path)

    def run(*folders: str) -> tuple[int, set[str]]:
        names = [f"{folder}/{name}" for folder in folders for name in BEFORE]
        stacks = [
            f"{catalog}{stack}.tf.json"
            for catalog in ("", "prod/")
            for stack in ("gallery", "image-definition")
        ]
        monkeypatch.setattr("committed.__main__.files_of", lambda _: dict.fromkeys([*names, *stacks], "{}"))
        return main([]), set(capsys.readouterr().err.removeprefix("error: ").splitlines())

    assert (0, set()) == run("packer/first", "prod/packer/first")
    return run


def strange(*names: str) -> set[str]:
    """What is said of them."""
    return {f"{HERE}/{name}: {STRANGE}" for name in names}


def test_what_is_no_product(synth: Synth) -> None:
    """What one put among the products is named, and all stays, until git has it just so."""
    Path(HERE, "mine").mkdir()
    for name in ("README.md", "packer/first/mine.ps1", "mine/\udcff"):
        Path(HERE, name).write_text("mine")
    before = files_in(Path(HERE))

    assert (1, strange("README.md", "packer/first/mine.ps1", "mine")) == synth("packer/first")
    git(Path(), "init")
    git(Path(), "add", ":!*/mine.ps1")
    Path(HERE, "README.md").write_text("changed")
    assert (1, strange("README.md", "packer/first/mine.ps1")) == synth("packer/first")
    assert before.keys() == files_in(Path(HERE)).keys()
    git(Path(), "add", ".")
    assert (0, set()) == synth("packer/first")
    assert not Path(HERE, "README.md").exists()


@pytest.mark.parametrize("at", [HERE, f"{HERE}/packer/first", f"{HERE}/gallery.tf.json"])
def test_link(synth: Synth, at: str) -> None:
    """A link in the place of products stays as it is, and so does what it leads to."""
    Path(at).symlink_to(Path(at).rename("elsewhere").absolute())
    code, said = synth("packer/first")

    assert (1, 1, True) == (code, len(said), Path(at).is_symlink())
    assert {True} == {line.startswith(f"{at}: ") for line in said}


def test_products_that_nobody_committed(synth: Synth) -> None:
    """A key or a catalog that was renamed leaves nothing in the way of the next synth."""
    assert (0, set()) == synth("packer/second", "live/packer/first")
    assert (0, set()) == synth("packer/third")
    assert ["third"] == [path.name for path in Path(HERE, "packer").iterdir()]
    assert not Path(HERE, "live").exists()
