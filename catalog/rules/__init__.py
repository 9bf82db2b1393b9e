"""Every rule by its id: what Azure, Terraform and Packer refuse, and what they advise against.

GS0xx are found while the catalog is read, GS1xx are errors, GS2xx warnings. A rule that is added to a module
below is found by itself; a new module is added to CHAPTERS.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from importlib import import_module
from itertools import chain
from types import ModuleType

from catalog.model import Catalog
from catalog.problem import Problem
from catalog.rule import Rule
from catalog.rules import acceptance, dates, parsed, several_catalogs
from catalog.rules.one_reason import one_reason_each

CHAPTERS: Sequence[ModuleType] = tuple(
    import_module(f"catalog.rules.{name}")
    for name in """
    reading defaults cloud backend region_names gallery sharing definition former_keys marketplace terms source
    vm_size vm_features retired disks nvme regions shallow encryption build_subscription managed_image confidential
    network subnet key_vault layers vcpu_quota
    base_image software product_keys product_needs product_systems downloads expectations office linux
    repositories package_updates languages settings setting_values setting_layers windows_update timeouts
    machine machine_files user_defaults own_settings sysprep contradictions build_connection
    steps step_systems step_uses step_commands step_files
    step_secrets own_hcl parsed
    extra extra_values build_names two_builds extra_together communicator tags version_tags packer_text dates
    several_catalogs acceptance
    """.split()
)
"""In the order of docs/rules.md."""


def rules_in(*modules: ModuleType) -> tuple[Rule, ...]:
    """Return the rules of these modules, in the order of the source."""
    return tuple(one for module in modules for one in vars(module).values() if isinstance(one, Rule))


RULES: Mapping[str, Rule] = {one.id: one for one in rules_in(*CHAPTERS)}
if len(RULES) != len(rules_in(*CHAPTERS)):
    raise ValueError("two rules have the same id")
OF_A_DAY = rules_in(dates)
OF_SEVERAL = rules_in(several_catalogs)
OF_PARSERS = rules_in(parsed)
"""Found by catalog/parsed.py."""
OF_ONE = tuple(one for one in RULES.values() if one.find and one not in (*OF_A_DAY, *OF_SEVERAL))


def check(catalog: Catalog, *, now: datetime | None = None) -> list[Problem]:
    """Return the problems of one catalog, without those that it accepts.

    The rules about dates need `now`, with its time zone; without it they are not checked.
    """
    problems = _found(OF_ONE, catalog)
    if now:
        problems = chain(problems, _found(OF_A_DAY, catalog, now))
    later = {one.id for one in (*OF_SEVERAL, *OF_PARSERS, *(() if now else OF_A_DAY))}
    return one_reason_each(acceptance.not_accepted(problems, catalog, not_checked=later), catalog)


def check_with_earlier(catalog: Catalog, earlier: Sequence[several_catalogs.NamedCatalog]) -> list[Problem]:
    """Return the problems that a catalog has because of those before it, without those that it accepts."""
    accepted = acceptance.accepted_in(catalog)
    problems = _found(OF_SEVERAL, catalog, earlier)
    return [problem for problem in problems if not acceptance.matching(problem, accepted)]


def _found(rules: Iterable[Rule], *given: object) -> Iterator[Problem]:
    for one in rules:
        for where, message in one.find(*given) if one.find else ():
            yield Problem(where=where, message=message, rule=one.id)
