"""A key of the catalog in words: for `python -m catalog explain run_as`."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from files.suggest import most_similar

Node = Mapping[str, Any]
"""A part of the editor's schema."""
COPY = re.compile(r"\.defaults\.(?:images|build\.\w+)\.")
"""A key of an image, where it is a default."""
TABLE_NAME = re.compile(r"(<\w+>)")
ITEM = re.compile(r"\[\d*\]")
"""One of a list, as a message or `explain` writes it."""
BRANCHES = ("anyOf", "oneOf", "allOf")


def explained(key: str, schema: Node) -> str | None:
    """Return where the catalog has the key, and what it means there; None if it has none.

    The key is the end of a path: run_as, steps.<name>.run_as.
    """
    places = defaultdict(list)
    keys = [(path, node) for path, node in _keys(schema, "", schema["$defs"], ()) if not COPY.match(path)]
    ending = f".{ITEM.sub('', key).strip('.')}"
    # What can have a default is said where it can be set. The name of a table of yours stands for each.
    named = [one for one in keys if one[0].replace("[]", "").endswith(ending)] or [
        one for one in keys if "." in key and _for_any(one[0].replace("[]", "")).fullmatch(ending)
    ]
    for path, node in named:
        told = node.get("description", "").replace("\n", " ")
        values, inside = tuple(dict.fromkeys(_values(node))), tuple(_told_inside(node, schema["$defs"]))
        places[told, values, inside].append(path.removeprefix("."))
    return "\n\n".join(_entry(paths, *told) for told, paths in places.items()) or None


def _for_any(path: str) -> re.Pattern[str]:
    """Return what also matches the path with names in place of <name> and <key>."""
    return re.compile(
        "".join(r"[^.]+" if part[:1] == "<" else re.escape(part) for part in TABLE_NAME.split(path))
    )


def _without_named(paths: list[str]) -> list[str]:
    """Leave out what goldshelf's own products have, where each product has it."""
    general = [_for_any(path) for path in paths if "<" in path]
    return [path for path in paths if "<" in path or not any(one.fullmatch(path) for one in general)]


def similar_key(key: str, schema: Node) -> str | None:
    """Return the key that was probably meant."""
    names = {path.rpartition(".")[2] for path, _ in _keys(schema, "", schema["$defs"], ())}
    return most_similar(key.rpartition(".")[2], names)


def _entry(paths: list[str], told: str, values: tuple[str, ...], inside: tuple[str, ...]) -> str:
    lines = [*_without_named(list(dict.fromkeys(paths))), f"  {told}" if told else ""]
    return "\n".join(filter(None, [*lines, f"  Values: {', '.join(values)}" if values else "", *inside]))


def _told_inside(node: Node, tables: Node) -> Iterator[str]:
    """Yield each key of a table, or of those in a list; of tables with names, nothing."""
    yield from _told_inside(tables[node["$ref"].rpartition("/")[2]], tables) if "$ref" in node else ()
    yield from _told_inside(node["items"], tables) if isinstance(node.get("items"), dict) else ()
    for branch in (one for name in BRANCHES for one in node.get(name, ())):
        yield from _told_inside(branch, tables)
    for name, inner in node.get("properties", {}).items():
        if "description" in inner:
            yield f"    {name}: {inner['description']}".replace("\n", " ")


def _values(node: Node) -> Iterator[str]:
    yield from map(str, node.get("enum", ()))
    for branch in (one for name in BRANCHES for one in node.get(name, ())):
        yield from _values(branch)


def _keys(node: Node, path: str, tables: Node, above: tuple[str, ...]) -> Iterator[tuple[str, Node]]:
    """Yield each key with its path; a table inside itself is left out."""
    table = node.get("$ref", "").rpartition("/")[2]
    if table and table not in above:
        yield from _keys(tables[table], path, tables, (*above, table))
    for branch in (one for name in BRANCHES for one in node.get(name, ())):
        yield from _keys(branch, path, tables, above)
    for name, inner in node.get("properties", {}).items():
        yield f"{path}.{name}", inner
        yield from _keys(inner, f"{path}.{name}", tables, above)
    if isinstance(node.get("items"), dict):
        yield from _keys(node["items"], f"{path}[]", tables, above)
    if isinstance(node.get("additionalProperties"), dict):
        name = "<key>" if path == ".images" else "<name>"
        inner = node["additionalProperties"]
        yield f"{path}.{name}", tables.get(inner.get("$ref", "").rpartition("/")[2], inner)
        yield from _keys(inner, f"{path}.{name}", tables, above)
