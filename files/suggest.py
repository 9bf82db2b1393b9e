"""The name that was meant."""

from collections.abc import Iterable

from files.quote import look_alike

LIKE = 60
"""How much of two names must agree, in percent, for one to be taken for the other."""


def did_you_mean(name: str, known: Iterable[str], *, otherwise: str) -> str:
    """A question that offers the known name most like `name`; `otherwise` where none is like it."""
    from rapidfuzz import fuzz, process  # only an error needs it

    near = process.extractOne(name, sorted(known), scorer=fuzz.ratio, score_cutoff=LIKE)
    return (f"did you mean {near[0]!r}?" if near else otherwise) + look_alike(name)
