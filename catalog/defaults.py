"""`[defaults]`: what images have that do not say it themselves.

A key of an image replaces the whole default of that key: lists and tables are never merged.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from catalog.problem import Location, Problem
from catalog.toml_table import TomlTable
from files.quote import first_names

OF_EACH_IMAGE = {
    "build": "set keys of builds in [defaults.build.windows] or [defaults.build.linux]",
    "formerly": "set it in the image that had another key",
    "identifier": "set it in each image: it must be unique in the gallery",
    "name": "set it in each image: it must be unique in the gallery",
}
"""Keys that cannot have a default, and what to do instead."""

Origins = Mapping[Location, Location]
"""Where the default is that an image takes, by the place where it would say otherwise."""


class BuildDefaults(TomlTable):
    """Defaults of builds."""

    windows: dict[str, Any] = {}
    """Of the images with os_type = "Windows"."""
    linux: dict[str, Any] = {}
    """Of the images with os_type = "Linux"."""


class Defaults(TomlTable):
    """What images have that do not say it themselves. A key of an image replaces the whole default."""

    images: dict[str, Any] = {}
    """Keys of [images.<key>], such as security or tags."""
    build: BuildDefaults = BuildDefaults()
    """Keys of [images.<key>.build], by operating system."""


def with_defaults(data: dict[str, Any]) -> tuple[dict[str, Any], Origins]:
    """Return the catalog with its defaults in its images, and where each came from."""
    images, defaults = data.get("images"), data.get("defaults")
    if not isinstance(images, dict) or not isinstance(defaults, dict):
        return data, {}
    origins: dict[Location, Location] = {}
    return {
        **data,
        "images": {key: _filled(key, one, defaults, origins) for key, one in images.items()},
    }, origins


def _filled(key: str, image: Any, defaults: dict[str, Any], origins: dict[Location, Location]) -> Any:
    if not isinstance(image, dict):
        return image  # the model reports it
    given = {name: value for name, value in _table(defaults, "images").items() if name not in OF_EACH_IMAGE}
    image = _taken(image, given, ("images", key), ("defaults", "images"), origins)
    system = str(image.get("os_type")).lower()
    if isinstance(image.get("build"), dict):
        given = _table(_table(defaults, "build"), system)
        where: Location = ("defaults", "build", system)
        image["build"] = _taken(image["build"], given, ("images", key, "build"), where, origins)
    return image


def _table(around: dict[str, Any], key: str) -> dict[str, Any]:
    table = around.get(key)
    return table if isinstance(table, dict) else {}


def _taken(
    own: dict[str, Any],
    given: dict[str, Any],
    place: Location,
    default: Location,
    origins: dict[Location, Location],
) -> dict[str, Any]:
    taken = {name: value for name, value in given.items() if name not in own}
    origins |= {(*place, name): (*default, name) for name in taken}
    return {**taken, **own}


def written_at(where: Location, origins: Origins) -> Location:
    """Return the place in the file: that of the default, where an image takes one."""
    for length in (3, 4):
        if default := origins.get(where[:length]):
            return (*default, *where[length:])
    return where


def at_defaults(problems: Iterable[Problem], origins: Origins) -> Iterator[Problem]:
    """Yield the problems of a default at that default, each once, with the images that take it."""
    images: dict[Problem, list[str]] = {}
    for one in problems:
        where = written_at(one.where, origins)
        told = one if where == one.where else replace(one, where=where, message=_of_default(one))
        keys = images.setdefault(told, [])
        if where != one.where and str(one.where[1]) not in keys:
            keys.append(str(one.where[1]))
    for one, keys in images.items():
        yield replace(one, message=f"{one.message} (taken by {first_names(keys)})") if keys else one


def _of_default(problem: Problem) -> str:
    """Return its message with the tables of defaults in the place of those of the image."""
    image = f"[{problem.where[0]}.{problem.where[1]}"
    builds = "[defaults.build.windows] or [defaults.build.linux]"
    theirs = {".build]": builds, ".build.timeouts]": f"timeouts in {builds}", "]": "[defaults.images]"}
    for table, default in theirs.items():
        if f"{image}{table}" in problem.message:
            return problem.message.replace(f"{image}{table}", default)
    return problem.message
