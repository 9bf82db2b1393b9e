"""Quote a value of the catalog in a message: short, as TOML, and never a secret."""

import re
from collections.abc import Iterable
from datetime import date, time
from typing import Any
from unicodedata import name

LONGEST = 80
"""Of a quoted text, in characters."""
MOST_NAMES = 12
"""In a list of names."""
SECRET = re.compile(r"(?i)sig=|key=|token=|password|secret|://[^/]*@")
"""Found in texts with a secret, such as a signed URL or a connection string."""
SECRET_NAME = re.compile(r"(?i)(?:_key|_token|password|secret)$")
"""The name of an argument whose value is a secret."""


def quoted(value: Any, *, longest: int = LONGEST) -> str:
    """The value; of one that may be long or a secret, what it is."""
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
        return "a text that may hold a secret"
    return f"{value[:longest]!r}..." if isinstance(value, str) and len(value) > longest else repr(value)


def look_alike(text: Any) -> str:
    """Name the first character beyond ASCII: it may look like the intended one."""
    characters = text if isinstance(text, str) else ""
    found = next((one for one in characters if not one.isascii()), None)
    return f" (contains {found!r}: {name(found, f'U+{ord(found):04X}')})" if found else ""


def first_names(names: Iterable[str]) -> str:
    """The first of the names."""
    names = list(names)
    return ", ".join(names[:MOST_NAMES]) + (", ..." if len(names) > MOST_NAMES else "")
