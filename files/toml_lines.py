"""The line of each key of a TOML text. Needed only for findings."""

import tomli
import tree_sitter_toml
from tree_sitter import Language, Node, Parser

Location = tuple[str | int, ...]
"""The path of a key: ("images", "win11-avd", "build")."""

Known = dict[Location, int]
"""The line, from 1, of each table, key and array item."""


class Lines:
    """The lines of a TOML text. Only the tables of the lines in question are read, so one line is cheap."""

    def __init__(self, text: str) -> None:
        root = Parser(Language(tree_sitter_toml.language())).parse(text.encode()).root_node
        self._known: Known = {}
        self._tables: dict[Location, list[Node]] = {}
        counts: dict[Location, int] = {}
        for node in root.named_children:
            if node.type == "pair":
                _pair(node, (), self._known)
            elif node.type in ("table", "table_array_element"):
                where = _key(node.named_child(0))
                if node.type == "table_array_element":
                    counts[where] = counts.get(where, -1) + 1
                    where = (*where, counts[where])
                _record(where, 0, node, self._known)
                self._tables.setdefault(where, []).append(node)

    def of(self, where: Location) -> int:
        """Return the line of `where`, or of the nearest table around it; 1 if the text has none of them."""
        # Everything in a table is below its header: no other table can add to its inline tables and arrays.
        ends = range(len(where), 0, -1)
        innermost = next((where[:end] for end in ends if where[:end] in self._tables), ())
        for table in self._tables.get(innermost, ()):
            for pair in table.named_children:
                if pair.type == "pair":
                    _pair(pair, innermost, self._known)
        self._tables[innermost] = []
        while where and where not in self._known:
            where = where[:-1]
        return self._known.get(where, 1)


def _pair(node: Node, around: Location, known: Known) -> None:
    where = (*around, *_key(node.named_child(0)))
    _record(where, len(around), node, known)
    # A comment after a value is a child of the pair too.
    _value([child for child in node.named_children if child.type != "comment"][-1], where, known)


def _value(node: Node, where: Location, known: Known) -> None:
    if node.type == "inline_table":
        for pair in node.named_children:
            if pair.type == "pair":
                _pair(pair, where, known)
    elif node.type == "array":
        items = [item for item in node.named_children if item.type != "comment"]
        for index, item in enumerate(items):
            _record((*where, index), len(where), item, known)
            _value(item, (*where, index), known)


def _key(node: Node | None) -> Location:
    if node is None or node.text is None:
        return ()
    text = node.text.decode()
    if '"' not in text and "'" not in text:
        return tuple(part.strip() for part in text.split("."))
    if node.type == "dotted_key":
        return tuple(part for child in node.named_children for part in _key(child))
    return tuple(tomli.loads(f"{text} = 0"))


def _record(where: Location, around: int, node: Node, known: Known) -> None:
    """Record the line of `where`, and of the tables around it that exist only in its dotted key."""
    for end in range(around + 1, len(where) + 1):
        known.setdefault(where[:end], node.start_point.row + 1)
