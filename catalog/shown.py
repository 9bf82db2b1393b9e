"""How a message shows what the catalog says: short, in TOML's words, and never a secret."""

import re
from collections.abc import Iterable
from datetime import date, time
from typing import Any

LONGEST = 80
MOST = 12
SECRET = re.compile(r"(?i)sig=|key=|token=|password|secret|://[^/]*@")
"""What a text with a secret in it looks like: a signed address, a connection string."""


def shown(value: Any) -> str:
    """A value, or what it is where it may be long or a secret."""
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
    return f"{value[:LONGEST]!r}..." if isinstance(value, str) and len(value) > LONGEST else repr(value)


def listed(names: Iterable[str]) -> str:
    """The first of the names."""
    names = list(names)
    return ", ".join(names[:MOST]) + (", ..." if len(names) > MOST else "")
