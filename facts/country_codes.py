"""The two letters of a country or another region, in country_codes.txt: tags of languages end in them."""

from functools import cache
from pathlib import Path

LISTED = Path(__file__).parent / "country_codes.txt"
AS_OF = "April 2023"
"""The date of that list."""
MEANT = {"UK": "GB", "EL": "GR"}
"""What the United Kingdom and the European Union write, and ISO 3166-1 does not have."""


@cache
def country_codes() -> frozenset[str]:
    """Return the list."""
    lines = LISTED.read_text("utf-8").splitlines()
    return frozenset(code for line in lines if not line.startswith("#") for code in line.split())
