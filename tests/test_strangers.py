"""What one put or changed in a folder of the hook's is named and stays: it knows its own by a list."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from files.digests import BEFORE, LIST, left_over
from packer.hook import main
from tests.conftest import Write, files_in

Here = Callable[..., tuple[int, str]]

STRANGE = "was not written by goldshelf, and would be lost with the old folder; move it elsewhere"
CHANGED = "was changed after goldshelf wrote it, and would be lost with the old folder; move it elsewhere"


@pytest.fixture
def rendered(written: Path, tmp_path: Path) -> Path:
    """A copy of what the hook wrote for the shipped catalog."""
    return Path(shutil.copytree(written, tmp_path / "packer.out"))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Here:
    """Run the hook in this process, which is quicker: its exit code, and what it says of errors."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path) -> tuple[int, str]:
        return main(list(map(str, arguments))), capsys.readouterr().err

    return run


@pytest.fixture
def newer(catalog_file: Write, outputs_file: Path) -> list[str | Path]:
    """The hook's arguments for a catalog that changed."""
    catalog = catalog_file((', "chrome"', ""), name="newer.toml")
    return ["--outputs", outputs_file, "--catalog", catalog, "--out", "packer.out"]


def manifest(folder: Path) -> str:
    """What Packer leaves beside the templates when it is run there."""
    (folder / "win11-avd.manifest.json").write_text("mine")
    return f"win11-avd.manifest.json: {STRANGE}"


def script(folder: Path) -> str:
    """A script of one's own among the others."""
    (folder / "scripts/join-domain.ps1").write_text("mine")
    return f"scripts/join-domain.ps1: {STRANGE}"


def changed(folder: Path) -> str:
    """A line of one's own in a script of goldshelf's."""
    with (folder / "scripts/cleanup.ps1").open("a") as file:
        file.write("# mine\n")
    return f"scripts/cleanup.ps1: {CHANGED}"


def in_other_letters(folder: Path) -> str:
    """On some file systems this is the same file."""
    (folder / "image.json").rename(folder / "Image.json")
    return f"Image.json: {STRANGE}"


def subfolder(folder: Path) -> str:
    """A folder is named once, whatever is in it."""
    (folder / "scripts/mine/more").mkdir(parents=True)
    (folder / "scripts/mine/more/thesis.txt").write_text("mine")
    return f"scripts/mine: {STRANGE}"


def empty(folder: Path) -> str:
    """A folder for later."""
    (folder / "files").mkdir()
    return f"files: {STRANGE}"


def instead(folder: Path) -> str:
    """A folder in the place of a file."""
    (folder / "image.json").unlink()
    (folder / "image.json").mkdir()
    return f"image.json: {STRANGE}"


def link(folder: Path) -> str:
    """A link to the very file that was there is one's own all the same."""
    path = folder / "scripts/cleanup.ps1"
    path.symlink_to(path.rename(folder.parent.parent / "shared.ps1"))
    return f"scripts/cleanup.ps1: {STRANGE}"


def link_to_folder(folder: Path) -> str:
    """The scripts, kept in one place."""
    (folder / "scripts").symlink_to((folder / "scripts").rename(folder.parent.parent / "shared"))
    return f"scripts: {STRANGE}"


def pipe(folder: Path) -> str:
    """Nobody waits for what a pipe says."""
    (folder / "image.json").unlink()
    os.mkfifo(folder / "image.json")
    return f"image.json: {STRANGE}"


def not_text(folder: Path) -> str:
    """A name that is not UTF-8 is named as far as it can be shown."""
    Path(os.fsdecode(os.fsencode(folder) + b"/scripts/\xff\n")).write_text("mine")
    return rf"scripts/\udcff\n: {STRANGE}"


MINE = [
    *(manifest, script, changed, in_other_letters, subfolder, empty, instead, link, link_to_folder, pipe),
    not_text,
]


@pytest.mark.parametrize("pruned", [False, True])
@pytest.mark.parametrize("mine", MINE)
def test_what_is_mine_stays(
    here: Here, rendered: Path, newer: list[str | Path], mine: Callable[[Path], str], pruned: bool
) -> None:
    """What one put or changed anywhere in a folder is named, and nothing is replaced or removed."""
    folder = rendered / "win11-avd"
    if pruned:
        folder = Path(shutil.copytree(folder, rendered / "win11-old"))
    said = mine(folder)
    before = tree(rendered)

    assert (1, f"error: packer.out/{folder.name}/{said}\n") == here(*newer, *["--prune"] * pruned)
    assert before == tree(rendered)


