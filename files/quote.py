"""How a message quotes a value of the catalog: short, in TOML's words, and never a secret."""

import re
from collections.abc import Iterable
from datetime import date, time
from typing import Any
from unicodedata import name

LONGEST = 80
"""Of a quoted text, in characters."""
MOST_NAMES = 12
"""In a list of names."""
SECRET = re.compile(r"(?i)sig=|key=|token=|password|secret|:[^\s@]*@")
"""Text that may contain a secret: a signed address, a connection string."""


SECRET_NAME = re.compile(r"(?i)(?:_key|_token|password|secret)$")
"""The end of the name of an argument whose value is a secret."""


def quoted(value: Any, *, longest: int = LONGEST) -> str:
    """Return a value as a message shows it, or what it is if it may be long or a secret."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, date | time):
        return str(value)
    if isinstance(value, int) and abs(value) >= 10**LONGEST:
        return "a very large number"
    if isinstance(value, str) and SECRET.search(value):
        return "a string that may contain a secret"
    if isinstance(value, str):
        return _literal(value) if len(value) <= longest else f"{_literal(value[:longest])}..."
    return repr(value)


def _literal(text: str) -> str:
    """Return text in quotes: in single ones, with no backslash twice, as people write paths of Windows."""
    return f"'{text}'" if "'" not in text and text.isprintable() else repr(text)


def look_alike(text: Any) -> str:
    """Name the first letter that is not ASCII: it may look just like the intended one."""
    signs = text if isinstance(text, str) else ""
    sign = next((sign for sign in signs if not sign.isascii()), None)
    return f" (contains {sign!r}: {name(sign, f'U+{ord(sign):04X}')})" if sign else ""


def first_names(names: Iterable[str]) -> str:
    """Return the first names, with commas."""
    names = list(names)
    return ", ".join(names[:MOST_NAMES]) + (", ..." if len(names) > MOST_NAMES else "")
