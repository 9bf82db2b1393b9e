"""Warnings that the catalog accepts: [[accept]]."""

from collections.abc import Collection, Iterable, Iterator

from catalog.model import Catalog
from catalog.problem import Problem
from catalog.rule import Rule

USELESS = Rule(
    id="GS208",
    title="What is accepted is there",
    happens="An acceptance that fits nothing hides the warning when it comes back, at any later check.",
    todo="Remove the [[accept]], or correct its rule or image.",
    source="goldshelf: catalog/rules/acceptance.py",
)

Accepted = tuple[str, str | None]
"""The id of a rule, and the image that it is accepted for; None for all of the catalog."""


def accepted_in(catalog: Catalog) -> set[Accepted]:
    """What the catalog accepts."""
    return {(one.rule, one.image) for one in catalog.accept}


def fitting(problem: Problem, accepted: set[Accepted]) -> set[Accepted]:
    """Those that accept the problem."""
    kind, *rest = problem.where
    image = str(rest[0]) if kind == "images" and rest else None
    return accepted & {(problem.rule, None), (problem.rule, image)}


def not_accepted(
    problems: Iterable[Problem], catalog: Catalog, *, not_asked: Collection[str]
) -> Iterator[Problem]:
    """What is left of the problems, and each acceptance that fits none of them.

    Rules in `not_asked` were not held against the catalog: their acceptances may wait.
    """
    accepted = accepted_in(catalog)
    used: set[Accepted] = set()
    for problem in problems:
        by = fitting(problem, accepted)
        used |= by
        if not by:
            yield problem
    for index, one in enumerate(catalog.accept):
        if (one.rule, one.image) not in used and one.rule not in not_asked:
            where = f"in images.{one.image}" if one.image else "here, or is no rule"
            yield Problem(
                where=("accept", index),
                message=f"{one.rule} finds nothing {where}: remove this, or correct it",
                rule=USELESS.id,
            )
