"""The `packer` on PATH: which version it is, and whether a folder is valid for it."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from pathlib import Path

from catalog.version import series
from files.errors import GoldshelfError
from packer.facts import FILE, read_facts

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


def validate(folder: Path, version: Version) -> str:
    """Validate `folder` as far as this version of Packer can, and return how far that was."""
    if version is None:
        raise GoldshelfError("packer is not on PATH: install it, or run without --validate")
    if not version:
        raise GoldshelfError("`packer version` printed no version: the packer on PATH must be HashiCorp's")
    text = ".".join(map(str, version))
    if version >= OLDEST:
        _packer("init", str(folder))
        _packer("validate", *_variables(folder), str(folder))
        return f"packer {text}: valid"
    # Packer before 1.10 does not support required_plugins, nor newer arguments of azure-arm.
    _packer("fmt", "-check", "-diff", str(folder))
    with tempfile.TemporaryDirectory() as copy:
        shutil.copytree(folder, copy, dirs_exist_ok=True, ignore=shutil.ignore_patterns("plugins.pkr.hcl"))
        _packer("validate", "-syntax-only", copy)
    return f"packer {text}: format and syntax are valid; Packer 1.10 or newer also checks the arguments"


def _variables(folder: Path) -> list[str]:
    """Return values for what `packer build` must be given, such as an address of RFC 5737, and secrets."""
    declared = (folder / "variables.pkr.hcl").read_text("utf-8")
    known = {"allowed_inbound_ip_addresses": '["192.0.2.1"]', "source_version": "1.0.0"}
    given = [f"{name}={value}" for name, value in known.items() if f'variable "{name}"' in declared]
    facts = read_facts((folder / FILE).read_text("utf-8"))
    given += [f"image_version={begin}.0"] if (begin := series(facts.version if facts else None)) else []
    secrets = [f"{name}=goldshelf-checks-the-template" for name in (facts.secrets if facts else ())]
    return [word for one in (*given, *secrets) for word in ("-var", one)]


def _packer(*arguments: str) -> None:
    run = subprocess.run(  # noqa: S603  (a fixed program, no shell)
        ["packer", *arguments],  # noqa: S607  (the user's own packer, wherever it is)
        env={**os.environ, "CHECKPOINT_DISABLE": "1", "PACKER_NO_COLOR": "1"},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if run.returncode:
        said = f"{run.stdout}{run.stderr}".split("\n")
        raise GoldshelfError(f"packer {' '.join(arguments)} failed:", *said)
