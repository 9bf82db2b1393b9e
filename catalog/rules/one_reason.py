"""One value gets one finding: a second rule often finds only what follows from the first reason."""

from collections.abc import Iterable
from typing import Any

from catalog.model import Catalog
from catalog.problem import Location, Problem
from catalog.rule import severity_of

OF_ARGUMENTS = "GS118"
"""The rule of what is no argument of azure-arm, or has another type."""


def one_reason_each(problems: Iterable[Problem], catalog: Catalog) -> list[Problem]:
    """Return the problems without those of a value that another rule reports: errors first, then by order.

    Tables and lists are not one value: what a second rule says of them is about another part, unless the first
    reason is that they are no value of the argument.
    """
    problems = list(problems)
    first: dict[Location, Problem] = {}
    for problem in sorted(problems, key=lambda one: severity_of(one.rule)):
        first.setdefault(problem.where, problem)
    return [
        one
        for one in problems
        if one.rule == first[one.where].rule
        or (first[one.where].rule != OF_ARGUMENTS and isinstance(_value(catalog, one.where), dict | list))
    ]


def _value(table: Any, where: Location) -> object:
    """Return the value at a place of the catalog, with each table as a dict; None if it has none."""
    for key in where:
        if isinstance(table, dict):
            table = table.get(key)
        elif isinstance(table, list) and isinstance(key, int):
            table = table[key]
        else:
            table = getattr(table, str(key), None)
    return dict(table) if hasattr(table, "model_fields_set") else table
