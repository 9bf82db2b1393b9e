"""Suggest the name that was probably meant."""

from collections.abc import Iterable

from files.quote import look_alike

LIKE = 60
"""How similar two names must be for a suggestion, in percent."""
SOME = 3
"""How many names are shown where none is similar."""


def most_similar(name: str, known: Iterable[str], *, at_least: int = LIKE) -> str | None:
    """Return the most similar known name; None if none is similar."""
    from rapidfuzz import fuzz, process  # only an error needs it

    match = process.extractOne(name, sorted(known), scorer=fuzz.ratio, score_cutoff=at_least)
    return match[0] if match else None


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """Return a few known names, the most similar first."""
    from rapidfuzz import fuzz, process

    return [match[0] for match in process.extract(name, sorted(known), scorer=fuzz.ratio, limit=SOME)]


def did_you_mean(name: str, known: Iterable[str], *, otherwise: str) -> str:
    """Return a question that offers the most similar known name, or `otherwise` if none is similar."""
    match = most_similar(name, known)
    return (f"did you mean {match!r}?" if match else otherwise) + look_alike(name)
