"""The languages of Microsoft 365 Apps, in office_languages.txt, and those that Visio and Project lack."""

from functools import cache
from pathlib import Path

LISTED = Path(__file__).parent / "office_languages.txt"
AS_OF = "October 2024"
"""The date of that list."""
OF_WINDOWS = "MatchOS"
"""In place of a language: those of Windows."""
NOT_OF_VISIO = frozenset({"en-gb", "es-mx", "fr-ca"})
"""In lower case: Microsoft, "Configuration options for the Office Deployment Tool", Language element."""


@cache
def office_languages() -> tuple[str, ...]:
    """Return the list. Upper and lower case mean the same."""
    return tuple(line for line in LISTED.read_text("utf-8").splitlines() if not line.startswith("#"))
