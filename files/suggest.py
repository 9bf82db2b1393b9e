"""Suggest the name that was probably meant."""

from collections.abc import Iterable

from files.quote import look_alike

LIKE = 60
"""How similar two names must be for a suggestion, in percent."""


def most_similar(name: str, known: Iterable[str]) -> str | None:
    """Return the most similar known name; None if none is similar."""
    from rapidfuzz import fuzz, process  # only an error needs it

    match = process.extractOne(name, sorted(known), scorer=fuzz.ratio, score_cutoff=LIKE)
    return match[0] if match else None


def did_you_mean(name: str, known: Iterable[str], *, otherwise: str) -> str:
    """Return a question that offers the most similar known name, or `otherwise` if none is similar."""
    match = most_similar(name, known)
    return (f"did you mean {match!r}?" if match else otherwise) + look_alike(name)
