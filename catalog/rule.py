"""A rule: what it finds in a catalog, and what a person needs to know of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from catalog.model import Catalog, Image
from catalog.problem import Found

Find = Callable[..., Found]
Severity = Literal["error", "warning"]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One thing that Azure, Terraform or Packer refuses (an error), or that is better otherwise (a warning).

    An error keeps the catalog from being synthesized. A warning can be accepted in the catalog.
    """

    id: str
    title: str
    happens: str
    """What would happen without the rule, and when: one sentence."""
    todo: str
    source: str
    """The document, source file or report that the rule comes from."""
    find: Find | None = None
    """None: it is found on the way: by the model that reads the catalog, or where warnings are accepted."""

    @property
    def severity(self) -> Severity:
        """Whether the catalog passes all the same."""
        return severity_of(self.id)


def severity_of(id_: str) -> Severity:
    """The id of a rule says it: GS2xx are warnings."""
    return "warning" if id_.startswith("GS2") else "error"


def rule(id_: str, title: str, *, happens: str, todo: str, source: str) -> Callable[[Find], Rule]:
    """Make a function the `find` of a rule."""

    def decorate(find: Find) -> Rule:
        return Rule(id=id_, title=title, happens=happens, todo=todo, source=source, find=find)

    return decorate


def each_image(find: Callable[[Image, Catalog], Found]) -> Find:
    """What is found in one image, as what is found in the catalog."""

    def found(catalog: Catalog) -> Found:
        for key, image in catalog.images.items():
            for where, message in find(image, catalog):
                yield ("images", key, *where), message

    return found
