"""The problems of the valid parts of an invalid catalog, so that one run reports everything.

Invalid images, products and steps are left out; what only their absence may have caused is not reported.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from catalog import rules
from catalog.defaults import Origins
from catalog.model import Catalog
from catalog.named_files import named_files
from catalog.package_manager import package_manager
from catalog.problem import Location, Problem
from catalog.rule import severity_of
from catalog.rules.acceptance import USELESS
from catalog.rules.layers import known_image
from catalog.rules.own_settings import folders_of_a_setting
from catalog.rules.product_needs import needs_that_can_be_met
from catalog.rules.repositories import known_repositories
from catalog.rules.settings import known_settings
from catalog.rules.software import known_software
from catalog.rules.step_uses import used_steps
from catalog.rules.steps import known_steps
from catalog.source import CatalogSource

PARTS = {"images": 2, "software": 3, "steps": 2, "repositories": 2, "settings": 3}
"""How much of its place names one part of a table; the other tables are left out as a whole."""
DEEPEST = max(PARTS.values()) - 1
"""Tables so deep have parts."""
LeftOut = set[Location]
"""The places of the parts and tables that are invalid."""


def problems_of_the_rest(
    data: dict[str, Any], wrong: Sequence[Location], now: datetime | None, folder: Path, origins: Origins
) -> list[Problem]:
    """Return the problems of the valid parts; `wrong` are the places of what is invalid."""
    left_out = {where[: PARTS.get(str(where[0]), 1)] for where in wrong}
    tables = {place[0] for place in left_out}
    try:
        rest = {"software": {}, **_without(left_out, data)}
        catalog = Catalog.model_validate(rest).read_from(folder, origins, paths=named_files(rest))
    except ValidationError:
        return []  # the gallery or all images are invalid, which is reported already
    found = rules.check(catalog, now=now)
    return [one for one in found if not _may_be_false(one, catalog, left_out, tables)]


def _without(left_out: LeftOut, table: dict[str, Any], at: Location = ()) -> dict[str, Any]:
    """Copy a table, in one pass: many of its parts may be invalid."""
    return {
        key: _without(left_out, value, (*at, key)) if isinstance(value, dict) and len(at) < DEEPEST else value
        for key, value in table.items()
        if (*at, key) not in left_out
    }


def _may_be_false(problem: Problem, catalog: Catalog, left_out: LeftOut, tables: set[str | int]) -> bool:
    """Return whether what was left out, such as a base, a setting or a product, may be the cause."""
    if named := _named(problem, catalog):
        return any(named[:length] in left_out for length in range(1, len(named) + 1))
    if problem.rule == used_steps.id and "images" in tables:
        return True
    return problem.rule == USELESS.id or ("accept" in tables and severity_of(problem.rule) == "warning")


def _named(problem: Problem, catalog: Catalog) -> Location | None:
    """The place of what a problem says is not there, such as a step."""
    if problem.rule in {known_software.id, needs_that_can_be_met.id}:
        return "software", *_product_at(problem.where, catalog)
    if problem.rule == folders_of_a_setting.id:
        *_, setting, _, index = problem.where
        path = catalog.settings.windows[str(setting)].defender_exclusions[int(index)]
        return "settings", "windows", path[1:].partition(".")[0]
    if problem.rule not in {known_image.id, known_steps.id, known_settings.id, known_repositories.id}:
        return None
    _, key, _, list_of, *rest = problem.where
    image = catalog.builds[str(key)]
    build = image.build
    if problem.rule == known_image.id:
        return ("images", build.source.image) if isinstance(build.source, CatalogSource) else None
    if problem.rule == known_steps.id:
        step = build.steps[int(rest[0])]
        return "steps", step if isinstance(step, str) else step.name
    if problem.rule == known_settings.id:
        return "settings", "windows", str(rest[0])
    if list_of == "repositories":
        return "repositories", build.repositories[int(rest[0])]
    product, manager = catalog.software.linux[build.software[int(rest[0])]], package_manager(image, catalog)
    return "repositories", str(manager and product.repository_of(manager))


def _product_at(where: Location, catalog: Catalog) -> tuple[str, str]:
    """The operating system and the name of the product that an image, or another product, names there."""
    *_, index = where
    if where[0] in {"software", "settings"}:
        table = getattr(catalog, str(where[0])).windows[str(where[2])]
        return "windows", getattr(table, str(where[3]))[index] if isinstance(index, int) else str(where[2])
    image = catalog.builds[str(where[1])]
    return image.os_type.lower(), image.build.software[int(index)]
