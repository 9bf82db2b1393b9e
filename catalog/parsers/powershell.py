"""PowerShell: read by PowerShell itself, in one process for all scripts. parse.ps1 asks its parser."""

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from catalog.parsers import program
from catalog.remark import Kind, Remark, UnavailableError, at

PROGRAMS = ("pwsh", "powershell.exe")
"""The second is Windows' own, which WSL has on PATH."""
SCRIPT = Path(__file__).with_name("parse.ps1")
# -ExecutionPolicy is for Windows, whose default refuses every script; elsewhere it is ignored.
OPTIONS = ("-NoLogo", "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-File", SCRIPT.name)
NOT_UNDERSTOOD = "PowerShell answered what goldshelf does not understand"


def find(search: str) -> Path:
    """Return the PowerShell on PATH."""
    found = program.on_path(PROGRAMS, search=search)
    if found is None:
        raise UnavailableError(
            "PowerShell is not on PATH: install it (pwsh), as goldshelf's docs/own-steps.md says"
        )
    return found


def read(texts: Sequence[str], search: str) -> list[list[Remark]]:
    """Return the remarks on each script."""
    with program.written(texts, ending=".ps1") as (folder, names):
        # Beside the scripts, because PowerShell of Windows does not know the paths of WSL.
        shutil.copy(SCRIPT, folder)
        answer = program.said(
            [find(search), *OPTIONS],
            folder=folder,
            texts=len(texts),
            stdin="\n".join(names) + "\n",
            environment={**os.environ, "POWERSHELL_TELEMETRY_OPTOUT": "1", "POWERSHELL_UPDATECHECK": "Off"},
        )
    of: dict[str, list[Remark]] = {name: [] for name in names}
    for line in filter(None, map(str.strip, answer.split("\n"))):
        try:
            one = json.loads(line)
            of[one["file"]].append(_remark(one))
        except (ValueError, KeyError, TypeError, RecursionError):
            raise UnavailableError(NOT_UNDERSTOOD) from None
    return list(of.values())


def _remark(one: dict[str, object]) -> Remark:
    kind, id_ = one["kind"], one["id"]
    kinds: dict[object, Kind] = {"syntax": "unreadable", "newer": "unsuitable", "unread": "unread"}
    # A script may look at the version before it uses a command that came later.
    found: Kind = "advice" if kind == "newer" and id_ in {"Command", "Parameter"} else kinds[kind]
    named = f" ({id_})" if kind == "syntax" else ""
    return at(int(str(one["line"])), int(str(one["column"])), found, f"{one['message']}{named}")
