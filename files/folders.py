"""Replace folders whole: write each new one beside the old one, then exchange the two.

After a kill or a power cut, each folder is the old one or the new one; what is left of the run is in
`.goldshelf-new-*`, which the next run removes.
"""

import ctypes
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from files.errors import GoldshelfError
from files.lock import locked

Files = dict[str, str]
"""Texts by path; bytes that are not UTF-8 are surrogates in them, as `as_text` makes them."""

LIBC = ctypes.CDLL(None, use_errno=True)
NOT_A_FOLDER = "must be a folder, not a file; move it elsewhere"
TEMPORARY = ".goldshelf-new-"
ASIDE = ".old"
EXCHANGE = 2
"""RENAME_EXCHANGE of Linux: man 2 rename."""
HERE = -100
"""AT_FDCWD: paths are relative to the current folder."""


def as_text(data: bytes) -> str:
    """Decode any bytes, so that `as_bytes` returns the same."""
    return data.decode("utf-8", "surrogateescape")


def as_bytes(text: str) -> bytes:
    """Encode what `as_text` decoded."""
    return text.encode("utf-8", "surrogateescape")


def make(folder: Path) -> None:
    """Make the folder if it is not there; raise GoldshelfError if a file is in its place."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise GoldshelfError(f"{folder}: {NOT_A_FOLDER}") from None


@contextmanager
def prepared(root: Path, folders: dict[str, Files]) -> Iterator[Path]:
    """Write the new folders into a temporary one and yield its path; at the end, remove it.

    It is inside `root`, so that each swap is a rename on one file system. Raise GoldshelfError if another run
    is writing to `root`.
    """
    make(root)
    with locked(root, because="another run is writing to it") as handle:
        _repair(root)
        # If it cannot be removed now, the next run reports that.
        with tempfile.TemporaryDirectory(prefix=TEMPORARY, dir=root, ignore_cleanup_errors=True) as folder:
            for name, files in folders.items():
                _write(files, Path(folder, name))
            _sync(handle)
            yield Path(folder)


def _sync(handle: int) -> None:
    """Wait until all files are on the disk of the open folder; raise OSError if that fails.

    Otherwise, after a power cut, a swapped folder could have empty files. For a thousand images this takes a
    tenth of the time of an fsync for each file.
    """
    syncfs = getattr(LIBC, "syncfs", None)
    if syncfs is None:  # not on macOS
        os.sync()
    elif syncfs(handle):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _write(files: Files, folder: Path) -> None:
    targets = [(folder / path, text) for path, text in files.items()]
    for parent in sorted({target.parent for target, _ in targets}):
        parent.mkdir(parents=True, exist_ok=True)
    for target, text in targets:
        target.write_bytes(as_bytes(text))


def swap(new: Path, target: Path) -> None:
    """Replace the folder `target` by `new`, in one step if the file system can.

    The old folder ends up at `new` or beside it, and is removed with the temporary folder.
    """
    if not os.path.lexists(target):
        new.rename(target)
    elif not _exchanged(new, target):
        _in_two_steps(new, target)


def _exchanged(new: Path, target: Path) -> bool:
    """Try to exchange the two in one step; not every file system or operating system can."""
    renameat2 = getattr(LIBC, "renameat2", None)
    return (
        renameat2 is not None and renameat2(HERE, os.fsencode(new), HERE, os.fsencode(target), EXCHANGE) == 0
    )


def _in_two_steps(new: Path, target: Path) -> None:
    """Move `target` aside first, and back if the second step fails."""
    aside = new.with_name(new.name + ASIDE)
    target.rename(aside)
    try:
        new.rename(target)
    except OSError:
        aside.rename(target)
        raise


def _repair(root: Path) -> None:
    """Remove what a killed run left, and move back what it had moved aside."""
    for left in root.glob(f"{TEMPORARY}*"):
        for aside in left.glob(f"*{ASIDE}"):
            target = root / aside.name.removesuffix(ASIDE)
            if not os.path.lexists(target):
                aside.rename(target)
        shutil.rmtree(left)
