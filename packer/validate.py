"""Ask the `packer` on PATH what it thinks of a folder."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from files.errors import GoldshelfError
from packer.installed import OLDEST, Version


def validate(folder: Path, version: Version) -> str:
    """Validate `folder` as far as the Packer here, of that version, can, and say how far that was."""
    if version is None:
        raise GoldshelfError("packer is not on PATH: install it, or run without --validate")
    if not version:
        raise GoldshelfError("`packer version` names no version; is it HashiCorp's packer?")
    text = ".".join(map(str, version))
    if version >= OLDEST:
        _packer("init", str(folder))
        _packer("validate", *_variables(folder), str(folder))
        return f"packer {text}: valid"
    # An older Packer knows neither required_plugins nor the newer arguments of azure-arm.
    _packer("fmt", "-check", "-diff", str(folder))
    with tempfile.TemporaryDirectory() as copy:
        shutil.copytree(folder, copy, dirs_exist_ok=True, ignore=shutil.ignore_patterns("plugins.pkr.hcl"))
        _packer("validate", "-syntax-only", copy)
    return f"packer {text}: format and syntax are right; 1.10 or newer would check the arguments too"


def _variables(folder: Path) -> list[str]:
    """What `packer build` asks its user for, with a value that stands for any: an address of RFC 5737."""
    declared = '"allowed_inbound_ip_addresses"' in (folder / "variables.pkr.hcl").read_text("utf-8")
    return ["-var", 'allowed_inbound_ip_addresses=["192.0.2.1"]'] if declared else []


def _packer(*arguments: str) -> str:
    run = subprocess.run(  # noqa: S603  (a fixed program, no shell)
        ["packer", *arguments],  # noqa: S607  (the user's own packer, wherever it is)
        env={**os.environ, "CHECKPOINT_DISABLE": "1", "PACKER_NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        said = f"{run.stdout}{run.stderr}".split("\n")
        raise GoldshelfError(f"packer {' '.join(arguments)} refused it:", *said)
    return run.stdout
