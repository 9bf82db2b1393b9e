"""Two texts of an HCL file -> the arguments that differ, by their path.

What is equal on both sides is not looked into. A block that comes or goes is one difference, with all that is
in it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from os.path import basename

import tree_sitter_hcl
from tree_sitter import Language, Node, Parser

from facts.regions import region_id
from review.difference import ORDER, Difference, in_one_order, numbered

LONGEST = 150_000
"""Of a text, in characters: the parser takes a kilobyte for each that makes no sense to it."""
PARSER = Parser(Language(tree_sitter_hcl.language()))


def refused(text: str) -> str | None:
    """Why a text is not looked into, whatever it says."""
    if len(text) > LONGEST:
        return f"has more than {LONGEST:,} characters"
    return "holds a NUL" if "\0" in text else None


def differences(old: str, new: str) -> Iterator[Difference]:
    """What differs; nothing where one of them cannot be read."""
    sides = next((pair for pair in (_unlike(old, new), (old, new)) if all(map(_is_sound, pair))), None)
    if sides:
        yield from _of_bodies(_body(sides[0]), _body(sides[1]), ())


def same_but_for_comments(one: str, other: str) -> bool:
    """Whether they differ in comments and spacing only."""
    return _tokens(one) == _tokens(other)


ITEM = re.compile(
    r"^\S.*\n"  # what begins or ends a block of the file
    # a block or a long value in it; one that is not closed goes to the end, or each would be looked for anew
    r"|^  [^\s}\])].*[{\[(]\n(?:(?!  [}\])]).*\n)*+.*\n?"
    r"|^  \S.*\n",  # an argument
    re.MULTILINE,
)


def _unlike(old: str, new: str) -> tuple[str, str]:
    """Both texts without the arguments and blocks that are in both, in one order: parsing takes most of the
    time. This goes by the lines of `packer fmt`; where they are laid out otherwise, less is left out.
    """
    mine, other = ITEM.findall(old), ITEM.findall(new)
    heads, others = ([item for item in one if item[0] != " "] for one in (mine, other))
    fixed = {*heads, *(set(mine) & set(other))}
    before, after = ([item if item in fixed else _begin(item) for item in one] for one in (mine, other))
    if heads != others or not in_one_order(before, after):
        return old, new
    kept = {*heads, *(set(mine) ^ set(other))}
    return _only(kept, old), _only(kept, new)


def _begin(item: str) -> str:
    """The name of an argument, or the head of a block."""
    return item.partition("\n")[0].partition("=")[0]


def _only(kept: set[str], text: str) -> str:
    return ITEM.sub(lambda item: item[0] if item[0] in kept else "", text)


@lru_cache(maxsize=64)  # many images have the same variables
def value_of(text: str, *path: str) -> str | None:
    """One argument of an HCL file."""
    inner: Node | None = _body(text)
    for name in path[:-1]:
        inner = _inner(_named(_children(inner).values()).get(name))
    return _value(_named(_children(inner).values()).get(path[-1]))


@lru_cache(maxsize=2)  # a tree of nonsense is large
def _root(text: str) -> Node:
    return PARSER.parse(text.encode()).root_node


def _is_sound(text: str) -> bool:
    return not _root(text).has_error


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
    orders = [
        [text if text in equal else next(names) for text in one]
        for one, names in ((mine, iter(before)), (other, iter(after)))
    ]
    for name in {**after, **before}:
        one, two = before.get(name), after.get(name)
        # A variable comes and goes by its arguments: its default is what counts.
        both = (one and two) or name.startswith("variable.")
        if both and _is_block(one) and _is_block(two):
            yield from _of_bodies(_inner(one), _inner(two), (*above, name))
        elif _raw(one) != _raw(two):
            yield Difference((*above, name), _value(one), _value(two))
    if not in_one_order(*orders):
        yield Difference((*above, ORDER), _order(mine), _order(other))


def _is_block(node: Node | None) -> bool:
    return node is None or node.type == "block"


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
    return {numbered(_name(node), counts): node for node in children}


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
    words = [".".join([_text(first), *labels]), *filter(None, values)]
    if words[0] == "target_region":  # one region has more than one spelling
        words = ["target_region", *map(region_id, words[1:])]
    return " ".join(words)


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
