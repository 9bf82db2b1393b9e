"""Print safely: whatever is in a name or a value, a line stays one line, of limited length."""

import io
import os
import sys

LONGEST_LINE = 2_000
"""In characters. The middle of a longer line is cut, since what to do is at its end."""
END = 500
CUT = " ... "


def line(text: object) -> str:
    """Text as one line that is safe to print."""
    whole = str(text)
    if len(whole) > 2 * LONGEST_LINE:  # escaping megabytes takes seconds
        whole = whole[:LONGEST_LINE] + whole[-LONGEST_LINE:]
    whole = visible(whole)
    if len(whole) <= LONGEST_LINE:
        return whole
    return f"{whole[: LONGEST_LINE - END - len(CUT)]}{CUT}{whole[-END:]}"


def visible(text: str) -> str:
    """Escape what is invisible, breaks the line or reverses it."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def show(text: str) -> None:
    """Print as UTF-8 on any terminal, and allow a reader that stops early, such as `| head`."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
