"""The hook is killed, or the disk fails it, at every call that changes a file: nothing is lost."""

import contextlib
import io
import shutil
from pathlib import Path

import pytest

from files import folders
from packer import hook
from tests.builds import outputs
from tests.conftest import files_in
from tests.deploys import BOTH
from tests.faults import Point, last_call, points, python, strace
from tests.torture import Tried

pytestmark = pytest.mark.torture

OLD, NEW = "1.0.0", "1.1.0"
ERRORS = ("ENOSPC", "EIO", "EROFS", "EACCES")
PARTS = range(2)
"""The points are dealt to as many tests, so that each core has some."""
WHOLE = "each folder is complete, old or new; the next run cleans up"


@pytest.fixture
def catalogs(tmp_path: Path) -> dict[str, Path]:
    """The shipped catalog with a second image, in its old and its new version."""
    paths = {version: tmp_path / f"{version}.toml" for version in (OLD, NEW)}
    for version, path in paths.items():
        path.write_text(BOTH.replace(OLD, version))
    names = {"win11-avd": "Win11-AVD-Template", "second": "Second"}
    (tmp_path / "outputs.json").write_text(outputs(names))
    return paths


class Target:
    """packer.out of two images, and what it must be."""

    def __init__(self, folder: Path, catalogs: dict[str, Path]) -> None:
        self.out = folder / "packer.out"
        self.catalogs = catalogs
        self.log = folder / "strace.log"
        self.whole = {version: self._made(version) for version in (NEW, OLD)}

    def _made(self, version: str) -> dict[str, dict[str, bytes]]:
        shutil.rmtree(self.out, ignore_errors=True)
        self.render(version)
        return {path.name: files_in(path) for path in self.out.iterdir()}

    def arguments(self, version: str) -> list[str | Path]:
        """Of the hook."""
        outputs = self.out.parent / "outputs.json"
        return ["--outputs", outputs, "--catalog", self.catalogs[version], "--out", self.out]

    def render(self, version: str) -> None:
        """Run the hook as it should be."""
        with contextlib.redirect_stdout(io.StringIO()):
            assert 0 == hook.main([str(part) for part in self.arguments(version)])

    def render_with(self, *faults: str) -> tuple[int, str]:
        """Render the new version over the old one with faults: the exit code, and what was said."""
        # Without a PATH, there is no Packer whose calls would be counted too.
        run = strace(self.log, ["env", "PATH=", *python("packer.hook", *self.arguments(NEW))], *faults)
        return run.returncode, run.stderr

    def found(self, *, aside: bool = False) -> dict[str, str]:
        """Which version each folder has, or the one put aside where there is none."""
        versions = {}
        for key in self.whole[OLD]:
            folder = self.out / key
            if aside and not folder.exists():
                (folder,) = self.out.glob(f".goldshelf-*/{key}.old")
            files = files_in(folder)
            versions[key] = next((v for v in (OLD, NEW) if self.whole[v][key] == files), "broken")
        return versions


@pytest.fixture
def target(tmp_path: Path, catalogs: dict[str, Path]) -> Target:
    """With the old version in it."""
    return Target(tmp_path, catalogs)


def clears_up(target: Target) -> None:
    """The next run makes all of it new, and leaves nothing else there."""
    target.render(NEW)
    assert {"win11-avd": NEW, "second": NEW} == target.found()
    assert {"win11-avd", "second"} == {path.name for path in target.out.iterdir()}
    target.render(OLD)


def chosen(every: list[Point], *, torture: bool, moves_only: bool = False) -> list[Point]:
    """In the short form, the calls that move a folder, and the last of each other kind if these count."""
    last = {} if moves_only else {point.call: point for point in every}
    return [point for point in every if torture or "rename" in point.call or last.get(point.call) == point]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("renames", ["in one step", pytest.param("in two steps", marks=pytest.mark.long)])
def test_killed(target: Target, tried: Tried, torture: bool, renames: str, part: int) -> None:
    """Killed at any moment, the hook leaves each folder whole; the next run clears up after it.

    Where the file system cannot change two folders for each other, a kill between the two steps leaves the
    place empty, and the whole old folder beside it.
    """
    unable = [] if renames == "in one step" else ["renameat2:error=EINVAL"]
    target.render_with(*unable)
    every = [point for point in points(target.log, target.out) if not unable or point.call != "renameat2"]
    assert {"mkdir", "openat", "write", "unlinkat"} <= {
        point.call.replace("mkdirat", "mkdir") for point in every
    }
    target.render(OLD)

    some = chosen(every, torture=torture, moves_only=bool(unable))[part :: len(PARTS)]
    for point in some:
        code, _ = target.render_with(*unable, f"{point.call}:signal=KILL:when={point.nth}")
        assert (-9, True) == (code, str(target.out) in last_call(target.log)), point
        assert {OLD, NEW} >= set(target.found(aside=bool(unable)).values()), point
        clears_up(target)
    tried(
        f"the hook is killed at a system call that changes a file; folders are exchanged {renames}",
        len(some),
        WHOLE,
    )


def test_power_cut(target: Target) -> None:
    """What takes the place of a folder is on the disk before: no power cut leaves empty scripts there."""
    target.render_with()
    calls = [point.call for point in points(target.log, target.out)]
    synced, moved = calls.index("syncfs"), calls.index("renameat2")
    written = [at for at, call in enumerate(calls) if call == "write"]

    assert (len(written), 1) == (sum(at < synced for at in written), calls.count("syncfs"))
    assert written[-1] < synced < moved


@pytest.mark.parametrize("part", PARTS)
def test_disk_fails(target: Target, tried: Tried, torture: bool, part: int) -> None:
    """A full, broken or read-only disk at any moment: one line says so, and each folder is whole."""
    target.render_with()
    some = chosen(points(target.log, target.out), torture=torture)
    target.render(OLD)

    turns = (0, 2) if torture else (0,)  # two errors at each call: all four would take as long again
    faults = [(point, ERRORS[(at + turn) % len(ERRORS)]) for turn in turns for at, point in enumerate(some)]
    for point, error in faults[part :: len(PARTS)]:
        code, said = target.render_with(f"{point.call}:error={error}:when={point.nth}")
        assert {OLD, NEW} >= set(target.found().values()), point
        assert (0, "") == (code, said) or code == 1, point
        assert code == 0 or said.startswith(f"error: {target.out}"), said
        clears_up(target)
    tried(f"a system call of the hook fails: {', '.join(ERRORS)}", len(faults[part :: len(PARTS)]), WHOLE)


def test_second_of_two_steps_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the new folder cannot take the place that the old one left, the old one is back there."""
    new, old = tmp_path / "new", tmp_path / "old"
    for path in (new, old):
        path.mkdir()
        (path / path.name).touch()
    rename = Path.rename

    def failing(path: Path, target: Path) -> Path:
        if path == new:
            raise OSError(28, "No space left on device")
        return rename(path, target)

    monkeypatch.setattr(folders, "_exchanged", lambda *_: False)
    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match="No space left on device"):
        folders.swap(new, old)
    assert {"new/new", "old/old"} == set(files_in(tmp_path))


def test_what_a_killed_run_put_aside(tmp_path: Path) -> None:
    """An old folder that was put aside is back in its place, though the next run writes none there."""
    (tmp_path / ".goldshelf-new-x/second.old").mkdir(parents=True)
    (tmp_path / ".goldshelf-new-x/second.old/image.json").touch()
    with folders.prepared(tmp_path, {}):
        pass

    assert {"second/image.json"} == set(files_in(tmp_path))
