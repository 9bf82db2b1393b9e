"""What the scripts in the image read: image.json.

Values reach PowerShell and bash as data, never as code, so no character in them can do harm. The text is
ASCII: Windows PowerShell reads it right in any code page.
"""

from functools import lru_cache
from typing import Any

from pydantic_core import to_json

from catalog.model import Catalog, Image
from catalog.settings import settings
from catalog.software import WindowsProduct
from packer.family import FAMILIES
from packer.leftovers import taken_back
from packer.own_files import on_first_boot

LISTS = ("registry", "services", "scheduled_tasks", "firewall", "defender_exclusions", "tests")
"""The parts of a setting that the scripts apply."""


def image_json(key: str, image: Image, catalog: Catalog) -> str:
    """Return the text of image.json. Every key is always present: a script that reads another one fails."""
    known = catalog.software.of(image.os_type)
    chosen = {name: known[name] for name in image.build.software}
    login = {**FAMILIES[image.os_type].communicator, **image.build.extra}
    data: dict[str, Any] = {
        "image": key,
        # Azure creates this account for Packer; `extra` can change its name.
        "build_user": login[f"{login['communicator']}_username"],
        "specialized": bool(image.specialized),
        "software": [
            {"id": name, **product.model_dump(exclude={"registry", "as_system"})}
            | ({"url": product.download} if isinstance(product, WindowsProduct) else {})
            for name, product in chosen.items()
        ],
    }
    if image.os_type == "Windows":
        data["languages"] = image.build.languages
        phases = _phases(tuple(sorted(image.build.settings.items())))
        data |= {phase: {**parts} for phase, parts in phases.items()}
        policy = [
            value.model_dump()
            for product in chosen.values()
            if isinstance(product, WindowsProduct)
            for value in product.registry
        ]
        data["last"]["registry"] = [*policy, *data["last"]["registry"]]
    data["first_boot"] = [
        {"name": name, "file": file, "environment": step.environment}
        for file, name, step in on_first_boot(image, catalog)
    ]
    data["leftovers"] = taken_back(image.os_type, specialized=bool(image.specialized))
    return to_json(data, indent=2, ensure_ascii=True).decode() + "\n"


@lru_cache
def _phases(switches: tuple[tuple[str, bool], ...]) -> dict[str, dict[str, list[Any]]]:
    """Return what each phase applies, for the settings that are on."""
    given = dict(switches)
    on = [one.model_dump() for name, one in settings().items() if given.get(name, one.default)]
    return {
        phase: {part: [item for one in on if one["phase"] == phase for item in one[part]] for part in LISTS}
        for phase in ("first", "last")
    }
