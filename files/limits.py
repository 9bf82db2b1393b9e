"""Read files, TOML and JSON that others wrote, within limits of size, number and depth.

Without limits, a few kilobytes can cost a parser minutes, gigabytes or a RecursionError.
"""

import errno
import json
import os
import re
from pathlib import Path
from typing import Any

import tomli

LONGEST = 1_000_000
"""The largest catalog, in bytes: a thousand images, Azure's limit, take half of it."""
LONGEST_KEY = 8
"""The most parts of a key with dots: the parser takes time by their square, for every key."""
MOST_TABLES = 12_000
"""The most `[` in a TOML text: the parser takes a tenth of a millisecond for each one with a long key."""
DEEPEST = 20
"""The most levels of tables and lists."""
MOST_ITEMS = 5_000
"""The most items of one table or list."""
MOST_VALUES = 100_000
"""The most values of a file: each can be another error of half a kilobyte."""
NESTED = {dict, list}
STRING_OR_COMMENT = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+(?:"{3,5})?'
    r"|'''(?:[^']|'(?!''))*+(?:'{3,5})?"
    r'|"(?:[^"\\\n]|\\.)*+"?'
    r"|'[^'\n]*+'?"
    r"|#[^\n]*+",
    re.DOTALL,
)
"""A string or comment of TOML. One that is not closed matches as far as it can: the parser stops there."""


class LimitError(ValueError):
    """TOML or JSON beyond a limit."""

    def __init__(self, message: str, *, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


def content(path: Path, *, longest: int = LONGEST) -> bytes:
    """Return the bytes of a file or pipe; raise OSError if it cannot be read or is larger than `longest`."""
    # Opening a named pipe would wait for a writer; this way, a pipe without one is empty.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        os.set_blocking(handle, True)
        data = file.read(longest + 1)
    if len(data) > longest:
        raise OSError(errno.EFBIG, f"is larger than {longest:,} bytes, the limit", str(path))
    return data


def toml(text: str) -> dict[str, Any]:
    """Return the tables of a TOML text; raise LimitError beyond a limit, TOMLDecodeError if it is invalid."""
    if text.count("[") > MOST_TABLES:
        raise LimitError(f"has more than {MOST_TABLES:,} '[', for tables and lists: reduce them")
    if any(one.count(".") >= LONGEST_KEY for one in text.split("\n")):
        _refuse_long_keys(text)
    try:
        data = tomli.loads(text)
    except RecursionError:
        raise _too_deep(line=_line_too_deep(text)) from None
    except tomli.TOMLDecodeError:
        raise
    except ValueError:  # Python raises it for a number of more than 4,300 digits
        raise LimitError("a number has more than 4,300 digits", line=_line_of_digits(text)) from None
    _refuse_too_much(data, text)
    return data


def from_json(text: str) -> Any:
    """Return the value of a JSON text; raise LimitError beyond a limit, ValueError if it is not JSON."""
    try:
        data = json.loads(text)
    except RecursionError:
        raise _too_deep() from None
    _refuse_too_much(data)
    return data


def bare(text: str) -> list[str]:
    """Return the lines of a TOML text without comments, and with `_` for each string."""
    return STRING_OR_COMMENT.sub(lambda found: "_" + "\n" * found[0].count("\n"), text).split("\n")


def _refuse_long_keys(text: str) -> None:
    """Outside of strings and comments, only keys have more than one dot."""
    for number, line in enumerate(bare(text), 1):
        if any(part.count(".") >= LONGEST_KEY for part in re.split(r"[=,{}\[\]]", line)):
            raise LimitError(f"a key has more than {LONGEST_KEY} parts", line=number)


def _refuse_too_much(data: Any, text: str = "") -> None:
    """Go through the value level by level, because it may be too deep for recursion."""
    level, depth, values = [data] if type(data) in NESTED else [], 0, 0
    while level:
        depth += 1
        inner = [item for one in level for item in (one.values() if type(one) is dict else one)]
        values += len(inner)
        if depth > DEEPEST:
            raise _too_deep(line=_line_too_deep(text))
        if values > MOST_VALUES or max(map(len, level)) > MOST_ITEMS:
            raise LimitError(
                f"more than {MOST_VALUES:,} values, or more than {MOST_ITEMS:,} in one table or list"
            )
        level = [item for item in inner if type(item) in NESTED]


def _too_deep(*, line: int = 1) -> LimitError:
    return LimitError(f"more than {DEEPEST} levels of tables or lists", line=line)


def _line_of_digits(text: str) -> int:
    """Return the first line with a number that is too long."""
    return next((n for n, line in enumerate(bare(text), 1) if re.search(r"[0-9_]{4000}", line)), 1)


def _line_too_deep(text: str) -> int:
    """Return the line where too many brackets are open; 1 if long keys add to the depth."""
    depth = 0
    for number, line in enumerate(bare(text), 1):
        if depth + line.count("[") + line.count("{") > DEEPEST:
            return number
        depth += line.count("[") + line.count("{") - line.count("]") - line.count("}")
    return 1
