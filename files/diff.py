"""Make a unified diff of two folders of text files."""

from collections.abc import Iterator
from difflib import unified_diff
from math import inf

from files.folders import Files


def unified(
    old: Files, new: Files, *, above: str = "", sides: tuple[str, str] = ("", ""), most: float = inf
) -> Iterator[str]:
    """The lines of a unified diff as git prints it: a missing file is /dev/null.

    `above` is put before each name, and one of `sides` after it. Of files with more than `most` lines, only
    the names are given.
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
