"""Which publishers, offers and skus the marketplace has, as far as marketplace.txt knows."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from pathlib import Path

LISTED = Path(__file__).parent / "marketplace.txt"
AS_OF = "September 2026"
"""How old that list is."""
ANY = "*"
"""For a sku: which ones an offer has is not listed."""

Names = Mapping[str, Mapping[str, frozenset[str]]]
"""The skus of each offer of each publisher."""


@cache
def marketplace() -> Names:
    """The list, as people write the names."""
    found: dict[str, dict[str, frozenset[str]]] = {}
    for line in LISTED.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            publisher, offers, *skus = line.split()
            names = frozenset(name for sku in skus for name in _written_out(sku))
            found.setdefault(publisher, {}).update(dict.fromkeys(_written_out(offers), names))
    return found


def unlisted(publisher: str, offer: str, sku: str) -> tuple[str, frozenset[str]] | None:
    """The first of publisher, offer and sku that is not listed, and the names that are listed for it."""
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
    """As Azure compares them."""
    return {
        publisher.lower(): {offer.lower(): frozenset(map(str.lower, skus)) for offer, skus in offers.items()}
        for publisher, offers in marketplace().items()
    }


def _written_out(pattern: str) -> Iterator[str]:
    """`a{b,c}` is `ab` and `ac`."""
    parts = (part.split(",") for part in re.split(r"[{}]", pattern))
    return map("".join, product(*parts))
