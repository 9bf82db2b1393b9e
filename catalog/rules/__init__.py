"""What Azure, Terraform and Packer refuse, and what they advise against: every rule, by its id.

A rule is a pure function of the catalog. GS0xx are found while it is read, GS1xx are errors, GS2xx warnings.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from types import ModuleType

from catalog.model import Catalog
from catalog.problem import Problem
from catalog.rule import Rule
from catalog.rules import (
    acceptance,
    advice,
    cloud,
    dates,
    definition,
    extra,
    gallery,
    keys,
    layers,
    locations,
    network,
    reading,
    regions,
    security,
    software,
    source,
    tags,
    together,
    vm_size,
)

CHAPTERS: Sequence[ModuleType] = (
    reading,
    cloud,
    gallery,
    definition,
    keys,
    security,
    source,
    vm_size,
    locations,
    regions,
    network,
    layers,
    software,
    extra,
    tags,
    advice,
    dates,
    together,
    acceptance,
)
"""In the order of docs/rules.md."""


def rules_in(*modules: ModuleType) -> tuple[Rule, ...]:
    """The rules of these modules, in the order that they are written in."""
    return tuple(one for module in modules for one in vars(module).values() if isinstance(one, Rule))


RULES: Mapping[str, Rule] = {one.id: one for one in rules_in(*CHAPTERS)}
OF_A_DAY = rules_in(dates)
OF_SEVERAL = rules_in(together)
OF_ONE = tuple(one for one in RULES.values() if one.find and one not in (*OF_A_DAY, *OF_SEVERAL))


def check(catalog: Catalog, *, now: datetime | None = None) -> list[Problem]:
    """What is found in one catalog, but for what it accepts.

    `now`, with its time zone, lets the rules look that ask for the day; without it they stay silent.
    """
    problems = _found(OF_ONE, catalog)
    if now:
        problems = chain(problems, _found(OF_A_DAY, catalog, now))
    later = {one.id for one in (*OF_SEVERAL, *(() if now else OF_A_DAY))}
    return list(acceptance.not_accepted(problems, catalog, not_asked=later))


def check_with_earlier(catalog: Catalog, earlier: Sequence[together.Named]) -> list[Problem]:
    """What is found in a catalog because of those before it, but for what it accepts."""
    accepted = acceptance.accepted_in(catalog)
    problems = _found(OF_SEVERAL, catalog, earlier)
    return [problem for problem in problems if not acceptance.fitting(problem, accepted)]


def _found(rules: Iterable[Rule], *given: object) -> Iterator[Problem]:
    for one in rules:
        for where, message in one.find(*given) if one.find else ():
            yield Problem(where=where, message=message, rule=one.id)
