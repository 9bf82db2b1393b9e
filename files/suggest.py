"""Suggest the known name that is most like a wrong one."""

from collections.abc import Iterable

from files.quote import look_alike

SIMILAR = 60
"""Percent of two names that must agree for a suggestion."""


def did_you_mean(name: str, known: Iterable[str], *, otherwise: str) -> str:
    """Suggest the known name most like `name`; `otherwise` if none is similar."""
    from rapidfuzz import fuzz, process  # only an error needs it

    match = process.extractOne(name, sorted(known), scorer=fuzz.ratio, score_cutoff=SIMILAR)
    return (f"did you mean {match[0]!r}?" if match else otherwise) + look_alike(name)
