"""What two texts of a file in a Packer folder differ in, and what both ways of reading them share."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterator
from difflib import unified_diff
from math import inf
from typing import NamedTuple

from packer.folder import Files


class Difference(NamedTuple):
    """One argument, and its values as the file writes them; None: not there."""

    path: tuple[str, ...]
    old: str | None
    new: str | None


ORDER = "(order)"
"""The last part of a path: what is on both sides comes in another order."""


def in_one_order(one: Collection[Hashable], other: Collection[Hashable]) -> bool:
    """Whether what is in both comes in the same order."""
    both = {*one} & {*other}
    return [item for item in one if item in both] == [item for item in other if item in both]


def numbered(name: str, counts: Counter[str]) -> str:
    """The second of a name gets a number."""
    counts[name] += 1
    return name if counts[name] == 1 else f"{name} #{counts[name]}"


def unified(
    old: Files, new: Files, *, above: str = "", sides: tuple[str, str] = ("", ""), most: float = inf
) -> Iterator[str]:
    """The lines of a unified diff of two folders, as git writes it: a file that is not there is /dev/null.

    `above` stands before each name, and one of `sides` behind it. Files of more than `most` lines are named.
    """
    for name in sorted({*old, *new}):
        before, after = old.get(name), new.get(name)
        if before != after:
            one, other = (
                f"{'/dev/null' if text is None else above + name}{side}"
                for text, side in zip((before, after), sides, strict=True)
            )
            lines = _lines(before), _lines(after)
            if sum(map(len, lines)) > most:
                yield from (f"--- {one}", f"+++ {other}", "@@ too many lines to compare @@")
            else:
                yield from unified_diff(*lines, one, other, lineterm="")


def _lines(text: str | None) -> list[str]:
    if not text:
        return []
    lines = text.split("\n")
    return lines[:-1] if lines[-1] == "" else [*lines, "\\ No newline at end of file"]
