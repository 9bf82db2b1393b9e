"""The ids of time zones in time-zones.txt, which `Set-TimeZone -Id` takes in every language of Windows."""

from functools import cache
from pathlib import Path

LISTED = Path(__file__).parent / "time-zones.txt"
AS_OF = "June 2026"
"""The date of that list."""


@cache
def time_zones() -> frozenset[str]:
    """Return the list."""
    return frozenset(line for line in LISTED.read_text("utf-8").splitlines() if not line.startswith("#"))
