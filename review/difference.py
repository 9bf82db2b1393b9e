"""What two texts of a file in a Packer folder differ in, and what both ways of reading them share."""

from collections import Counter
from collections.abc import Collection, Hashable
from typing import NamedTuple


class Difference(NamedTuple):
    """One argument, and its values as the file writes them; None: not there."""

    path: tuple[str, ...]
    old: str | None
    new: str | None


ORDER = "(order)"
"""The last part of a path: what is on both sides comes in another order."""


def in_one_order(one: Collection[Hashable], other: Collection[Hashable]) -> bool:
    """Whether what is in both comes in the same order."""
    both = {*one} & {*other}
    return [item for item in one if item in both] == [item for item in other if item in both]


def numbered(name: str, counts: Counter[str]) -> str:
    """The second of a name gets a number."""
    counts[name] += 1
    return name if counts[name] == 1 else f"{name} #{counts[name]}"
