"""Printing for people and for pipes."""

import io
import os
import sys


def printed(text: str) -> None:
    """Print as UTF-8, whatever the terminal, and let the reader leave early: `| head`."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
