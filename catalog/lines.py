"""Where each key of a TOML text stands. Only asked when there is an error to show."""

from collections.abc import Iterator

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

from catalog.problem import Location


def line_of(where: Location, lines: dict[Location, int]) -> int:
    """The line of `where`, or of the nearest table around it; 1 where nothing of it is written."""
    while where and where not in lines:
        where = where[:-1]
    return lines.get(where, 1)


def key_lines(text: str) -> dict[Location, int]:
    """The line, from 1, of every table, key and array item in `text`."""
    root = Parser(Language(tree_sitter_toml.language())).parse(text.encode()).root_node
    lines: dict[Location, int] = {}
    counts: dict[Location, int] = {}
    for node in root.named_children:
        if node.type == "pair":
            _pair(node, (), lines)
        elif node.type in ("table", "table_array_element"):
            where: Location = tuple(_key(node.named_children[0]))
            if node.type == "table_array_element":
                counts[where] = counts.get(where, -1) + 1
                where = (*where, counts[where])
            _record(where, node, lines)
            for child in node.named_children[1:]:
                if child.type == "pair":
                    _pair(child, where, lines)
    return lines


def _pair(node: Node, around: Location, lines: dict[Location, int]) -> None:
    where = (*around, *_key(node.named_children[0]))
    _record(where, node, lines)
    _value(node.named_children[-1], where, lines)


def _value(node: Node, where: Location, lines: dict[Location, int]) -> None:
    if node.type == "inline_table":
        for pair in node.named_children:
            if pair.type == "pair":
                _pair(pair, where, lines)
    elif node.type == "array":
        items = [item for item in node.named_children if item.type != "comment"]
        for index, item in enumerate(items):
            _record((*where, index), item, lines)
            _value(item, (*where, index), lines)


def _key(node: Node) -> Iterator[str]:
    if node.type == "dotted_key":
        for part in node.named_children:
            yield from _key(part)
    else:
        yield (node.text or b"").decode().strip("\"'")


def _record(where: Location, node: Node, lines: dict[Location, int]) -> None:
    for end in range(1, len(where) + 1):
        lines.setdefault(where[:end], node.start_point.row + 1)
