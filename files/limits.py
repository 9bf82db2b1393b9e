"""The one way in for what others wrote: no file is read beyond a limit, no TOML or JSON is nested beyond use.

Without limits, parsers take minutes, gigabytes, or end in a RecursionError, by what a few kilobytes say.
"""

import errno
import json
import os
import re
from pathlib import Path
from typing import Any

import tomli

LONGEST = 1_000_000
"""Of a catalog, in bytes: that of a thousand images, which Azure allows, takes half of it."""
LONGEST_KEY = 8
"""Of a key with dots, in parts: the parser takes the square of them, for each key anew."""
MOST_TABLES = 12_000
"""Of a TOML text, by its `[`: the parser takes a tenth of a millisecond for each, where its key is long."""
DEEPEST = 20
"""How many tables and lists may stand in each other."""
MOST_ITEMS = 5_000
"""In one table or list."""
MOST_VALUES = 100_000
"""In all of a file: each may be one more error, of half a kilobyte."""
NESTED = {dict, list}
STRING_OR_COMMENT = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+(?:"{3,5})?'
    r"|'''(?:[^']|'(?!''))*+(?:'{3,5})?"
    r'|"(?:[^"\\\n]|\\.)*+"?'
    r"|'[^'\n]*+'?"
    r"|#[^\n]*+",
    re.DOTALL,
)
"""As TOML has them; one that does not end goes as far as it could, since the parser stops there anyway."""


class LimitError(ValueError):
    """TOML or JSON beyond all use."""

    def __init__(self, message: str, *, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


def content(path: Path, *, longest: int = LONGEST) -> bytes:
    """The bytes of a file or a pipe; raise OSError where it cannot be read, or holds more than `longest`."""
    # Opening a named pipe would wait for a writer; without one, it reads as empty.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        os.set_blocking(handle, True)
        data = file.read(longest + 1)
    if len(data) > longest:
        raise OSError(errno.EFBIG, f"holds more than {longest:,} bytes, the most that is read", str(path))
    return data


def toml(text: str) -> dict[str, Any]:
    """The tables of a TOML text; raise LimitError if it is beyond a limit, TOMLDecodeError if it is none."""
    if text.count("[") > MOST_TABLES:
        raise LimitError(f"holds more than {MOST_TABLES:,} '[', of tables and lists; make it smaller")
    if any(one.count(".") >= LONGEST_KEY for one in text.split("\n")):
        _refuse_long_keys(text)
    try:
        data = tomli.loads(text)
    except RecursionError:
        raise _too_deep(line=_line_too_deep(text)) from None
    except tomli.TOMLDecodeError:
        raise
    except ValueError:  # Python's own, for a number of more than 4,300 digits
        raise LimitError(
            "a number has thousands of digits; nothing needs that", line=_line_of_digits(text)
        ) from None
    _refuse_too_much(data, text)
    return data


def from_json(text: str) -> Any:
    """The value of a JSON text; raise LimitError where it is beyond a limit, ValueError where it is none."""
    try:
        data = json.loads(text)
    except RecursionError:
        raise _too_deep() from None
    _refuse_too_much(data)
    return data


def bare(text: str) -> list[str]:
    """The lines of a TOML text without its comments, and with `_` for each string."""
    return STRING_OR_COMMENT.sub(lambda found: "_" + "\n" * found[0].count("\n"), text).split("\n")


def _refuse_long_keys(text: str) -> None:
    """Beside strings and comments, only keys have more than one dot."""
    for number, line in enumerate(bare(text), 1):
        if any(part.count(".") >= LONGEST_KEY for part in re.split(r"[=,{}\[\]]", line)):
            raise LimitError(f"a key of more than {LONGEST_KEY} parts; name what is known", line=number)


def _refuse_too_much(data: Any, text: str = "") -> None:
    """Level by level: what is nested too deep for recursion is walked over without."""
    level, depth, values = [data] if type(data) in NESTED else [], 0, 0
    while level:
        depth += 1
        inner = [item for one in level for item in (one.values() if type(one) is dict else one)]
        values += len(inner)
        if depth > DEEPEST:
            raise _too_deep(line=_line_too_deep(text))
        if values > MOST_VALUES or max(map(len, level)) > MOST_ITEMS:
            raise LimitError(
                f"more than {MOST_VALUES:,} values, or {MOST_ITEMS:,} in one table or list; make it smaller"
            )
        level = [item for item in inner if type(item) in NESTED]


def _too_deep(*, line: int = 1) -> LimitError:
    return LimitError(f"more than {DEEPEST} tables or lists in each other; nothing needs that", line=line)


def _line_of_digits(text: str) -> int:
    """The first line with a number that is too long."""
    return next((n for n, line in enumerate(bare(text), 1) if re.search(r"[0-9_]{4000}", line)), 1)


def _line_too_deep(text: str) -> int:
    """The line where too many brackets are open; 1 where it takes long keys besides."""
    depth = 0
    for number, line in enumerate(bare(text), 1):
        if depth + line.count("[") + line.count("{") > DEEPEST:
            return number
        depth += line.count("[") + line.count("{") - line.count("]") - line.count("}")
    return 1
