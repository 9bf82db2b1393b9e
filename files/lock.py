"""One run at a time in a folder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from files.errors import GoldshelfError


@contextmanager
def locked(folder: Path, *, doing: str) -> Iterator[int]:
    """Keep `folder` for this run, and give the open file that holds the lock: a child may hold it too.

    The lock is on the folder itself. The system takes it back when the run ends, however that ends, so
    there is no file to be left behind.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise GoldshelfError(f"{folder}: another run {doing}; wait for its end, then run again") from None
        yield handle
    finally:
        os.close(handle)
