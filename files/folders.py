"""Replace folders whole: write each new one beside the old one, then exchange the two.

After a kill or a power cut, each folder is the old one or the new one; what is left of the run is in
`.goldshelf-new-*`, which the next run removes.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from os.path import dirname
from pathlib import Path

from files.errors import GoldshelfError
from files.lock import locked

Files = dict[str, str]
"""Texts by path; bytes that are not UTF-8 are surrogates in them, as `as_text` makes them."""

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
    syncfs = _of_libc("syncfs")
    if syncfs is None:  # not on macOS
        os.sync()
    elif errno := syncfs(handle):
        raise OSError(errno, os.strerror(errno))


@cache
def _of_libc(name: str) -> Callable[..., int] | None:
    """Find a function that Python lacks, and let it return 0 or its error number; None: C lacks it too."""
    import ctypes  # only what writes folders needs it

    found = getattr(ctypes.CDLL(None, use_errno=True), name, None)
    return found and (lambda *given: ctypes.get_errno() if found(*given) else 0)


def _write(files: Files, folder: Path) -> None:
    for parent in sorted({dirname(path) for path in files}):
        (folder / parent).mkdir(parents=True, exist_ok=True)
    for path, text in files.items():
        with open(f"{folder}/{path}", "wb") as file:
            file.write(as_bytes(text))


def holds(folder: Path, files: Files) -> bool:
    """Whether the folder has these files with these contents, and nothing else."""
    return folder.is_dir() and not folder.is_symlink() and _inside(str(folder), files) == len(files)


def _inside(folder: str, files: Files, above: str = "") -> int:
    """How many of the files are in the folder; -1 if it is empty, or has something else."""
    found = 0
    for entry in list(os.scandir(folder)):
        name = f"{above}{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            inside = _inside(entry.path, files, f"{name}/")
        else:
            inside = 1 if entry.is_file(follow_symlinks=False) and _reads(entry.path, files.get(name)) else -1
        if inside < 0:
            return -1
        found += inside
    return found or -1


def _reads(path: str, text: str | None) -> bool:
    if text is None:
        return False
    with open(path, "rb") as file:
        return file.read() == as_bytes(text)


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
    renameat2 = _of_libc("renameat2")
    return renameat2 is not None and not renameat2(
        HERE, os.fsencode(new), HERE, os.fsencode(target), EXCHANGE
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
