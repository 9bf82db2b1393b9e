"""What differs in the text of a template and no fact explains: another goldshelf wrote it, or a person."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from packer.authentication import VARIABLES
from review.change import Argument
from review.json_differences import ORDER
from review.reach import Reach

HOW_IT_IS_BUILT = frozenset({"plugins.pkr.hcl", "variables.pkr.hcl"})
"""Templates of which only a default, or a block that does not belong there, affects a version."""
IN_A_VERSION = re.compile(r"(default|build|source|provisioner|data|locals|dynamic)\b")

POST_PROCESSOR = re.compile(r"^  post-processor .*?^  }\n", re.MULTILINE | re.DOTALL)
"""It runs when the version is published."""
ARGUMENT = re.compile(r'(?:"((?:[^"\\]|\\.)*)"|([A-Za-z_][\w-]*))\s*=(?!=)\s*')
HEAD = re.compile(r"([A-Za-z_][\w-]*)[^=]*\{\Z")

DERIVED = {
    "version": ("default", "locals", "image_version", "image_version_id", "delete_managed_image"),
    "exclude_from_latest": ("default",),
    "allowed_inbound_ip_addresses": ("default",),
    "regions": ("target_region",),
    "provisioners": ("provisioner",),
    "source": ("locals", "image_version_id", "delete_managed_image", "managed_image_stays", "source_version"),
    "version_tags": ("locals", "provenance", "validation", "condition", "error_message"),
}
"""What a template writes because of a fact, by its first name, besides the names of its arguments."""
VARIABLE = frozenset("variable validation type description default sensitive condition error_message".split())
"""What variables.pkr.hcl says of a variable."""
WITH_VARIABLES = {variable.name for one in VARIABLES.values() for variable in one} | {
    "allowed_inbound_ip_addresses",
    "image_version",
    "secrets",
    "version",
}
"""Facts that a variable comes and goes with."""


def effect(name: str, before: str, after: str, *, facts: Iterable[Argument]) -> Reach | None:
    """Return how far the change of a template reaches that no fact explains; None if there is none."""
    facts = [*facts]
    if _code(before) == _code(after):
        return None if facts else Reach.NOTHING
    known = set(_names(facts))
    told = "".join(f"{one.old}{one.new}" for one in facts)
    if name == "variables.pkr.hcl" and not known.isdisjoint(WITH_VARIABLES):
        known |= VARIABLE
    in_the_vm, all_ = (
        [line for line in _differing(*texts) if not _is_explained(line, known, told)]
        for texts in (
            [POST_PROCESSOR.sub("", text) for text in (before, after)],
            (before, after),
        )
    )
    if name in HOW_IT_IS_BUILT:
        in_the_vm = [line for line in in_the_vm if IN_A_VERSION.match(line.strip())]
    same_lines = Counter(_code(before)) == Counter(_code(after))
    reordered = same_lines and not any(one.path.endswith(ORDER) for one in facts)
    if in_the_vm or reordered or not (all_ or facts):
        return Reach.VERSION
    return Reach.BUILD if all_ else None


def _code(template: str) -> list[str]:
    """Return the lines of a template without comments, blank lines, and blanks around them and their `=`."""
    if "<<" in template:  # in a heredoc, such lines count
        return template.splitlines()
    lines = (line.strip() for line in template.splitlines())
    return [_aligned(line) for line in lines if line and not line.startswith("#")]


def _aligned(line: str) -> str:
    found = ARGUMENT.match(line)
    return f"{found[0].rstrip(' =')} = {line[found.end() :]}" if found else line


def _differing(before: str, after: str) -> Iterator[str]:
    old, new = Counter(_code(before)), Counter(_code(after))
    yield from (old - new).elements()
    yield from (new - old).elements()


def _is_explained(line: str, known: set[str], told: str) -> bool:
    """Whether a line names what differs in the facts; a brace alone says nothing."""
    if found := HEAD.match(line):
        return found[1] in known
    if found := ARGUMENT.match(line):
        return (found[1] or found[2]) in known
    item = line.rstrip(",").strip()
    return not item.strip("{}[]()") or json.dumps(item.strip('"'))[1:-1] in told or item.strip('"') in told


def _names(facts: Iterable[Argument]) -> Iterator[str]:
    """The names of the facts that differ, and of all that is in their values."""
    for one in facts:
        first = re.split(r"[./]", one.path)[0]
        yield from DERIVED.get(first, ())
        yield from (*re.split(r"[./ ]", one.path), one.path.partition(".")[2])
        for value in (one.old, one.new):
            yield from _keys(json.loads(value)) if value and value[0] in "{[" else ()


def _keys(value: Any) -> Iterator[str]:
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _keys(item)
    if isinstance(value, dict):
        yield from value
