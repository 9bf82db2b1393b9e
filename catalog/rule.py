"""A rule: what must hold in a catalog, how it is checked, and what a person needs to know about it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from catalog.image import Definition, Image
from catalog.model import Catalog
from catalog.problem import Found

T = TypeVar("T")
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
    example: str
    """Lines to write into a sound catalog. "- " marks those that break the rule, "+ " those that fix it."""
    happens: str
    """What would happen without the rule, and when: one sentence."""
    fix: str
    source: str
    """The document, source file or bug report that the rule comes from."""
    find: Find | None = None
    """None: found elsewhere, by the model that reads the catalog or by the check of `[[accept]]`."""

    @property
    def wrong(self) -> str:
        """The example without the lines that fix it."""
        return _kept(self.example, "- ", dropped="+ ")

    @property
    def right(self) -> str:
        """The example without the lines that break the rule."""
        return _kept(self.example, "+ ", dropped="- ")

    @property
    def severity(self) -> Severity:
        """Whether a catalog that breaks the rule can be synthesized."""
        return severity_of(self.id)


def _kept(example: str, sign: str, *, dropped: str) -> str:
    lines = [line.removeprefix(sign) for line in example.splitlines() if not line.startswith(dropped)]
    return re.sub("\n{3,}", "\n\n", "\n".join(lines).strip())


def severity_of(id_: str) -> Severity:
    """Return the severity that the id of a rule stands for: GS2xx are warnings."""
    return "warning" if id_.startswith("GS2") else "error"


def rule(
    id_: str, title: str, *, example: str, happens: str, fix: str, source: str
) -> Callable[[Find], Rule]:
    """Make a function the `find` of a rule."""

    def decorate(find: Find) -> Rule:
        return Rule(
            id=id_,
            title=title,
            example=example,
            happens=happens,
            fix=fix,
            source=source,
            find=find,
        )

    return decorate


def once(find: Callable[[Catalog], Sequence[T]]) -> Callable[[Catalog], Sequence[T]]:
    """Find it once for all the rules that need it of the same catalog: they run one after the other."""
    last: list[tuple[Catalog, Sequence[T]]] = []

    def found(catalog: Catalog) -> Sequence[T]:
        if not last or last[0][0] is not catalog:
            last[:] = [(catalog, find(catalog))]
        return last[0][1]

    return found


def each_image(find: Callable[[Image, Catalog], Found]) -> Find:
    """Apply a check of one image to every image that is built."""

    def found(catalog: Catalog) -> Found:
        for key, image in catalog.builds.items():
            for where, message in find(image, catalog):
                yield ("images", key, *where), message

    return found


def each_definition(find: Callable[[Definition, Catalog], Found]) -> Find:
    """Apply a check to every definition of the catalog, whether or not it is built."""

    def found(catalog: Catalog) -> Found:
        for key, definition in catalog.images.items():
            for where, message in find(definition, catalog):
                yield ("images", key, *where), message

    return found
