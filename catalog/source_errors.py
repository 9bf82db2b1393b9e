"""What is wrong with a `source` that is of no kind, or of several."""

from collections.abc import Collection, Iterator
from typing import Any

from catalog.problem import Location, Problem
from catalog.said_elsewhere import said_elsewhere
from catalog.source import KINDS, NEEDED, OWN_KEYS, SourceTable
from files.suggest import most_similar

PLACE = ("build", "source")
KEYS = list(dict.fromkeys(key for kind in KINDS for key in kind.model_fields))
NAMES_OF_KINDS = "; ".join(
    f"{', '.join(key for key in kind.model_fields if key in NEEDED[kind])} ({kind.kind})" for kind in KINDS
)


def is_source(where: Location) -> bool:
    """Return whether this is the place of a source."""
    return where[:1] == ("images",) and where[2:] == PLACE


def of_no_kind(where: Location, value: dict[str, Any]) -> Iterator[Problem]:
    """Yield what each of its keys was meant as, or else which kinds there are."""
    meant = [(key, said) for key in value if (said := _meant(key))]
    for key, said in meant:
        yield Problem(where=(*where, key), message=f"unknown key; {said}", rule="GS002")
    if not meant:
        yield Problem(
            where=where,
            message=f"names no image: write the keys of one kind of source: {NAMES_OF_KINDS}",
            rule="GS003",
        )


def _meant(key: str) -> str | None:
    if said := said_elsewhere(key):
        return said.say
    similar = most_similar(key, KEYS)
    return f"did you mean {similar!r}?" if similar and similar != key else None


def other_kind(where: Location) -> type[SourceTable] | None:
    """Return the only kind of source that has the key of a source."""
    kinds = (kind for kind in KINDS if where[-1] in OWN_KEYS[kind])
    return next(kinds, None) if is_source(where[:-1]) else None


def is_of_a_kind(where: Location, message: str) -> bool:
    """Return whether the message of an unknown key of a source says how another one is written."""
    said = said_elsewhere(str(where[-1]))
    return is_source(where[:-1]) and said is not None and message.endswith(said.say)


def of_another_kind(where: Location, known: Collection[str]) -> str | None:
    """Return what to say of a key that belongs to another kind of source than the rest of its table."""
    other = other_kind(where)
    if other is None or (where[-1] == "image_version" and "version" in known):
        return None
    this = next(kind for kind in KINDS if kind.model_fields.keys() == {*known})
    return f"is for {other.kind}, and the other keys are for {this.kind}: keep those of one"
