"""What the parsers say of the texts that steps bring: findings, at the lines of the texts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from catalog.defaults import at_defaults, written_at
from catalog.finding import Finding, dotted, located
from catalog.inline_place import Place, place_in_catalog
from catalog.load import Examined
from catalog.problem import Problem
from catalog.readings import LARGEST, Reading, readings
from catalog.remark import Judged, Kind, Language, Remark
from catalog.rules import RULES, acceptance
from catalog.rules.parsed import ADVICE, NOT_PARSED, REFUSED, SECRET
from catalog.rules.step_files import readable_scripts
from catalog.secret_files import secret_files
from files.terminal import line

OF_RUN: Mapping[Kind, str] = {
    "unreadable": REFUSED.id,
    "unsuitable": REFUSED.id,
    "advice": ADVICE.id,
    "unread": NOT_PARSED.id,
}
"""The rule of a remark on a text that runs in the build, or that a program of the build reads."""
OF_COPIED: Mapping[Kind, str] = {"unreadable": ADVICE.id}
"""The same of a file that is only copied: what reads it in the image is not known."""
OF_TEMPLATE: Mapping[Kind, str] = {"unreadable": NOT_PARSED.id}
SPEAKERS: Mapping[Language, str] = {"PowerShell": "PowerShell: ", "bash": "shellcheck: "}
"""Whose words a message has."""
FILES: Mapping[Language, str] = {"PowerShell": "PowerShell script", "bash": "bash script"}


@dataclass(frozen=True, kw_only=True)
class InText(Problem):
    """A problem at a place in a text that a step brings."""

    reading: Reading
    line: int
    column: int


@dataclass(frozen=True, kw_only=True)
class Unread(Problem):
    """Texts that nobody has parsed."""

    language: Language


def parse_together(examined: Sequence[Examined], *, kept: Path, search: str) -> list[Finding]:
    """Return the findings in what the steps of all these catalogs bring, without those that they accept.

    Each text is judged once, and its verdict is kept in the folder `kept`. `search` is PATH.
    """
    to_read = [_readings(one) for one in examined]
    texts = [(one.language, one.text) for each in to_read for one in each if len(one.text) <= LARGEST]
    judged = Judged()
    if texts:
        from catalog.judge import judge  # only steps need it

        judged = judge(texts, kept=kept, search=search)
    found: dict[tuple[object, ...], Finding] = {}
    # Of all catalogs together, so that it is said once.
    left = {one.language: one.message for one in _not_parsed([one for its in to_read for one in its], judged)}
    for one, its in zip(examined, to_read, strict=True):
        for finding in _findings(one, its, judged, left):
            if finding.message in left.values():
                found.setdefault((finding.message,), finding)
                continue
            # Catalogs that share a script would report it again.
            place = finding.path, finding.line, finding.column, finding.rule, finding.message
            found.setdefault(place, finding)
    return list(found.values())


def _readings(examined: Examined) -> list[Reading]:
    """Return what is to be read of a catalog, without the scripts that are reported already as no text."""
    if examined.catalog is None:
        return []
    refused = {finding.field for finding in examined.findings if finding.rule == readable_scripts.id}
    read = readings(examined.catalog)
    return [one for one in read if dotted(one.where) not in refused] if refused else list(read)


def _findings(
    examined: Examined, read: Sequence[Reading], judged: Judged, left: Mapping[Language, str]
) -> Iterator[Finding]:
    if examined.catalog is None:
        return
    unread = (replace(one, message=left[one.language]) for one in _not_parsed(read, judged))
    secret = secret_files(examined.catalog)
    problems = [*unread, *secret, *(one for reading in read for one in _problems(reading, judged))]
    # On another machine, where a parser is not there or reads more, an entry for GS221 may match; and one for
    # GS220 where all parsers are.
    checked = {SECRET.id} if judged.unavailable else {SECRET.id, ADVICE.id}
    kept = acceptance.not_accepted(problems, examined.catalog, not_checked=RULES.keys() - checked)
    for problem in kept:
        if isinstance(problem, InText):
            yield _in_text(examined, problem)
        else:
            yield from located(examined.path, examined.text, at_defaults([problem], examined.origins))


def _not_parsed(read: Sequence[Reading], judged: Judged) -> Iterator[Unread]:
    """Yield one problem for each language whose parser is not there, or failed."""
    for language, why in judged.unavailable.items():
        left = {
            one.text: one
            for one in reversed(read)
            if one.language == language and (language, one.text) not in judged.remarks
        }
        if left:
            name = FILES.get(language, f"{language} file")
            count = f"1 {name} was" if len(left) == 1 else f"{len(left):,} {name}s were"
            message = f"{count} not parsed: {why}"
            where = [*left.values()][-1].where
            yield Unread(where=where, message=message, rule=NOT_PARSED.id, language=language)


def _problems(reading: Reading, judged: Judged) -> Iterator[InText]:
    rules = OF_COPIED if reading.copied else {**OF_RUN, **(OF_TEMPLATE if reading.template else {})}
    remarks = judged.remarks.get((reading.language, reading.text), ())
    if len(reading.text) > LARGEST:
        remarks = [Remark(1, 1, "unread", f"is larger than {LARGEST:,} characters, so it was not parsed")]
    for one in remarks:
        if rule := rules.get(one.kind):
            yield InText(
                where=reading.where,
                message=_message(reading, one),
                rule=rule,
                reading=reading,
                line=one.line,
                column=one.column,
            )


def _message(reading: Reading, remark: Remark) -> str:
    message = f"{SPEAKERS.get(reading.language, '')}{remark.message}"
    if reading.copied:
        return f"{message}; it is only copied, so this is a warning"
    if reading.template and remark.kind == "unreadable":
        return f"has {{{{ }}}}, so that only goss can read it; it was not parsed ({message})"
    return message


def _in_text(examined: Examined, problem: InText) -> Finding:
    reading = replace(problem.reading, where=written_at(problem.where, examined.origins))
    if reading.path is not None:
        path = examined.path.parent / reading.path
        place = Place(line=problem.line, column=problem.column, exact=True)
    else:
        path = examined.path
        place = place_in_catalog(examined.text, reading, line=problem.line, column=problem.column)
    inside = "" if place.exact else f"line {problem.line} of the text: "
    return Finding(
        path=path,
        line=place.line,
        column=place.column,
        field=dotted(reading.where),
        message=line(f"{inside}{problem.message}"),
        rule=problem.rule,
    )
