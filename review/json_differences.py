"""Two texts of a JSON file -> the values that differ, by their path. An object of a list goes by its name."""

import json
from collections import Counter
from collections.abc import Collection, Hashable, Iterator
from typing import Any, NamedTuple

from files.limits import from_json

ORDER = "(order)"
"""The last part of a path: what is on both sides comes in another order."""


class Difference(NamedTuple):
    """One value, as JSON; None: not there."""

    path: tuple[str, ...]
    old: str | None
    new: str | None


def differences(old: str, new: str, *, whole: bool = False) -> Iterator[Difference]:
    """What differs; nothing where one cannot be read. `whole`: a list of plain values is one value."""
    yield from _of_values(_loaded(old), _loaded(new), (), whole=whole)


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
        if isinstance(old, list) and not _in_one_order(before, after):
            yield Difference((*above, ORDER), ", ".join(before), ", ".join(after))
    elif above:
        yield Difference(above, _json(old), _json(new))


def _is_plain(*values: Any) -> bool:
    """Whether these are lists without objects in them."""
    return all(
        isinstance(value, list) and not any(isinstance(item, dict) for item in value) for value in values
    )


def _items(value: dict[str, Any] | list[Any]) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    counts: Counter[str] = Counter()
    return {_numbered(_identity(item), counts): item for item in value}


def _numbered(name: str, counts: Counter[str]) -> str:
    """The second of a name gets a number."""
    counts[name] += 1
    return name if counts[name] == 1 else f"{name} #{counts[name]}"


def _in_one_order(one: Collection[Hashable], other: Collection[Hashable]) -> bool:
    """Whether what is in both comes in the same order."""
    both = {*one} & {*other}
    return [item for item in one if item in both] == [item for item in other if item in both]


def _identity(item: Any) -> str:
    """What an item of a list is called: a product by its id, a value of the registry by path and name."""
    if not isinstance(item, dict):
        return _json(item) or "null"
    told = [item["id"]] if item.get("id") else [item.get("path"), item.get("name")]
    return " ".join(word for word in told if isinstance(word, str)) or _json(item) or "null"


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)
