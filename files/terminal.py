"""What may reach a terminal or a pipe: whatever a name or a value holds, a line stays one line, and short."""

import io
import os
import sys

LONGEST_LINE = 2_000
"""Of a line for people, in characters; of a longer one the middle goes, and what to do stays at its end."""
END = 500
CUT = " ... "


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


def show(text: str) -> None:
    """Print as UTF-8, whatever the terminal, and let the reader leave early: `| head`."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
