"""A rule: what must hold in a catalog, how it is checked, and what a person needs to know about it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from catalog.model import Catalog, Image
from catalog.problem import Found

Find = Callable[..., Found]
Severity = Literal["error", "warning"]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Something that Azure, Terraform or Packer refuses (an error) or advises against (a warning).

    A catalog with an error is not synthesized. A catalog can accept a warning.
    """

    id: str
    title: str
    """What must or must not hold."""
    wrong: str
    """Lines that break the rule, to write into a sound catalog."""
    right: str
    """Lines like them that pass."""
    happens: str
    """What would happen without the rule, and when: one sentence."""
    fix: str
    source: str
    """The document, source file or bug report that the rule comes from."""
    find: Find | None = None
    """None: found elsewhere, by the model that reads the catalog or by the check of `[[accept]]`."""

    @property
    def severity(self) -> Severity:
        """Whether a catalog that breaks the rule can be synthesized."""
        return severity_of(self.id)


def severity_of(id_: str) -> Severity:
    """Return the severity that the id of a rule stands for: GS2xx are warnings."""
    return "warning" if id_.startswith("GS2") else "error"


def rule(
    id_: str, title: str, *, wrong: str, right: str, happens: str, fix: str, source: str
) -> Callable[[Find], Rule]:
    """Make a function the `find` of a rule."""

    def decorate(find: Find) -> Rule:
        return Rule(
            id=id_,
            title=title,
            wrong=wrong,
            right=right,
            happens=happens,
            fix=fix,
            source=source,
            find=find,
        )

    return decorate


def each_image(find: Callable[[Image, Catalog], Found]) -> Find:
    """Apply a check of one image to every image of the catalog."""

    def found(catalog: Catalog) -> Found:
        for key, image in catalog.images.items():
            for where, message in find(image, catalog):
                yield ("images", key, *where), message

    return found
