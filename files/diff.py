"""Two folders of texts -> a unified diff, as git writes it."""

from collections.abc import Iterator
from difflib import unified_diff
from math import inf

from files.folders import Files


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
