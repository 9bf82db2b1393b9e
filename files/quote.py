"""How a message shows what the catalog says: short, in TOML's words, and never a secret."""

import re
from collections.abc import Iterable
from datetime import date, time
from typing import Any
from unicodedata import name

LONGEST = 80
MOST = 12
SECRET = re.compile(r"(?i)sig=|key=|token=|password|secret|://[^/]*@")
"""What a text with a secret in it looks like: a signed address, a connection string."""


SECRET_NAME = re.compile(r"(?i)(?:_key|_token|password|secret)$")
"""How the name of an argument ends whose value is one."""


def quoted(value: Any, *, longest: int = LONGEST) -> str:
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
    return f"{value[:longest]!r}..." if isinstance(value, str) and len(value) > longest else repr(value)


def look_alike(text: Any) -> str:
    """The first letter beyond ASCII, by its name: it may look just like the one that is meant."""
    signs = text if isinstance(text, str) else ""
    sign = next((sign for sign in signs if not sign.isascii()), None)
    return f" (holds {sign!r}: {name(sign, f'U+{ord(sign):04X}')})" if sign else ""


def first_names(names: Iterable[str]) -> str:
    """The first of the names."""
    names = list(names)
    return ", ".join(names[:MOST]) + (", ..." if len(names) > MOST else "")
