"""Tables of facts about marketplace images, such as plans.txt: publisher, offer, sku, and then the fact.

`{a,b}` is a or b, and `*` is anything. The first line that matches counts. Upper and lower case are the same,
as in Azure.
"""

import re
from functools import cache
from pathlib import Path


def fact(table: str, publisher: str, offer: str, sku: str) -> str | None:
    """Return what the table facts/<table>.txt says of an image; None if it says nothing."""
    name = f"{publisher} {offer} {sku}"
    return next((rest for pattern, rest in _lines(table) if pattern.fullmatch(name)), None)


@cache
def _lines(table: str) -> list[tuple[re.Pattern[str], str]]:
    text = (Path(__file__).parent / f"{table}.txt").read_text("utf-8")
    split = (line.split(maxsplit=3) for line in text.splitlines() if line and not line.startswith("#"))
    return [(_pattern(" ".join(names)), rest) for *names, rest in split]


def _pattern(text: str) -> re.Pattern[str]:
    said = {"{": "(?:", "}": ")", ",": "|", "*": "[^ ]*"}
    return re.compile("".join(said.get(sign) or re.escape(sign) for sign in text), re.IGNORECASE)
