"""The hook replaces and removes what it wrote itself, one run at a time, and nothing else."""

import fcntl
import os
import shutil
import time
from itertools import count
from pathlib import Path

import pytest

from packer.hook import main
from tests.conftest import Run, Write, files_in


def test_project_is_no_target(hook: Run, tmp_path: Path, newer: list[str | Path]) -> None:
    """An image whose key is the name of a folder of one's own never takes that folder's place."""
    (tmp_path / "win11-avd").mkdir()
    (tmp_path / "win11-avd/thesis.txt").write_text("mine")
    run = hook(*newer, "--out", ".")

    assert (1, "mine") == (run.returncode, (tmp_path / "win11-avd/thesis.txt").read_text())
    assert run.stderr.startswith("error: win11-avd/thesis.txt: was not written by goldshelf")


@pytest.mark.parametrize("kind", ["link", "file"])
def test_target_that_is_no_folder(hook: Run, packer_out: Path, newer: list[str | Path], kind: str) -> None:
    """A link or a file in the place of an image's folder stays as it is, and so does what it leads to."""
    target = packer_out / "win11-avd"
    elsewhere = target.rename(packer_out.with_name("elsewhere"))
    target.symlink_to(elsewhere) if kind == "link" else target.write_text("mine")
    before = files_in(elsewhere)
    run = hook(*newer)

    assert 1 == run.returncode
    assert run.stderr.startswith(f"error: packer.out/win11-avd: must be a folder, not a {kind}")
    assert before == files_in(elsewhere)
    assert kind == "link" or "mine" == target.read_text()


def test_whole_folder_may_be_a_link(hook: Run, packer_out: Path, newer: list[str | Path]) -> None:
    """packer.out on another disk, by a link, is written there."""
    elsewhere = packer_out.rename(packer_out.with_name("elsewhere"))
    packer_out.symlink_to(elsewhere)
    before = files_in(elsewhere)

    assert 0 == hook(*newer).returncode
    assert packer_out.is_symlink()
    assert before.keys() == files_in(elsewhere).keys()
    assert before != files_in(elsewhere)


def test_two_at_once(hook: Run, packer_out: Path, newer: list[str | Path]) -> None:
    """While another run writes, a second one says so and changes nothing; after it, it runs."""
    before = files_in(packer_out)
    other = os.open(packer_out, os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_EX)
    busy = hook(*newer)
    os.close(other)

    message = "error: packer.out: another run is writing to it; wait until it has ended, then run again\n"
    assert (1, message) == (busy.returncode, busy.stderr)
    assert before == files_in(packer_out)
    assert 0 == hook(*newer).returncode


def test_folder_open_elsewhere(hook: Run, packer_out: Path, newer: list[str | Path]) -> None:
    """Who reads the old folder while a new one comes keeps the old file that it has open."""
    with (packer_out / "win11-avd/image.json").open() as file:
        before = (packer_out / "win11-avd/image.json").read_text()
        there = os.open(packer_out / "win11-avd", os.O_RDONLY)
        assert 0 == hook(*newer).returncode
        assert before == file.read()
    os.close(there)
    assert before != (packer_out / "win11-avd/image.json").read_text()


def test_image_that_left_the_catalog(hook: Run, packer_out: Path, newer: list[str | Path]) -> None:
    """Its folder is told and kept; `--prune` removes it, and nothing that the hook did not write."""
    old = Path(shutil.copytree(packer_out / "win11-avd", packer_out / "win11-old"))
    (packer_out / "notes").mkdir()
    (packer_out / "notes/mine.txt").write_text("mine")

    kept = hook(*newer)
    assert "kept packer.out/win11-old: the catalog builds no such image; to remove it: " in kept.stdout
    assert (0, True) == (kept.returncode, old.exists())

    pruned = hook(*newer, "--prune")
    assert "removed packer.out/win11-old\n" in pruned.stdout
    assert ["notes", "win11-avd"] == sorted(path.name for path in packer_out.iterdir())


def test_what_only_looks_like_a_folder_of_the_hooks(
    hook: Run, packer_out: Path, newer: list[str | Path]
) -> None:
    """`--prune` leaves a link to a folder, and a folder whose name begins with a dot, where they are."""
    for name in (".mine", "../elsewhere"):
        shutil.copytree(packer_out / "win11-avd", packer_out / name)
    (packer_out / "linked").symlink_to(packer_out.with_name("elsewhere"))
    run = hook(*newer, "--prune")

    assert (0, "") == (run.returncode, run.stderr)
    assert {".mine", "linked", "win11-avd"} == {path.name for path in packer_out.iterdir()}


def test_clock_jumps(
    packer_out: Path, outputs_file: Path, catalog_file: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No clock has a say in what is written: not one that runs backwards, nor files from the future."""
    before, catalog = files_in(packer_out), catalog_file()
    backwards = count(2**40, -(10**9))
    for name in ("time", "monotonic", "perf_counter"):
        monkeypatch.setattr(time, name, lambda: next(backwards))
    for path in (*packer_out.rglob("*"), outputs_file, catalog):
        os.utime(path, (4_000_000_000, 4_000_000_000))
    arguments = ["--outputs", outputs_file, "--catalog", catalog, "--out", packer_out]

    assert 0 == main([str(argument) for argument in arguments])
    assert before == files_in(packer_out)
