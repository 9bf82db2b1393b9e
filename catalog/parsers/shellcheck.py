"""bash: read by shellcheck, in one process for all scripts."""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from catalog.parsers import program
from catalog.remark import Remark, UnavailableError, at

NOT_PARSED = (1072, 1073)
"""The codes of a script that cannot be parsed. Of 375 public scripts in use, these hit one, which is no bash;
level error as a whole hits 81."""
OPTIONS = ("--norc", "--shell=bash", "--severity=error", "--format=json1")
"""Packer's commands in the template run each script by bash, whatever its first line says. No settings of the
machine, so that the verdict is the same everywhere; `# shellcheck disable=SC2068` in the script counts."""


def find(search: str) -> Path:
    """Return shellcheck: the one that was installed with goldshelf, else the one on PATH."""
    own = Path(sys.executable).with_name("shellcheck")
    found = own if own.exists() else program.on_path(["shellcheck"], search=search)
    if found is None:
        raise UnavailableError("shellcheck is not installed: make setup does that")
    return found


def read(texts: Sequence[str], search: str) -> list[list[Remark]]:
    """Return the remarks on each script. A long one can take minutes, which must not hide the others."""
    try:
        return _read(texts, search)
    except program.SlowError:
        if len(texts) == 1:
            raise
    return [_alone(text, search) for text in texts]


def _alone(text: str, search: str) -> list[Remark]:
    try:
        return _read([text], search)[0]
    except program.SlowError as error:
        return [at(1, 1, "unread", f"not parsed: {error}")]


def _read(texts: Sequence[str], search: str) -> list[list[Remark]]:
    with program.written(texts, ending=".sh") as (folder, names):
        # Without the environment: SHELLCHECK_OPTS would add options. 1: there are remarks.
        answer = program.said(
            [find(search), *OPTIONS, *names], folder=folder, texts=len(texts), environment={}, success=(0, 1)
        )
    of = defaultdict(list)
    try:
        for one in json.loads(answer)["comments"]:
            of[one["file"]].append(
                (int(one["line"]), int(one["column"]), int(one["code"]), str(one["message"]))
            )
    except (ValueError, KeyError, TypeError):
        raise UnavailableError("shellcheck answered what goldshelf does not understand") from None
    return [_remarks(of[name]) for name in names]


def _remarks(comments: list[tuple[int, int, int, str]]) -> list[Remark]:
    """Return one remark where a script cannot be parsed: the others are about the same place."""
    stopped = [one for one in comments if one[2] in NOT_PARSED]
    if not stopped:
        return [
            at(line, column, "advice", f"{message} (SC{code})") for line, column, code, message in comments
        ]
    # Where it began, such as at a quote that is never closed; the last one is where shellcheck gave up.
    line, column, _, _ = min(stopped)
    words = " ".join(re.sub(r" Fix (?:to allow|any mentioned) .*", "", one[3]) for one in sorted(stopped))
    codes = ", ".join(sorted({f"SC{one[2]}" for one in stopped}))
    return [at(line, column, "unreadable", f"{words} ({codes})")]
