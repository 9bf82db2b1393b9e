"""A problem with its file and line: one line of a report."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from catalog.problem import Location, Problem
from catalog.rule import Severity, severity_of
from files.terminal import line

LONGEST = 200
"""Of a key in a message, in characters."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One line of a report."""

    path: Path
    line: int
    column: int | None = None
    """None for a key of the catalog: the line is enough."""
    field: str
    """The keys that lead to it, with dots; empty for the file as a whole."""
    message: str
    rule: str
    """The id of the rule; `python -m catalog explain` describes it."""

    @property
    def severity(self) -> Severity:
        """A catalog with only warnings is synthesized."""
        return severity_of(self.rule)

    def __str__(self) -> str:
        """Return the finding in the format of compilers."""
        warning = "warning: " if self.severity == "warning" else ""
        field = f"{self.field}: " if self.field else ""
        place = f"{self.line}:{self.column}" if self.column else self.line
        return line(f"{self.path}:{place}: {warning}{field}{self.message} ({self.rule})")


def located(path: Path, text: str, problems: Iterable[Problem]) -> list[Finding]:
    """Return the problems as findings, in the order of the file."""
    problems = list(dict.fromkeys(problems))
    if not problems:
        return []
    from files.toml_lines import Lines  # only a problem needs this parser

    lines = Lines(text)
    found = [
        Finding(
            path=path,
            line=lines.of(problem.where),
            field=dotted(problem.where),
            message=line(problem.message),
            rule=problem.rule,
        )
        for problem in problems
    ]
    return sorted(found, key=lambda finding: finding.line)


def dotted(where: Location) -> str:
    """Return a location in the form of a TOML key."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{_quoted(part)}" for part in where)
    return "".join(parts).removeprefix(".")


def _quoted(key: str) -> str:
    if len(key) > LONGEST:
        return f"{_quoted(key[:LONGEST])}..."
    if re.fullmatch(r"[A-Za-z0-9_-]+", key):
        return key
    text = json.dumps(key, ensure_ascii=False)
    return "".join(sign if sign.isprintable() else f"\\U{ord(sign):08x}" for sign in text)