def tree(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Each name below a folder, with its kind, and what a file says."""
    return {
        str(path.relative_to(folder)): (path.lstat().st_mode, path.read_bytes() if path.is_file() else b"")
        for path in folder.rglob("*")
    }


def test_all_that_is_mine_is_named(here: Here, rendered: Path, newer: list[str | Path]) -> None:
    """All of it at once; when it is moved elsewhere, as the message says, the hook goes on."""
    mine = [one(rendered / "win11-avd") for one in (manifest, changed, script)]
    said = here(*newer)[1].removeprefix("error: ").splitlines()

    assert {f"packer.out/win11-avd/{one}" for one in mine} == set(said)
    for one in said:
        (rendered.parent / one.partition(": ")[0]).unlink()
    assert (0, "") == here(*newer)


def test_list_of_what_is_goldshelfs(rendered: Path) -> None:
    """sha256sum finds each file of the folder in the list, and unchanged."""
    folder = rendered / "win11-avd"
    command = ["sha256sum", "--check", "--strict", LIST]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)

    assert (0, "") == (run.returncode, run.stderr)
    checked = [line.removesuffix(": OK") for line in run.stdout.splitlines()]
    assert sorted(files_in(folder).keys() - {LIST}) == checked


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda text: text[: len(text) // 2],
        lambda text: b"\xff\x00" + text,
        lambda text: text.replace(b"\n", b"\r\n"),
        lambda _: b"0" * 64 + b"  " + b"a/" * 600_000,
        lambda _: b"\n".join(b"0" * 64 + b"  " + path for path in (b"..", b"../../catalog.toml", b"/", b"")),
    ],
    ids=["empty", "cut off", "not UTF-8", "line ends", "huge", "hostile"],
)
def test_damaged_list(
    here: Here, rendered: Path, newer: list[str | Path], damage: Callable[[bytes], bytes]
) -> None:
    """What a list does not say is goldshelf's stays; moved aside as it is, the folder is in nobody's way."""
    path = rendered / "win11-avd" / LIST
    path.write_bytes(damage(path.read_bytes()))
    before = tree(rendered)
    code, said = here(*newer)

    assert (1, before) == (code, tree(rendered))
    lines = [line.split(": ") for line in said.removeprefix("error: ").splitlines()]
    assert {STRANGE, CHANGED} >= {what for _, what in lines}
    assert all(Path(name).is_relative_to("packer.out/win11-avd") for name, _ in lines)
    (rendered / "win11-avd").rename(rendered.with_name("aside"))
    assert (0, "") == here(*newer)


def test_folder_from_before_there_was_a_list(here: Here, rendered: Path, newer: list[str | Path]) -> None:
    """It is known by the names in it: replaced if it holds no other one, pruned in the same way."""
    old = Path(shutil.copytree(rendered / "win11-avd", rendered / "win11-old"))
    for folder in (rendered / "win11-avd", old):
        for path in (path for path in folder.rglob("*") if path.is_file()):
            if path.relative_to(folder).as_posix() not in BEFORE:
                path.unlink()
        (folder / "scripts/install-vscode.ps1").touch()
    mine = script(old)

    assert (1, f"error: packer.out/win11-old/{mine}\n") == here(*newer, "--prune")
    (old / "scripts/join-domain.ps1").unlink()
    assert (0, "") == here(*newer, "--prune")
    assert [rendered / "win11-avd"] == list(rendered.iterdir())
    assert (rendered / "win11-avd" / LIST).exists()


def test_template_of_my_own(here: Here, rendered: Path, newer: list[str | Path]) -> None:
    """A template that has the name of one of goldshelf's is neither replaced nor pruned for that."""
    for key in ("mine", "win11-avd"):
        shutil.rmtree(rendered / key, ignore_errors=True)
        (rendered / key).mkdir()
        (rendered / key / "source.pkr.hcl").write_text("mine")

    assert (1, f"error: packer.out/win11-avd/source.pkr.hcl: {STRANGE}\n") == here(*newer)
    shutil.rmtree(rendered / "win11-avd")
    assert (0, "") == here(*newer, "--prune")
    assert "mine" == (rendered / "mine/source.pkr.hcl").read_text()


def test_folder_with_a_dot(here: Here, rendered: Path, newer: list[str | Path]) -> None:
    """A hidden folder of one's own does not pass for what a run left that was killed."""
    (rendered / ".new-pictures").mkdir()
    (rendered / ".new-pictures/mine.txt").write_text("mine")

    assert (0, "") == here(*newer)
    assert "mine" == (rendered / ".new-pictures/mine.txt").read_text()


def test_key_in_other_letters(rendered: Path) -> None:
    """Where a file system takes Win11-AVD for win11-avd, the image's own folder is not one to prune."""
    (rendered / "win11-avd").rename(rendered / "Win11-AVD")

    assert [] == left_over(rendered, wanted={"win11-avd"})
