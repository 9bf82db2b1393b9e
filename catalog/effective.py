"""What an image has in the end, and where each value comes from: `catalog explain images.win11-avd`."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from catalog.defaults import written_at
from catalog.finding import dotted
from catalog.image import Image
from catalog.load import Examined
from catalog.problem import Location
from catalog.toml_table import TomlTable
from files.toml_lines import Lines

Descriptions = Mapping[type[TomlTable], Mapping[str, str]]
"""What the editor's schema says of each key."""
SAID = re.compile(r"Default: ([^.]+(?:\.\w[^.]*)*)\.")
"""The default in the description of a key that has none of its own, such as `gallery.location`."""


WIDEST = 70
"""A longer value does not move the others' origins."""


def effective(examined: Examined, key: str, *, described: Descriptions, below: str = "") -> list[str]:
    """Return a line for each value of the image, or of those whose path starts with `below`."""
    image = examined.catalog and examined.catalog.images.get(key)
    if not image:
        return []
    teller = _Teller(examined=examined, lines=Lines(examined.text), described=described)
    found = [
        (f"{path} = {value}" if value else path, origin)
        for path, value, origin in teller.values(image, ("images", key))
        if f"{path}.".startswith(below and f"{below}.")
    ]
    width = max((len(value) for value, _ in found if len(value) <= WIDEST), default=0)
    return [f"{value:{width}}  # {origin}" for value, origin in found]


@dataclass(frozen=True, kw_only=True)
class _Teller:
    examined: Examined
    lines: Lines
    described: Descriptions

    def values(self, table: TomlTable, where: Location) -> Iterator[tuple[str, str, str]]:
        """Yield the path of each key, its value as TOML, and where that comes from."""
        for name in type(table).model_fields:
            value, place = getattr(table, name), (*where, name)
            path = ".".join(map(str, place[2:]))
            if name == "build" and isinstance(table, Image):
                yield from self.values(table.build, place)
            elif name in table.model_fields_set:
                yield path, toml(value), self._origin(place)
            elif value is not None:
                yield path, toml(value), "default"
            elif told := SAID.search(self.described[type(table)].get(name, "")):
                yield path, "", f"default: {told[1]}"

    def _origin(self, place: Location) -> str:
        where = written_at(place, self.examined.origins)
        table = "" if where == place else f", [{dotted(where[:-1])}]"
        return f"line {self.lines.of(where)}{table}"


def toml(value: Any) -> str:
    """Return a value as TOML, on one line."""
    if isinstance(value, BaseModel):
        given = value.model_fields_set
        return toml({key: getattr(value, key) for key in type(value).model_fields if key in given})
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, dict):
        inside = ", ".join(f"{_key(name)} = {toml(one)}" for name, one in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    return json.dumps(value, ensure_ascii=False)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)
