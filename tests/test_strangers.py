"""What one put or changed in a folder of the hook's is named and stays: it knows its own by a list."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from files.digests import BEFORE, LIST, left_over
from packer.hook import main
from tests.conftest import files_in
from tests.own_files import CHANGED, MINE, STRANGE, changed, manifest, script
from tests.programs import execute

Here = Callable[..., tuple[int, str]]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Here:
    """Run the hook in this process, which is quicker: its exit code, and what it says of errors."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path) -> tuple[int, str]:
        return main(list(map(str, arguments))), capsys.readouterr().err

    return run


@pytest.mark.parametrize("pruned", [False, True])
@pytest.mark.parametrize("mine", MINE)
def test_what_is_mine_stays(
    here: Here, packer_out: Path, newer: list[str | Path], mine: Callable[[Path], str], pruned: bool
) -> None:
    """What one put or changed anywhere in a folder is named, and nothing is replaced or removed."""
    folder = packer_out / "win11-avd"
    if pruned:
        folder = Path(shutil.copytree(folder, packer_out / "win11-old"))
    said = mine(folder)
    before = tree(packer_out)

    assert (1, f"error: packer.out/{folder.name}/{said}\n") == here(*newer, *["--prune"] * pruned)
    assert before == tree(packer_out)


def tree(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Each name below a folder, with its kind, and what a file says."""
    return {
        str(path.relative_to(folder)): (path.lstat().st_mode, path.read_bytes() if path.is_file() else b"")
        for path in folder.rglob("*")
    }


def test_all_that_is_mine_is_named(here: Here, packer_out: Path, newer: list[str | Path]) -> None:
    """All of it at once; when it is moved elsewhere, as the message says, the hook goes on."""
    mine = [one(packer_out / "win11-avd") for one in (manifest, changed, script)]
    said = here(*newer)[1].removeprefix("error: ").splitlines()

    assert {f"packer.out/win11-avd/{one}" for one in mine} == set(said)
    for one in said:
        (packer_out.parent / one.partition(": ")[0]).unlink()
    assert (0, "") == here(*newer)


def test_list_of_what_is_goldshelfs(packer_out: Path) -> None:
    """sha256sum finds each file of the folder in the list, and unchanged."""
    folder = packer_out / "win11-avd"
    run = execute("sha256sum", "--check", "--strict", LIST, cwd=folder)

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
    here: Here, packer_out: Path, newer: list[str | Path], damage: Callable[[bytes], bytes]
) -> None:
    """What a list does not say is goldshelf's stays; moved aside as it is, the folder is in nobody's way."""
    path = packer_out / "win11-avd" / LIST
    path.write_bytes(damage(path.read_bytes()))
    before = tree(packer_out)
    code, said = here(*newer)

    assert (1, before) == (code, tree(packer_out))
    lines = [line.split(": ") for line in said.removeprefix("error: ").splitlines()]
    assert {STRANGE, CHANGED} >= {what for _, what in lines}
    assert all(Path(name).is_relative_to("packer.out/win11-avd") for name, _ in lines)
    (packer_out / "win11-avd").rename(packer_out.with_name("aside"))
    assert (0, "") == here(*newer)


def test_folder_from_before_there_was_a_list(here: Here, packer_out: Path, newer: list[str | Path]) -> None:
    """It is known by the names in it: replaced if it holds no other one, pruned in the same way."""
    old = Path(shutil.copytree(packer_out / "win11-avd", packer_out / "win11-old"))
    for folder in (packer_out / "win11-avd", old):
        for path in (path for path in folder.rglob("*") if path.is_file()):
            if path.relative_to(folder).as_posix() not in BEFORE:
                path.unlink()
        (folder / "scripts/install-vscode.ps1").touch()
    mine = script(old)

    assert (1, f"error: packer.out/win11-old/{mine}\n") == here(*newer, "--prune")
    (old / "scripts/join-domain.ps1").unlink()
    assert (0, "") == here(*newer, "--prune")
    assert [packer_out / "win11-avd"] == list(packer_out.iterdir())
    assert (packer_out / "win11-avd" / LIST).exists()


def test_template_of_my_own(here: Here, packer_out: Path, newer: list[str | Path]) -> None:
    """A template that has the name of one of goldshelf's is neither replaced nor pruned for that."""
    for key in ("mine", "win11-avd"):
        shutil.rmtree(packer_out / key, ignore_errors=True)
        (packer_out / key).mkdir()
        (packer_out / key / "source.pkr.hcl").write_text("mine")

    assert (1, f"error: packer.out/win11-avd/source.pkr.hcl: {STRANGE}\n") == here(*newer)
    shutil.rmtree(packer_out / "win11-avd")
    assert (0, "") == here(*newer, "--prune")
    assert "mine" == (packer_out / "mine/source.pkr.hcl").read_text()


def test_folder_with_a_dot(here: Here, packer_out: Path, newer: list[str | Path]) -> None:
    """A hidden folder of one's own does not pass for what a run left that was killed."""
    (packer_out / ".new-pictures").mkdir()
    (packer_out / ".new-pictures/mine.txt").write_text("mine")

    assert (0, "") == here(*newer)
    assert "mine" == (packer_out / ".new-pictures/mine.txt").read_text()


def test_key_in_other_letters(packer_out: Path) -> None:
    """Where a file system takes Win11-AVD for win11-avd, the image's own folder is not one to prune."""
    (packer_out / "win11-avd").rename(packer_out / "Win11-AVD")

    assert [] == left_over(packer_out, wanted={"win11-avd"})
