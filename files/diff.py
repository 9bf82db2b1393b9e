"""Make a unified diff of two folders of text files."""

import re
from collections.abc import Iterator
from difflib import unified_diff
from math import inf

from files.folders import Files, as_bytes

STRAY = re.compile("[\udc80-\udcff]")
"""A byte that is not UTF-8, as `as_text` makes it."""


def unified(
    old: Files, new: Files, *, above: str = "", sides: tuple[str, str] = ("", ""), most: float = inf
) -> Iterator[str]:
    """The lines of a unified diff as git prints it: a missing file is /dev/null.

    `above` is put before each name, and one of `sides` after it. Of files with more than `most` lines, only
    the names are given, and of those that are not text their sizes.
    """
    for name in sorted({*old, *new}):
        before, after = old.get(name), new.get(name)
        if before != after:
            one, other = (
                f"{'/dev/null' if text is None else above + name}{side}"
                for text, side in zip((before, after), sides, strict=True)
            )
            yield from _of_file(before, after, one, other, most=most)


def _of_file(before: str | None, after: str | None, one: str, other: str, *, most: float) -> Iterator[str]:
    lines = _lines(before), _lines(after)
    if is_binary(before) or is_binary(after):
        why = "binary file: " + " -> ".join(
            f"{len(as_bytes(text or '')):,} bytes" for text in (before, after)
        )
    elif sum(map(len, lines)) > most:
        why = "too many lines to compare"
    elif before and after and lines[0] == lines[1]:
        why = "only the line ends differ"
    else:
        yield from unified_diff(*lines, one, other, lineterm="")
        return
    yield from (f"--- {one}", f"+++ {other}", f"@@ {why} @@")


def is_binary(text: str | None) -> bool:
    """Whether a file is not meant to be read: it has a NUL, or more than a few bytes that are not UTF-8."""
    return text is not None and ("\0" in text or len(STRAY.findall(text)) * 10 > len(text))


def _lines(text: str | None) -> list[str]:
    """Return the lines of a file, without their ends if all are CR LF."""
    if not text:
        return []
    if text.count("\r\n") == text.count("\n"):
        text = text.replace("\r\n", "\n")
    lines = text.split("\n")
    return lines[:-1] if lines[-1] == "" else [*lines, "\\ No newline at end of file"]
