"""The problems of the valid parts of an invalid catalog, so that one run reports everything.

Invalid images, products and tables are left out; what only their absence may have caused is not reported.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from catalog import rules
from catalog.defaults import Origins
from catalog.image import Image
from catalog.model import Catalog
from catalog.problem import Location, Problem
from catalog.rule import severity_of
from catalog.rules.acceptance import USELESS
from catalog.rules.layers import known_image
from catalog.rules.product_needs import needs_that_can_be_met
from catalog.rules.repositories import known_repositories
from catalog.rules.settings import known_settings
from catalog.rules.software import known_software
from catalog.rules.step_uses import used_steps
from catalog.rules.steps import known_steps
from catalog.source import CatalogSource

IN_PARTS = {"gallery", "images", "software"}
"""Tables that are not left out as a whole. Without a gallery, nothing is checked."""


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """What is invalid, and so not in the catalog that is checked."""

    tables: set[str | int]
    images: set[str | int]
    products: set[Location]
    """The operating system and the id of each; less of it where a whole table is invalid."""

    def has_product(self, system: str, name: str) -> bool:
        """Whether a product of that name may be among them."""
        system = system.lower()
        return not self.products.isdisjoint({(), (system,), (system, name)})


def problems_of_the_rest(
    data: dict[str, Any], wrong: Sequence[Location], now: datetime | None, folder: Path, origins: Origins
) -> list[Problem]:
    """Return the problems of the valid parts; `wrong` are the places of what is invalid."""
    left_out = LeftOut(
        tables={where[0] for where in wrong} - IN_PARTS,
        images={where[1] for where in wrong if where[0] == "images" and len(where) > 1},
        products={where[1:3] for where in wrong if where[0] == "software"},
    )
    try:
        images = {key: image for key, image in data["images"].items() if key not in left_out.images}
        rest = {key: value for key, value in data.items() if key not in left_out.tables}
        whole = {**rest, "images": images, "software": _valid_software(data["software"], left_out)}
        catalog = Catalog.model_validate(whole).read_from(folder, origins)
    except (ValidationError, KeyError, AttributeError):
        return []  # the gallery or all images are invalid, which is reported already
    return [one for one in rules.check(catalog, now=now) if not _may_be_false(one, catalog, left_out)]


def _valid_software(software: Any, left_out: LeftOut) -> dict[str, dict[str, Any]]:
    if () in left_out.products:
        return {}
    gone = left_out.products
    return {
        system: {name: one for name, one in software[system].items() if (system, name) not in gone}
        for system in ("windows", "linux")
        if (system,) not in gone
    }


def _may_be_false(problem: Problem, catalog: Catalog, left_out: LeftOut) -> bool:
    """Return whether what was left out, such as a base, a setting or a product, may be the cause."""
    if problem.rule == known_image.id:
        source = catalog.builds[str(problem.where[1])].build.source
        return isinstance(source, CatalogSource) and source.image in left_out.images
    if problem.rule in {known_steps.id, used_steps.id} and ("steps" in left_out.tables or left_out.images):
        return True
    if problem.rule == known_settings.id and "settings" in left_out.tables:
        return True
    if problem.rule == known_repositories.id and "repositories" in left_out.tables:
        return True
    if problem.rule in {known_software.id, needs_that_can_be_met.id}:
        return left_out.has_product(*_product_at(problem.where, catalog))
    return problem.rule == USELESS.id or (
        "accept" in left_out.tables and severity_of(problem.rule) == "warning"
    )


def _product_at(where: Location, catalog: Catalog) -> tuple[str, str]:
    """The operating system and the name of the product that an image, or another product, names there."""
    *_, index = where
    if where[0] == "software":
        needs = catalog.software.windows[str(where[2])].needs
        return "windows", needs[int(index)] if isinstance(index, int) else str(where[2])
    image: Image = catalog.builds[str(where[1])]
    return image.os_type, image.build.software[int(index)]
