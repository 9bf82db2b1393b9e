"""One run at a time in a folder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from files.errors import GoldshelfError


@contextmanager
def locked(folder: Path, *, because: str) -> Iterator[int]:
    """Lock `folder` for this run, and yield the handle of the lock, which a child process can inherit.

    Raise GoldshelfError if it is locked; `because` says by what. The lock is on the folder itself: the system
    releases it when the run ends, and no file is left behind.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise GoldshelfError(f"{folder}: {because}; wait until it has ended, then run again") from None
        yield handle
    finally:
        os.close(handle)
