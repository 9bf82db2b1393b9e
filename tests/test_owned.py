"""The hook replaces and removes what it wrote itself, one run at a time, and nothing else."""

import fcntl
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from packer import hook
from packer.owned import LIST, left_over
from tests.conftest import Run, Write, files_in, run_hook


@pytest.fixture
def rendered(tmp_path: Path, outputs_file: Path, catalog_file: Write) -> Path:
    """What the hook wrote for the shipped catalog."""
    run = run_hook(tmp_path, "--outputs", outputs_file, "--catalog", catalog_file())
    assert (0, "") == (run.returncode, run.stderr)
    return tmp_path / "packer.out"


@pytest.fixture
def newer(catalog_file: Write, outputs_file: Path) -> list[str | Path]:
    """The hook's arguments for a catalog that changed."""
    return ["--outputs", outputs_file, "--catalog", catalog_file((', "chrome"', ""), name="newer.toml")]


STRANGE = "is not goldshelf's, and would be lost with the old folder; move it elsewhere"
CHANGED = "was changed since goldshelf wrote it, and would be lost with the old folder; move it elsewhere"


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
    hook: Run, rendered: Path, newer: list[str | Path], mine: Callable[[Path], str], pruned: bool
) -> None:
    """What one put or changed anywhere in a folder is named, and nothing is replaced or removed."""
    folder = rendered / "win11-avd"
    if pruned:
        folder = Path(shutil.copytree(folder, rendered / "win11-old"))
    said = mine(folder)
    before = tree(rendered)
    run = hook(*newer, *(["--prune"] if pruned else []))

    assert (1, f"error: packer.out/{folder.name}/{said}\n") == (run.returncode, run.stderr)
    assert before == tree(rendered)


