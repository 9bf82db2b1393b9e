"""The differences between the software lists of two versions, as lines of text that are Markdown too."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from catalog.version import EXACT
from files.errors import GoldshelfError
from packer.software_list import Product, SoftwareList, Source

LONGEST = 200
"""Of a value of an image's own results, in characters."""
EXACTLY = re.compile(EXACT)
NOT_KNOWN = "not known"

Section = tuple[str, list[str]]
"""A title, and its lines."""


def differences(old: SoftwareList, new: SoftwareList) -> Iterator[str]:
    """Yield the lines; refuse lists that are not of one image."""
    if old.image != new.image:
        raise GoldshelfError(
            f"the lists are of two images, {old.image!r} and {new.image!r}: compare two versions of one"
        )
    yield f"{new.image}: {old.version} -> {new.version}"
    if _is_older(new.version, old.version):
        yield "The second list is of an older version: give the older one first."
    found = [section for section in _sections(old, new) if section[1]]
    for title, lines in found:
        yield ""
        yield f"{title}:"
        yield from (f"- {line}" for line in lines)
    if not found:
        yield ""
        yield "No difference."


def _is_older(one: str, other: str) -> bool:
    if not (EXACTLY.fullmatch(one) and EXACTLY.fullmatch(other)):
        return False
    numbers, others = ([int(part) for part in version.split(".")] for version in (one, other))
    return numbers < others


def _sections(old: SoftwareList, new: SoftwareList) -> Iterator[Section]:
    yield "Source", [*_unknown(old.source, new.source), *_changes(_known(old.source), _known(new.source))]
    yield "System", _changes(old.os.model_dump(), new.os.model_dump())
    names = {one.id: one.name for one in (*old.software, *new.software)}
    yield "Software", _changes(_versions(old.software), _versions(new.software), names)
    yield "Proofs", _proofs(old.software, new.software)
    yield "Programs", _lists(_programs(old), _programs(new))
    yield "Updates", _lists(_by_name(old.updates), _by_name(new.updates))
    yield "Appx packages", _lists(_by_name(old.appx), _by_name(new.appx))
    yield "Packages", _lists(_by_name(old.packages), _by_name(new.packages))
    yield "Own results", _changes(dict(_flat(old.own)), dict(_flat(new.own)))


def _unknown(old: Source | None, new: Source | None) -> list[str]:
    """Why the source of a version is not known, if that of the other is."""
    reasons = [one.unknown if one else "an older goldshelf did not write it" for one in (old, new)]
    if all(reasons):
        return []
    which = zip(("old", "new"), reasons, strict=True)
    return [f"{NOT_KNOWN} in the {version} version: {reason}" for version, reason in which if reason]


def _known(source: Source | None) -> dict[str, str]:
    return source.model_dump(exclude_none=True, exclude={"unknown"}) if source else {}


def _changes(
    old: Mapping[str, str], new: Mapping[str, str], names: Mapping[str, str] | None = None
) -> list[str]:
    """What was added, removed and changed, each in the order of the names."""
    names = names or {}

    def in_order(keys: Iterable[str]) -> list[tuple[str, str]]:
        return sorted(((names.get(key, key), key) for key in keys), key=lambda pair: pair[0].casefold())

    both = [key for key in old.keys() & new.keys() if old[key] != new[key]]
    return [
        *(f"added: {name} {new[key]}".rstrip() for name, key in in_order(new.keys() - old.keys())),
        *(f"removed: {name} {old[key]}".rstrip() for name, key in in_order(old.keys() - new.keys())),
        *(
            f"changed: {name} {old[key] or NOT_KNOWN} -> {new[key] or NOT_KNOWN}"
            for name, key in in_order(both)
        ),
    ]


def _versions(software: list[Product]) -> dict[str, str]:
    return {one.id: one.version for one in software}


def _proofs(old: list[Product], new: list[Product]) -> list[str]:
    """Products that are proved in another way. An older goldshelf did not write how."""
    before = {one.id: one.proof for one in old}
    return [
        f"changed: {one.name}, {_proof(before[one.id])} -> {_proof(one.proof)}"
        for one in sorted(new, key=lambda one: one.name.casefold())
        if before.get(one.id) and one.proof and before[one.id] != one.proof
    ]


def _proof(proof: Mapping[str, Any] | None) -> str:
    """Such as: command git --version."""
    parts = (proof or {}).items()
    return " ".join(f"{name} {part if isinstance(part, str) else _text(part)}" for name, part in parts)


def _lists(old: dict[str, str] | None, new: dict[str, str] | None) -> list[str]:
    if old is None and new is None:
        return []
    if old is None or new is None:
        return [f"{NOT_KNOWN} in the {'old' if old is None else 'new'} version"]
    return _changes(old, new)


def _programs(of: SoftwareList) -> dict[str, str] | None:
    if of.programs is None:
        return None
    return _together((one.name, one.version) for one in of.programs)


def _by_name(entries: list[str] | None) -> dict[str, str] | None:
    """The versions of each name: some packages are there in more than one.

    An Appx package is name_version_..., one of Linux is `name version`, and an update is its name alone.
    """
    return None if entries is None else _together(map(_named, entries))


def _named(entry: str) -> tuple[str, str]:
    name, _, version = entry.partition(" ")
    parts = entry.split("_")
    if len(parts) > 2 and not version:  # noqa: PLR2004  (name, version, and what else it has)
        name, version = parts[:2]
    return name, version


def _together(entries: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for name, version in entries:
        found.setdefault(name, set()).add(version)
    return {name: ", ".join(sorted(versions)) for name, versions in found.items()}


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Each value of the image's own results, by its path. A list is one value."""
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from _flat(inner, f"{path}.{name}" if path else name)
    elif path:
        yield path, _text(value)


def _text(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
