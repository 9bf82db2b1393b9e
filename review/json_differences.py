"""Compare two JSON texts: the values that differ, by path. An object in a list is identified by its name."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from files.limits import from_json
from review.difference import ORDER, Difference, in_one_order, numbered


def differences(old: str, new: str) -> Iterator[Difference]:
    """What differs. Text that is not JSON counts as null."""
    yield from _of_values(_loaded(old), _loaded(new), ())


def _loaded(text: str) -> Any:
    try:
        return from_json(text)
    except ValueError:
        return None


def _of_values(old: Any, new: Any, above: tuple[str, ...]) -> Iterator[Difference]:
    if old == new:
        return
    if type(old) is type(new) and isinstance(new, dict | list):
        before, after = _items(old), _items(new)
        for name in {**after, **before}:
            yield from _of_values(before.get(name), after.get(name), (*above, name))
        if isinstance(old, list) and not in_one_order(before, after):
            yield Difference((*above, ORDER), ", ".join(before), ", ".join(after))
    elif above:
        yield Difference(above, _json(old), _json(new))


def _items(value: dict[str, Any] | list[Any]) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    counts: Counter[str] = Counter()
    return {numbered(_identity(item), counts): item for item in value}


def _identity(item: Any) -> str:
    """The name of an item of a list: a product's id, or path and name of a registry value."""
    if not isinstance(item, dict):
        return _json(item) or "null"
    parts = [item["id"]] if item.get("id") else [item.get("path"), item.get("name")]
    return " ".join(part for part in parts if isinstance(part, str)) or _json(item) or "null"


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)
