"""Compare two JSON texts: the values that differ, by path. An object in a list is identified by its name."""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
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
    old: str,
    new: str,
    *,
    whole: bool = False,
    in_parts: Collection[str] = (),
    defaults: Mapping[str, Any] | None = None,
) -> Iterator[Difference]:
    """What differs. Text that is not JSON counts as null.

    `whole`: a list of plain values is one value. `in_parts`: tables of which each
    value is told when they come.
    """
    before, after = (
        {**(defaults or {}), **value} if isinstance(value, dict) else value
        for value in map(loaded, (old, new))
    )
    if in_parts and isinstance(before, dict) and isinstance(after, dict):
        before = {**before, **_said_nothing(before, {name: after.get(name) for name in in_parts})}
    yield from _of_values(before, after, (), whole=whole)


def loaded(text: str) -> Any:
    """The value of a JSON text; None if it is not JSON."""
    try:
        return from_json(text)
    except ValueError:
        return None


def _said_nothing(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """The tables that come, where they say anything, as they are where nothing is said."""
    come = {name: one for name, one in new.items() if isinstance(one, dict) and old.get(name) is None}
    return {name: empty for name, one in come.items() if (empty := _empty(one)) != one}


def _empty(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _empty(one) for name, one in value.items()}
    return [] if isinstance(value, list) else value if value in (False, "") else None


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
