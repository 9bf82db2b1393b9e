"""Accepted warnings: [[accept]]."""

from collections.abc import Collection, Iterable, Iterator

from catalog.model import Catalog
from catalog.problem import Problem
from catalog.rule import Rule

USELESS = Rule(
    id="GS208",
    title="An [[accept]] entry should match a warning",
    example="""
+ [images.win11-avd.build]
+ regions = [{ name = "East US", replicas = 1 }]

[[accept]]
rule   = "GS201"
reason = "a trial with two hosts"
""",
    happens="An entry that matches nothing hides the warning when it comes back, at any later check.",
    fix="Remove the [[accept]] entry, or correct its rule or image.",
    source="goldshelf: catalog/rules/acceptance.py",
)

Accepted = tuple[str, str | None]
"""The id of a rule, and the image that it is accepted for; None for the whole catalog."""


def accepted_in(catalog: Catalog) -> set[Accepted]:
    """Return what the catalog accepts."""
    return {(one.rule, one.image) for one in catalog.accept}


def matching(problem: Problem, accepted: set[Accepted]) -> set[Accepted]:
    """Return those that accept the problem."""
    table, *rest = problem.where
    image = str(rest[0]) if table == "images" and rest else None
    return accepted & {(problem.rule, None), (problem.rule, image)}


def not_accepted(
    problems: Iterable[Problem], catalog: Catalog, *, not_checked: Collection[str]
) -> Iterator[Problem]:
    """Yield the problems that the catalog does not accept, and each entry that matches none.

    Entries for rules in `not_checked` may match later: those rules did not look at the catalog.
    """
    accepted = accepted_in(catalog)
    used: set[Accepted] = set()
    for problem in problems:
        by = matching(problem, accepted)
        used |= by
        if not by:
            yield problem
    for index, one in enumerate(catalog.accept):
        if (one.rule, one.image) not in used and one.rule not in not_checked:
            where = f" in images.{one.image}" if one.image else ""
            yield Problem(
                where=("accept", index),
                message=f"no warning {one.rule}{where}: remove this [[accept]] entry, or correct its rule or "
                "image",
                rule=USELESS.id,
            )
