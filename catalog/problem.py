"""One thing that a rule says of a catalog."""

from collections.abc import Iterator
from dataclasses import dataclass

Location = tuple[str | int, ...]
"""The keys that lead to a place in the catalog: ("images", "win11-avd", "build")."""

Found = Iterator[tuple[Location, str]]
"""Where it is, and what is wrong there with what to do."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Where it stands in the catalog, what is wrong with what to do, and the id of the rule that says so."""

    where: Location
    message: str
    rule: str
