"""The publishers, offers and skus in marketplace.txt, a list of part of the marketplace."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from pathlib import Path

LISTED = Path(__file__).parent / "marketplace.txt"
AS_OF = "September 2026"
"""The date of that list."""
ANY = "*"
"""In place of skus: those of the offer are not listed."""

Names = Mapping[str, Mapping[str, frozenset[str]]]
"""The skus by publisher and offer."""


@cache
def marketplace() -> Names:
    """Return the list, with the names in their usual spelling."""
    found: dict[str, dict[str, frozenset[str]]] = {}
    for line in LISTED.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            publisher, offers, *skus = line.split()
            names = frozenset(name for sku in skus for name in _written_out(sku))
            found.setdefault(publisher, {}).update(dict.fromkeys(_written_out(offers), names))
    return found


def unlisted(publisher: str, offer: str, sku: str) -> tuple[str, frozenset[str]] | None:
    """Return which of publisher, offer and sku is not listed, and the listed names in its place."""
    publisher, offer, sku = (name.lower() for name in (publisher, offer, sku))
    offers = _in_lower_case().get(publisher)
    if offers is None:
        return "publisher", frozenset(marketplace())
    skus = offers.get(offer)
    if skus is None:
        return "offer", frozenset(offers)
    return None if sku in skus or ANY in skus else ("sku", skus)


@cache
def _in_lower_case() -> Names:
    """Return the list in lower case: Azure ignores upper and lower case."""
    return {
        publisher.lower(): {offer.lower(): frozenset(map(str.lower, skus)) for offer, skus in offers.items()}
        for publisher, offers in marketplace().items()
    }


def _written_out(pattern: str) -> Iterator[str]:
    """Expand `a{b,c}` to `ab` and `ac`."""
    parts = (part.split(",") for part in re.split(r"[{}]", pattern))
    return map("".join, product(*parts))
