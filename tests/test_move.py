"""A repository whose products lie where goldshelf kept them before: one command moves them, and says so."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from committed.layout import FORMER, whole
from committed.move import PRODUCT
from committed.revision import in_folder
from tests import programs
from tests.conftest import PROJECT, files_in
from tests.programs import commit
from tests.tour import report

Python = Callable[..., tuple[int, str, str]]
EXISTS = (
    "error: synthesized: exists already; move it elsewhere, or remove review/synthesized, if it is older\n"
)
STRANGE = (
    "error: review/synthesized/notes.md: was not written by goldshelf, or is not committed; "
    "move it elsewhere, or commit it\n"
)


@pytest.fixture
def old(repository: Path, tmp_path: Path) -> Path:
    """A repository as an older goldshelf left it, with all committed."""
    folder = tmp_path / "old"
    (folder / FORMER).mkdir(parents=True)
    shutil.copy(repository / "catalog.toml", folder)
    products = whole(in_folder(repository / "synthesized"))
    newer = ("/facts.json", "/source-version.sh")
    for path, text in ((path, text) for path, text in products.items() if not path.endswith(newer)):
        (folder / FORMER / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / FORMER / path).write_text(text)
    (folder / ".gitattributes").write_text(f"{FORMER}/** linguist-generated\n")
    commit(folder, "as it was")
    return folder


@pytest.fixture
def python(old: Path) -> Python:
    """Run a module there: its exit code, and what it says."""

    def run(*arguments: str) -> tuple[int, str, str]:
        ran = programs.python(old, "-m", *arguments)
        return ran.returncode, ran.stdout, ran.stderr

    return run


@pytest.mark.parametrize("option", [(), ("--check",)])
def test_synth_names_the_command(python: Python, option: tuple[str, ...]) -> None:
    """`make synth` writes no second set of products: it says what to type."""
    code, out, err = python("committed", *option)

    assert (1, "") == (code, out)
    assert err.startswith("error: review/synthesized was written by an older goldshelf; ")
    assert " move" in err


def test_move(old: Path, python: Python) -> None:
    """The products are in their new place, as `make synth` writes them, and each step is told."""
    code, out, err = python("committed.move")

    assert (0, "") == (code, err)
    assert [
        "moved review/synthesized: 27 files, to synthesized: 29 files",
        "each script is now stored once, in synthesized/scripts",
        "removed review: it was empty",
        ".gitattributes contains review/synthesized: change it to synthesized",
    ] == out.splitlines()[:4]
    assert "next: commit review/synthesized and synthesized" == out.splitlines()[4]
    assert not (old / "review").exists()
    assert (0, "", "") == python("committed", "--check")
    assert (0, "nothing to move: there is no review/synthesized\n", "") == python("committed.move")


def test_a_review_across_the_move(old: Path, python: Python) -> None:
    """The move itself changes nothing that is built; a change after it is told as ever."""
    python("committed.move")
    commit(old, "moved")
    code, told = report(old, "main~1", "main")
    assert (0, "main~1..main: no changes in Azure or in image versions") == (code, told.splitlines()[0])

    catalog = (old / "catalog.toml").read_text()
    (old / "catalog.toml").write_text(catalog.replace('"1.0.0"', '"1.0.1"'))
    python("committed")
    code, told = report(old, "main~1", "synthesized")
    assert 0 == code
    assert "images.win11-avd: is changed; needs a new build, version 1.0.1" in told
    assert "variables.pkr.hcl: " in told


def test_every_script_can_be_moved() -> None:
    """The scripts of every operating system are known as goldshelf's."""
    scripts = [path.name for path in (PROJECT / "packer/scripts").glob("*/*.*")]

    assert "take_back.py" in scripts
    assert [] == [name for name in scripts if not PRODUCT.fullmatch(f"packer/x/scripts/{name}")]


def test_nothing_is_lost(old: Path, python: Python) -> None:
    """A file of the user's is named, and nothing is moved; nor if the new folder exists."""
    (old / FORMER / "notes.md").write_text("mine")
    before = files_in(old)
    assert (1, "", STRANGE) == python("committed.move")
    (old / FORMER / "notes.md").unlink()
    (old / "synthesized").mkdir()
    assert (1, "", EXISTS) == python("committed.move")
    (old / "synthesized").rmdir()
    del before["review/synthesized/notes.md"]
    assert before == files_in(old)


def test_what_git_does_not_have_stays(old: Path, python: Python) -> None:
    """The move removes nothing that is not committed, whatever its name; without git, nothing at all."""
    image = old / FORMER / "packer/win11-avd"
    (image / "scripts/my-own.ps1").write_text("mine")
    (image / "scripts/sysprep.ps1").write_text("changed")
    before = files_in(old)
    code, out, err = python("committed.move")

    assert (1, "") == (code, out)
    assert all(
        f"scripts/{name}: was not written by goldshelf" in err for name in ("my-own.ps1", "sysprep.ps1")
    )
    shutil.rmtree(old / ".git")
    assert "git does not have it" in python("committed.move")[2]
    assert {name: text for name, text in before.items() if not name.startswith(".git/")} == files_in(old)


def test_a_link_is_not_moved(old: Path, python: Python) -> None:
    """A link in the place of the folder stays, and so does what it leads to."""
    (old / "review").rename(old / "elsewhere")
    (old / "review").symlink_to("elsewhere")

    assert "review: must be a folder, not a link" in python("committed.move")[2]
    assert (old / "elsewhere/synthesized").is_dir()
