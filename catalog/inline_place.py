"""The place in the catalog of a place in a script that is written there."""

from dataclasses import dataclass

from catalog.readings import BOM, Reading


@dataclass(frozen=True, kw_only=True)
class Place:
    """A line and a column of the catalog."""

    line: int
    column: int | None = None
    exact: bool
    """Whether it is the line itself; otherwise it is that of the key."""


def place_in_catalog(catalog: str, reading: Reading, *, line: int, column: int) -> Place:
    """Return the place in the text of the catalog of a line and column of its `reading`.

    It is exact if the script is in the catalog as it is: escapes make one line of several, or several of one.
    """
    from files.toml_lines import Lines  # only a problem needs this parser

    key = Lines(catalog).of(reading.where)
    above = catalog.split("\n")[key - 1 :]
    script = ("\n" * reading.dropped + reading.text.removeprefix(BOM)).split("\n")
    at = reading.dropped + line - 1
    for begin in (0, 1):  # on the line of the key, or below it
        written = [one.removesuffix("\r") for one in above[begin : begin + len(script)]]
        shift = _shift(written, script, on_key=begin == 0)
        if shift is not None:
            before = shift if at == 0 else 0
            return Place(line=key + begin + at, column=before + column, exact=True)
    return Place(line=key, exact=len(script) == 1)


def _shift(written: list[str], script: list[str], *, on_key: bool) -> int | None:
    """Return how far right the first line of the script begins; None if these lines are not the script."""
    if len(written) < len(script):
        return None
    first, last = written[0], written[-1]
    if len(script) == 1:
        once = first.count(script[0]) == 1 if on_key else first.startswith(script[0])
        return first.find(script[0]) if once else None
    begins = first.endswith(script[0]) if on_key else first == script[0]
    if begins and written[1:-1] == script[1:-1] and last.startswith(script[-1]):
        return len(first) - len(script[0])
    return None
