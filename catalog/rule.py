"""A rule: what it is given, and what it says."""

from collections.abc import Callable, Iterator

from catalog.model import Catalog, Image
from catalog.problem import Location, Problem

Rule = Callable[[Catalog], Iterator[Problem]]
Found = Iterator[tuple[Location, str]]
"""Where in the image, and what to do."""


def each(rule: Callable[[Image, Catalog], Found]) -> Rule:
    """The rule for one image as a rule for the catalog."""

    def check(catalog: Catalog) -> Iterator[Problem]:
        for key, image in catalog.images.items():
            for where, message in rule(image, catalog):
                yield Problem(where=("images", key, *where), message=message)

    return check
