"""A problem that a rule finds in a catalog."""

from collections.abc import Iterator
from dataclasses import dataclass

Location = tuple[str | int, ...]
"""The keys that lead to a place in the catalog: ("images", "win11-avd", "build")."""

Found = Iterator[tuple[Location, str]]
"""Where each problem is, and its message: what is wrong, and what to do."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Where it is in the catalog, what is wrong and what to do, and the id of the rule that found it."""

    where: Location
    message: str
    rule: str
