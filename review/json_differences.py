"""Compare two JSON texts: the values that differ, by path. An object in a list is identified by its name."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from files.limits import from_json

ORDER = "(order)"
"""The last part of a path if only the order differs."""


class Difference(NamedTuple):
    """A value that differs, as JSON; None: not set."""

    path: tuple[str, ...]
    old: str | None
    new: str | None


def differences(
    old: str, new: str, *, whole: bool = False, defaults: Mapping[str, Any] | None = None
) -> Iterator[Difference]:
    """What differs. Text that is not JSON counts as null. `whole`: a list of plain values is one value."""
    before, after = (
        {**(defaults or {}), **value} if isinstance(value, dict) else value
        for value in map(_loaded, (old, new))
    )
    yield from _of_values(before, after, (), whole=whole)


def _loaded(text: str) -> Any:
    try:
        return from_json(text)
    except ValueError:
        return None


def _of_values(old: Any, new: Any, above: tuple[str, ...], *, whole: bool) -> Iterator[Difference]:
    if old == new:
        return
    if type(old) is type(new) and isinstance(new, dict | list) and not (whole and _is_plain(old, new)):
        before, after = _items(old), _items(new)
        for name in {**after, **before}:
            yield from _of_values(before.get(name), after.get(name), (*above, name), whole=whole)
        if isinstance(old, list):
            both = before.keys() & after.keys()
            if [name for name in before if name in both] != [name for name in after if name in both]:
                yield Difference((*above, ORDER), ", ".join(before), ", ".join(after))
    elif above:
        yield Difference(above, as_json(old), as_json(new))


def _is_plain(*values: Any) -> bool:
    """Whether these are lists without objects in them."""
    return all(
        isinstance(value, list) and not any(isinstance(item, dict) for item in value) for value in values
    )


def _items(value: dict[str, Any] | list[Any]) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    counts: Counter[str] = Counter()
    named = {}
    for item in value:
        name = _identity(item)
        counts[name] += 1
        named[name if counts[name] == 1 else f"{name} #{counts[name]}"] = item
    return named


def _identity(item: Any) -> str:
    """The name of an item of a list: a product's id, or path and name of a registry value."""
    if not isinstance(item, dict):
        return as_json(item) or "null"
    parts = [item["id"]] if item.get("id") else [item.get("path"), item.get("name")]
    return " ".join(part for part in parts if isinstance(part, str)) or as_json(item) or "null"


def as_json(value: Any) -> str | None:
    """A value as JSON; None if it is not set."""
    return None if value is None else json.dumps(value, ensure_ascii=False)
