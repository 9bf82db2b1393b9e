"""Which Packer is on PATH."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import cache

Version = tuple[int, ...] | None
"""None: Packer is not installed; empty: its output names no version."""

PATIENCE = 30
"""How long to wait for Packer, in seconds."""
OLDEST = (1, 10)
"""The first version that loads only the plugins of `packer init`; the templates require it."""


@contextmanager
def packer_version() -> Iterator[Callable[[], Version]]:
    """Ask the `packer` on PATH for its version in the background, and yield a function that waits for it.

    It takes Packer as long as the rest of the hook.
    """
    with (shutil.which("packer") and _started()) or nullcontext() as process:

        @cache
        def version() -> Version:
            if process is None:
                return None
            try:
                said, _ = process.communicate(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                return ()
            found = re.search(r"(\d+)\.(\d+)\.(\d+)", said)
            return tuple(map(int, found.groups())) if found else ()

        yield version


def _started() -> subprocess.Popen[str] | None:
    # The process lives for a second; without this, Go would spend part of it on collecting garbage.
    environment = {**os.environ, "CHECKPOINT_DISABLE": "1", "GOGC": "off"}
    try:
        return subprocess.Popen(
            ["packer", "version"],  # noqa: S607  (the user's own packer, wherever it is)
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            errors="replace",
        )
    except OSError:  # not a program for this machine
        return None
