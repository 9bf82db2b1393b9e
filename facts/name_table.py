"""Tables of facts about marketplace images, such as plans.txt: publisher, offer, sku, and then the fact.

`{a,b}` is a or b, and `*` is anything. The first line that matches counts. Upper and lower case are the same,
as in Azure.
"""

import re
from functools import cache
from pathlib import Path


@cache
def fact(table: str, publisher: str, offer: str, sku: str) -> str | None:
    """Return what the table facts/<table>.txt says of an image; None if it says nothing."""
    image = [name.lower() for name in (publisher, offer, sku)]
    for *patterns, rest in _lines(table):
        if all(map(_matches, patterns, image)):
            return rest
    return None


@cache
def _lines(table: str) -> list[tuple[str, str, str, str]]:
    text = (Path(__file__).parent / f"{table}.txt").read_text("utf-8")
    split = (line.split(maxsplit=3) for line in text.splitlines() if line and not line.startswith("#"))
    return [(publisher.lower(), offer.lower(), sku.lower(), rest) for publisher, offer, sku, rest in split]


def _matches(pattern: str, name: str) -> bool:
    """Without a regular expression for most: to compile those of all lines would take longer than a check."""
    head = re.split(r"[{*]", pattern, maxsplit=1)[0]
    if not name.startswith(head):
        return False
    rest = pattern[len(head) :]
    return name == head if not rest else rest == "*" or _compiled(pattern).fullmatch(name) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    said = {"{": "(?:", "}": ")", ",": "|", "*": ".*"}
    return re.compile("".join(said.get(sign) or re.escape(sign) for sign in pattern))
