"""Two texts of a file in a Packer folder -> the arguments that differ, by their path.

What is equal on both sides is not looked into. A block, or an object of a list, that comes or goes is one
difference, with all that is in it.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from os.path import basename
from typing import Any, NamedTuple

import tree_sitter_hcl
from tree_sitter import Language, Node, Parser

PARSER = Parser(Language(tree_sitter_hcl.language()))


class Difference(NamedTuple):
    """One argument, and its values as the file writes them; None: not there."""

    path: tuple[str, ...]
    old: str | None
    new: str | None


def differences(name: str, old: str, new: str) -> Iterator[Difference]:
    """What differs in a file; nothing of a file that is neither HCL nor JSON, such as a script."""
    if name.endswith(".hcl"):
        yield from _of_bodies(_body(old), _body(new), ())
    if name.endswith(".json"):
        yield from _of_values(_loaded(old), _loaded(new), ())


def same_but_for_comments(name: str, one: str, other: str) -> bool:
    """Whether two texts of an HCL file differ in comments and spacing only."""
    return name.endswith(".hcl") and _tokens(one) == _tokens(other)


def value_of(text: str, *path: str) -> str | None:
    """One argument of an HCL file."""
    inner: Node | None = _body(text)
    for name in path[:-1]:
        inner = _inner(_named(_children(inner).values()).get(name))
    return _value(_named(_children(inner).values()).get(path[-1]))


@lru_cache(maxsize=16)  # many images have the same variables
def _root(text: str) -> Node:
    return PARSER.parse(text.encode()).root_node


def _body(text: str) -> Node | None:
    return next((node for node in _root(text).named_children if node.type == "body"), None)


def _inner(block: Node | None) -> Node | None:
    children = block.named_children if block and block.type == "block" else ()
    return next((node for node in children if node.type == "body"), None)


def _tokens(text: str) -> list[str]:
    waiting, found = [_root(text)], []
    while waiting:
        node = waiting.pop()
        if node.type != "comment":
            waiting += reversed(node.children)
            found += [] if node.children else [_text(node)]
    return found


def _of_bodies(old: Node | None, new: Node | None, above: tuple[str, ...]) -> Iterator[Difference]:
    mine, other = _children(old), _children(new)
    equal = mine.keys() & other.keys()  # most of a file is: not looked into
    before, after = (_named(one[text] for text in one if text not in equal) for one in (mine, other))
    for name in {**after, **before}:
        one, two = before.get(name), after.get(name)
        if one and two and one.type == two.type == "block":
            yield from _of_bodies(_inner(one), _inner(two), (*above, name))
        elif _raw(one) != _raw(two):
            yield Difference((*above, name), _value(one), _value(two))
    if [text for text in mine if text in equal] != [text for text in other if text in equal]:
        yield Difference((*above, "(order)"), _order(mine), _order(other))


def _children(body: Node | None) -> dict[tuple[bytes, int], Node]:
    """The arguments and blocks of a body by their text; an equal one that comes again has a number."""
    counts: Counter[bytes] = Counter()
    found = {}
    for node in body.named_children if body else ():
        if node.type in ("attribute", "block"):
            text = node.text or b""
            counts[text] += 1
            found[text, counts[text]] = node
    return found


def _order(children: dict[tuple[bytes, int], Node]) -> str:
    return ", ".join(_named(children.values()))


def _named(children: Iterable[Node]) -> dict[str, Node]:
    """Children by their names; the second of a name gets a number."""
    counts: Counter[str] = Counter()
    return {_numbered(_name(node), counts): node for node in children}


def _numbered(name: str, counts: Counter[str]) -> str:
    counts[name] += 1
    return name if counts[name] == 1 else f"{name} #{counts[name]}"


TELLING = ("name", "script", "environment_vars", "inline")
"""Arguments that tell a block from another one with the same labels: a region, what a provisioner runs."""


def _name(node: Node) -> str:
    """An argument's name; a block's labels, and what tells it from others."""
    first, *others = node.named_children
    if node.type == "attribute":
        return _text(first)
    labels = [_text(child).strip('"') for child in others if child.type == "string_lit"]
    told = {name: value for name, value in _attributes(node) if name in TELLING}
    values = (
        basename(_value(told[name]) or "").strip('"') if name == "script" else _value(told[name])
        for name in TELLING
        if name in told
    )
    return " ".join([".".join([_text(first), *labels]), *filter(None, values)])


def _attributes(block: Node) -> Iterator[tuple[str, Node]]:
    body = _inner(block)
    for node in body.named_children if body else ():
        if node.type == "attribute":
            yield _text(node.named_children[0]), node


def _raw(node: Node | None) -> str | None:
    """The value of an argument, or what is in a block, as it is written."""
    if node is None:
        return None
    value = node.named_children[1] if node.type == "attribute" else _inner(node)
    return _text(value) if value else ""


def _value(node: Node | None) -> str | None:
    """The same on one line."""
    raw = _raw(node)
    return raw and re.sub(r"\n *", " ", raw)


def _text(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _of_values(old: Any, new: Any, above: tuple[str, ...]) -> Iterator[Difference]:
    if old == new:
        return
    if type(old) is type(new) and isinstance(new, dict | list):
        before, after = _items(old), _items(new)
        for name in {**after, **before}:
            yield from _of_values(before.get(name), after.get(name), (*above, name))
        common = [
            [name for name in one if name in other] for one, other in ((before, after), (after, before))
        ]
        if isinstance(old, list) and common[0] != common[1]:
            yield Difference((*above, "(order)"), *map(", ".join, common))
    elif above:
        yield Difference(above, _json(old), _json(new))


def _items(value: dict[str, Any] | list[Any]) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    counts: Counter[str] = Counter()
    return {_numbered(_identity(item), counts): item for item in value}


def _identity(item: Any) -> str:
    """What an item of a list is called: a product by its id, a value of the registry by path and name."""
    told = [item.get("id") or item.get("path"), item.get("name")] if isinstance(item, dict) else []
    words = [
        word for word in told[: 1 if isinstance(item, dict) and "id" in item else 2] if isinstance(word, str)
    ]
    return " ".join(words) or _json(item) or "null"


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)
