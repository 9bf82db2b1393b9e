"""What a language's own parser says of one place in a text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Language = Literal["PowerShell", "bash", "YAML", "JSON", "TOML"]
Kind = Literal["unreadable", "unsuitable", "advice", "unread"]
"""unreadable: no program of its language can read the text; unsuitable: the one that reads it in a build
cannot; advice: it can, and may not do what is meant; unread: it was not judged."""

LONGEST = 300
"""Of a message, in characters."""
MOST = 20
"""Of one text."""


class Remark(NamedTuple):
    """One place: a line and a column, both from 1, and what the parser says of it."""

    line: int
    column: int
    kind: Kind
    message: str


Text = tuple[Language, str]
"""A text, after the language that it is read in."""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """The remarks on each text, and why the texts of a language have none."""

    remarks: Mapping[Text, Sequence[Remark]] = field(default_factory=dict)
    unavailable: Mapping[Language, str] = field(default_factory=dict)


class UnavailableError(Exception):
    """A parser that is not there, or failed: why."""


def at(line: int, column: int, kind: Kind, message: str) -> Remark:
    """Return a remark whose message is one line, and not long."""
    words = " ".join(message.split())
    return Remark(line, column, kind, words if len(words) <= LONGEST else f"{words[:LONGEST]}...")


def limited(remarks: list[Remark]) -> list[Remark]:
    """Return the first remarks of a text, without repetitions, and one with the number of the others."""
    remarks = sorted(dict.fromkeys(remarks))
    left = len(remarks) - MOST
    if left <= 0:
        return remarks
    # The severest of the others decides what becomes of them.
    severest = min(
        (one.kind for one in remarks[MOST:]), key=("unreadable", "unsuitable", "unread", "advice").index
    )
    last = remarks[MOST - 1]
    return [
        *remarks[:MOST],
        Remark(last.line, last.column, severest, f"... and {left:,} more: correct these first"),
    ]
