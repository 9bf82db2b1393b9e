"""One thing that is wrong with a catalog."""

from dataclasses import dataclass

Location = tuple[str | int, ...]
"""The keys that lead to a place in the catalog: ("images", "win11-avd", "build")."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Where it stands in the catalog, and what to do."""

    where: Location
    message: str
