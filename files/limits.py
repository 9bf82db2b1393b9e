"""Read files, TOML and JSON within limits.

Without limits, a few kilobytes can cost a parser minutes or gigabytes, or end in a RecursionError.
"""

import errno
import json
import os
import re
from pathlib import Path
from typing import Any

import tomli

LONGEST = 1_000_000
"""Of a catalog, in bytes: one with a thousand images, which Azure allows, has half of it."""
LONGEST_KEY = 8
"""Of a dotted key, in parts: the parser's time grows with their square."""
MOST_TABLES = 12_000
"""Of a TOML text, counted by `[`: the parser takes up to a tenth of a millisecond for each."""
DEEPEST = 20
"""Nested tables and lists."""
MOST_ITEMS = 5_000
"""In one table or list."""
MOST_VALUES = 100_000
"""In a file: each can be an error of half a kilobyte."""
NESTED = {dict, list}
STRING_OR_COMMENT = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+(?:"{3,5})?'
    r"|'''(?:[^']|'(?!''))*+(?:'{3,5})?"
    r'|"(?:[^"\\\n]|\\.)*+"?'
    r"|'[^'\n]*+'?"
    r"|#[^\n]*+",
    re.DOTALL,
)
"""As in TOML; an unclosed string extends as far as it can, since the parser stops there anyway."""


class LimitError(ValueError):
    """TOML or JSON beyond a limit."""

    def __init__(self, message: str, *, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


def content(path: Path, *, longest: int = LONGEST) -> bytes:
    """The bytes of a file or a pipe; raise OSError if it cannot be read, or is larger than `longest`."""
    # Opening a named pipe would wait for a writer; without one, it reads as empty.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        os.set_blocking(handle, True)
        data = file.read(longest + 1)
    if len(data) > longest:
        raise OSError(errno.EFBIG, f"must not be larger than {longest:,} bytes", str(path))
    return data


def toml(text: str) -> dict[str, Any]:
    """Parse TOML; raise LimitError if it is beyond a limit, TOMLDecodeError if it is not TOML."""
    if text.count("[") > MOST_TABLES:
        raise LimitError(f"must not have more than {MOST_TABLES:,} tables and lists ('[')")
    if any(one.count(".") >= LONGEST_KEY for one in text.split("\n")):
        _refuse_long_keys(text)
    try:
        data = tomli.loads(text)
    except RecursionError:
        raise _too_deep(line=_line_too_deep(text)) from None
    except tomli.TOMLDecodeError:
        raise
    except ValueError:  # Python's own, for a number of more than 4,300 digits
        raise LimitError("a number must not have thousands of digits", line=_line_of_digits(text)) from None
    _refuse_too_much(data, text)
    return data


def from_json(text: str) -> Any:
    """Parse JSON; raise LimitError if it is beyond a limit, ValueError if it is not JSON."""
    try:
        data = json.loads(text)
    except RecursionError:
        raise _too_deep() from None
    _refuse_too_much(data)
    return data


def bare(text: str) -> list[str]:
    """The lines of a TOML text without comments, and with `_` for each string."""
    return STRING_OR_COMMENT.sub(lambda found: "_" + "\n" * found[0].count("\n"), text).split("\n")


def _refuse_long_keys(text: str) -> None:
    """Outside of strings and comments, only keys have more than one dot."""
    for number, line in enumerate(bare(text), 1):
        if any(part.count(".") >= LONGEST_KEY for part in re.split(r"[=,{}\[\]]", line)):
            raise LimitError(f"a key must not have more than {LONGEST_KEY} parts", line=number)


def _refuse_too_much(data: Any, text: str = "") -> None:
    """Go level by level, since the data may be nested too deep for recursion."""
    level, depth, values = [data] if type(data) in NESTED else [], 0, 0
    while level:
        depth += 1
        inner = [item for one in level for item in (one.values() if type(one) is dict else one)]
        values += len(inner)
        if depth > DEEPEST:
            raise _too_deep(line=_line_too_deep(text))
        if values > MOST_VALUES or max(map(len, level)) > MOST_ITEMS:
            raise LimitError(
                f"must not have more than {MOST_VALUES:,} values, or {MOST_ITEMS:,} in one table or list"
            )
        level = [item for item in inner if type(item) in NESTED]


def _too_deep(*, line: int = 1) -> LimitError:
    return LimitError(f"tables and lists must not be nested more than {DEEPEST} deep", line=line)


def _line_of_digits(text: str) -> int:
    """The first line with a number that is too long."""
    return next((n for n, line in enumerate(bare(text), 1) if re.search(r"[0-9_]{4000}", line)), 1)


def _line_too_deep(text: str) -> int:
    """The line where too many brackets are open; 1 if long keys add to the depth."""
    depth = 0
    for number, line in enumerate(bare(text), 1):
        if depth + line.count("[") + line.count("{") > DEEPEST:
            return number
        depth += line.count("[") + line.count("{") - line.count("]") - line.count("}")
    return 1
