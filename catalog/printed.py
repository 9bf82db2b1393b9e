"""Printing for people and for pipes: whatever a name or a value holds, a line stays one line, and short."""

import io
import os
import sys

LONGEST_LINE = 2_000
"""Of a line for people, in characters; of a longer one the middle goes, and what to do stays at its end."""
END = 500
CUT = " ... "
MOST_LINES = 1_000
"""Of one error: nobody reads more."""


class ShownError(Exception):
    """An error whose text is one line a problem, ready to be shown, whatever stands in it."""

    def __init__(self, *lines: str) -> None:
        left = len(lines) - MOST_LINES
        more = [f"... and {left:,} more"] if left > 0 else []
        super().__init__("\n".join([*map(line, lines[:MOST_LINES]), *more]))


def failure(error: Exception) -> str:
    """What an error says, whoever raised it."""
    return str(error) if isinstance(error, ShownError) else line(error)


def line(text: object) -> str:
    """Text as one line that a terminal may have."""
    whole = str(text)
    if len(whole) > 2 * LONGEST_LINE:  # to write out megabytes takes a while
        whole = whole[:LONGEST_LINE] + whole[-LONGEST_LINE:]
    whole = visible(whole)
    if len(whole) <= LONGEST_LINE:
        return whole
    return f"{whole[: LONGEST_LINE - END - len(CUT)]}{CUT}{whole[-END:]}"


def visible(text: str) -> str:
    """Text on one line: what cannot be seen, or would turn the line around, is written out."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def printed(text: str) -> None:
    """Print as UTF-8, whatever the terminal, and let the reader leave early: `| head`."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
