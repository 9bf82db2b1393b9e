"""Write folders beside the old ones first, then put each in its place whole.

Where a run is killed, or the power is cut, each place has the old folder or the new one, and what the run had
begun lies under `.goldshelf-new-`: the next run takes that away.
"""

import ctypes
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from files.lock import locked

Files = dict[str, str]

LIBC = ctypes.CDLL(None, use_errno=True)
BEGUN = ".goldshelf-new-"
ASIDE = ".old"
EXCHANGE = 2
"""RENAME_EXCHANGE of Linux: man 2 rename."""
HERE = -100
"""AT_FDCWD: a path as every other call takes it."""


@contextmanager
def prepared(root: Path, folders: dict[str, Files]) -> Iterator[Path]:
    """Write the new folders into a temporary one, give its path, and remove what is left there.

    It lies inside `root`, so that each swap is a rename on one file system. Raise GoldshelfError where
    another run writes there.
    """
    root.mkdir(parents=True, exist_ok=True)
    with locked(root, because="another run is writing to it") as handle:
        _repair(root)
        # What cannot be removed now, the next run tells.
        with tempfile.TemporaryDirectory(prefix=BEGUN, dir=root, ignore_cleanup_errors=True) as waiting:
            for name, files in folders.items():
                _write(files, Path(waiting, name))
            _reach_the_disk(handle)
            yield Path(waiting)


def _reach_the_disk(handle: int) -> None:
    """Wait until what was written is on the disk that the open folder is on; raise OSError where it is not.

    Else a power cut could leave empty scripts in a folder that has its place already. For a thousand images
    this takes a tenth of the time of a call for each file.
    """
    syncfs = getattr(LIBC, "syncfs", None)
    if syncfs is None:  # not on macOS
        os.sync()
    elif syncfs(handle):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _write(files: Files, folder: Path) -> None:
    for inside in sorted({Path(folder, path).parent for path in files}):
        inside.mkdir(parents=True, exist_ok=True)
    for path, text in files.items():
        Path(folder, path).write_text(text, encoding="utf-8", newline="\n")


def swap(new: Path, target: Path) -> None:
    """Put the folder `new` in the place of `target`, in one step where the file system has one.

    The old folder goes to `new`'s place or beside it, to be removed with what is left there.
    """
    if not os.path.lexists(target):
        new.rename(target)
    elif not _exchanged(new, target):
        _in_two_steps(new, target)


def _exchanged(new: Path, target: Path) -> bool:
    """Whether the system changed the two for each other; not every file system can, nor every system."""
    renameat2 = getattr(LIBC, "renameat2", None)
    return (
        renameat2 is not None and renameat2(HERE, os.fsencode(new), HERE, os.fsencode(target), EXCHANGE) == 0
    )


def _in_two_steps(new: Path, target: Path) -> None:
    """Put `target` aside first, and back where the second step fails."""
    aside = new.with_name(new.name + ASIDE)
    target.rename(aside)
    try:
        new.rename(target)
    except OSError:
        aside.rename(target)
        raise


def _repair(root: Path) -> None:
    """Take away what a run left that was killed, and put back what it had put aside."""
    for begun in root.glob(f"{BEGUN}*"):
        for aside in begun.glob(f"*{ASIDE}"):
            target = root / aside.name.removesuffix(ASIDE)
            if not os.path.lexists(target):
                aside.rename(target)
        shutil.rmtree(begun)
