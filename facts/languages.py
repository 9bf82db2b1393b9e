"""The languages in languages.txt, which have a language pack; Install-Language installs no others."""

from functools import cache
from pathlib import Path

LISTED = Path(__file__).parent / "languages.txt"
AS_OF = "November 2026"
"""The date of that list."""


@cache
def languages() -> frozenset[str]:
    """Return the list."""
    return frozenset(line for line in LISTED.read_text("utf-8").splitlines() if not line.startswith("#"))
