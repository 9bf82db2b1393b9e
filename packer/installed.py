"""Which Packer is on PATH."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import cache

Version = tuple[int, ...] | None
"""None: there is no Packer; empty: what is there does not say one."""

PATIENCE = 30
"""For an answer of Packer, in seconds."""
OLDEST = (1, 10)
"""The first Packer that takes its plugins from `packer init` alone, as the templates want it."""


@contextmanager
def asked() -> Iterator[Callable[[], Version]]:
    """Ask the `packer` on PATH for its version in the background, and give what waits for the answer.

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
    # The second of a process's life in which Go would collect garbage is all that this one has.
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