def tree(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Each name below a folder, with its kind, and what a file says."""
    return {
        str(path.relative_to(folder)): (path.lstat().st_mode, path.read_bytes() if path.is_file() else b"")
        for path in folder.rglob("*")
    }


def test_all_that_is_mine_is_named(hook: Run, rendered: Path, newer: list[str | Path]) -> None:
    """All of it at once; when it is moved elsewhere, as the message says, the hook goes on."""
    said = [mine(rendered / "win11-avd") for mine in (manifest, changed, script)]
    run = hook(*newer)
    lines = run.stderr.removeprefix("error: ").splitlines()

    assert {f"packer.out/win11-avd/{one}" for one in said} == set(lines)
    for named in lines:
        (rendered.parent / named.partition(": ")[0]).unlink()
    assert 0 == hook(*newer).returncode


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
    hook: Run, rendered: Path, newer: list[str | Path], damage: Callable[[bytes], bytes]
) -> None:
    """What a list does not say is goldshelf's stays; moved aside as it is, the folder is in nobody's way."""
    path = rendered / "win11-avd" / LIST
    path.write_bytes(damage(path.read_bytes()))
    before = tree(rendered)
    run = hook(*newer)

    assert (1, before) == (run.returncode, tree(rendered))
    assert "Traceback" not in run.stderr
    assert {STRANGE, CHANGED} >= {line.partition(": ")[2].split(": ")[-1] for line in run.stderr.splitlines()}
    assert "catalog.toml" not in run.stderr
    (rendered / "win11-avd").rename(rendered.with_name("aside"))
    assert 0 == hook(*newer).returncode


def test_folder_from_before_there_was_a_list(hook: Run, rendered: Path, newer: list[str | Path]) -> None:
    """It is known by the names in it: replaced if it holds no other one, pruned in the same way."""
    old = Path(shutil.copytree(rendered / "win11-avd", rendered / "win11-old"))
    for folder in (rendered / "win11-avd", old):
        (folder / LIST).unlink()
        (folder / "scripts/install-vscode.ps1").touch()
    (old / "scripts/mine.ps1").write_text("mine")
    refused = hook(*newer, "--prune")
    (old / "scripts/mine.ps1").unlink()

    assert f"error: packer.out/win11-old/scripts/mine.ps1: {STRANGE}\n" == refused.stderr
    assert 0 == hook(*newer, "--prune").returncode
    assert [rendered / "win11-avd"] == list(rendered.iterdir())
    assert (rendered / "win11-avd" / LIST).exists()


def test_template_of_my_own(hook: Run, rendered: Path, newer: list[str | Path]) -> None:
    """A template in Packer's usual names is not goldshelf's: not kept, pruned, or replaced."""
    for key in ("mine", "win11-avd"):
        shutil.rmtree(rendered / key, ignore_errors=True)
        (rendered / key).mkdir()
        (rendered / key / "source.pkr.hcl").write_text("mine")
    refused = hook(*newer)
    shutil.rmtree(rendered / "win11-avd")
    run = hook(*newer, "--prune")

    assert f"error: packer.out/win11-avd/source.pkr.hcl: {STRANGE}\n" == refused.stderr
    assert (0, False) == (run.returncode, "mine" in run.stdout)
    assert "mine" == (rendered / "mine/source.pkr.hcl").read_text()


def test_folder_with_a_dot(hook: Run, rendered: Path, newer: list[str | Path]) -> None:
    """A hidden folder of one's own does not pass for what a run left that was killed."""
    (rendered / ".new-pictures").mkdir()
    (rendered / ".new-pictures/mine.txt").write_text("mine")

    assert 0 == hook(*newer).returncode
    assert "mine" == (rendered / ".new-pictures/mine.txt").read_text()


def test_key_in_other_letters(rendered: Path) -> None:
    """Where a file system takes Win11-AVD for win11-avd, the image's own folder is not one to prune."""
    (rendered / "win11-avd").rename(rendered / "Win11-AVD")

    assert [] == left_over(rendered, wanted={"win11-avd"})


def test_project_is_no_target(hook: Run, tmp_path: Path, newer: list[str | Path]) -> None:
    """An image whose key is the name of a folder of one's own never takes that folder's place."""
    (tmp_path / "win11-avd").mkdir()
    (tmp_path / "win11-avd/thesis.txt").write_text("mine")
    run = hook(*newer, "--out", ".")

    assert (1, "mine") == (run.returncode, (tmp_path / "win11-avd/thesis.txt").read_text())
    assert run.stderr.startswith("error: win11-avd/thesis.txt: is not goldshelf's")


@pytest.mark.parametrize("kind", ["link", "file"])
def test_target_that_is_no_folder(hook: Run, rendered: Path, newer: list[str | Path], kind: str) -> None:
    """A link or a file in the place of an image's folder stays as it is, and so does what it leads to."""
    target = rendered / "win11-avd"
    elsewhere = target.rename(rendered.with_name("elsewhere"))
    target.symlink_to(elsewhere) if kind == "link" else target.write_text("mine")
    before = files_in(elsewhere)
    run = hook(*newer)

    assert 1 == run.returncode
    assert run.stderr.startswith(f"error: packer.out/win11-avd: is a {kind}")
    assert before == files_in(elsewhere)
    assert kind == "link" or "mine" == target.read_text()


def test_whole_folder_may_be_a_link(hook: Run, rendered: Path, newer: list[str | Path]) -> None:
    """packer.out on another disk, by a link, is written there."""
    elsewhere = rendered.rename(rendered.with_name("elsewhere"))
    rendered.symlink_to(elsewhere)
    before = files_in(elsewhere)

    assert 0 == hook(*newer).returncode
    assert rendered.is_symlink()
    assert before.keys() == files_in(elsewhere).keys()
    assert before != files_in(elsewhere)


def test_two_at_once(hook: Run, rendered: Path, newer: list[str | Path]) -> None:
    """While another run writes, a second one says so and changes nothing; after it, it runs."""
    before = files_in(rendered)
    other = os.open(rendered, os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_EX)
    busy = hook(*newer)
    os.close(other)

    message = "error: packer.out: another run writes there; wait for its end, then run again\n"
    assert (1, message) == (busy.returncode, busy.stderr)
    assert before == files_in(rendered)
    assert 0 == hook(*newer).returncode


def test_folder_open_elsewhere(hook: Run, rendered: Path, newer: list[str | Path]) -> None:
    """Who reads the old folder while a new one comes keeps the old file that it has open."""
    with (rendered / "win11-avd/image.json").open() as file:
        before = (rendered / "win11-avd/image.json").read_text()
        there = os.open(rendered / "win11-avd", os.O_RDONLY)
        assert 0 == hook(*newer).returncode
        assert before == file.read()
    os.close(there)
    assert before != (rendered / "win11-avd/image.json").read_text()


def test_image_that_left_the_catalog(hook: Run, rendered: Path, newer: list[str | Path]) -> None:
    """Its folder is told and kept; `--prune` removes it, and nothing that the hook did not write."""
    old = Path(shutil.copytree(rendered / "win11-avd", rendered / "win11-old"))
    (rendered / "notes").mkdir()
    (rendered / "notes/mine.txt").write_text("mine")

    kept = hook(*newer)
    assert "kept packer.out/win11-old: no image of the catalog; --prune removes it\n" in kept.stdout
    assert (0, True) == (kept.returncode, old.exists())

    (old / "mine.txt").write_text("mine")
    refused = hook(*newer, "--prune")
    assert (1, True) == (refused.returncode, (old / "mine.txt").exists())
    assert refused.stderr.startswith("error: packer.out/win11-old/mine.txt: is not goldshelf's")

    (old / "mine.txt").unlink()
    pruned = hook(*newer, "--prune")
    assert "removed packer.out/win11-old\n" in pruned.stdout
    assert ["notes", "win11-avd"] == sorted(path.name for path in rendered.iterdir())


def test_what_only_looks_like_a_folder_of_the_hooks(
    hook: Run, rendered: Path, newer: list[str | Path]
) -> None:
    """`--prune` leaves a link to a folder, and a folder whose name begins with a dot, where they are."""
    for name in (".mine", "../elsewhere"):
        shutil.copytree(rendered / "win11-avd", rendered / name)
    (rendered / "linked").symlink_to(rendered.with_name("elsewhere"))
    run = hook(*newer, "--prune")

    assert (0, "") == (run.returncode, run.stderr)
    assert {".mine", "linked", "win11-avd"} == {path.name for path in rendered.iterdir()}


def test_clock_jumps(rendered: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No clock has a say in what is written: not one that runs backwards, nor files from the future."""
    before = files_in(rendered)
    backwards = count(2**40, -(10**9))
    for name in ("time", "monotonic", "perf_counter"):
        monkeypatch.setattr(time, name, lambda: next(backwards))
    for path in (*rendered.rglob("*"), tmp_path / "outputs.json", tmp_path / "catalog.toml"):
        os.utime(path, (4_000_000_000, 4_000_000_000))
    arguments = ["--outputs", tmp_path / "outputs.json", "--catalog", tmp_path / "catalog.toml"]

    assert 0 == hook.main([*map(str, arguments), "--out", str(rendered)])
    assert before == files_in(rendered)
