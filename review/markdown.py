"""The form of the note on a merge request: the headline first, details collapsed.

Values stay text: they cannot contain Markdown, HTML, mentions or commands.
"""

import re
from collections.abc import Iterable

from files.diff import unified
from files.terminal import visible
from review.change import Argument, Catalog, ChangedFile, Image, Review
from review.picture import picture
from review.shared_files import only_of_the_image
from review.wording import findings, headline, how_much, images, names, reached, readable, resources, what

LONGEST = 60_000
"""In characters. GitHub's limit for a comment is 65,536; GitLab's is a million."""

LONGEST_LINE = 300
LONGEST_DIFF = 6_000
MOST_LINES = 5_000
"""Of a file, on both sides together: with many equal lines, a diff takes quadratic time."""
SHORTEST_DETAIL = 2_000
"""With less room, no diff is worth adding."""

MARKER = "<!-- goldshelf review -->"
"""The start of a note, by which the next one finds and replaces it."""

LEFT_OUT = "\n_This note is shortened. `python -m review BASE HEAD` prints everything._\n"


def markdown(review: Review) -> str:
    """The note, at most LONGEST characters."""
    head = f"{MARKER}\n## goldshelf: {prose(headline(review))}\n\n{code(review.base)} → {code(review.head)}\n"
    room = LONGEST - len(head) - len(LEFT_OUT)
    parts, whole = [head], True
    for section in (_stale, _findings, _picture, _terraform, _files, _packer):
        text, fits = section(review, room)
        parts.append(text)
        room -= len(text)
        whole = whole and fits
    return "".join(parts if whole else [*parts, LEFT_OUT])


Section = tuple[str, bool]
"""Its text, and whether it is complete."""


def _stale(review: Review, room: int) -> Section:
    rows = [
        f"| **{one.kind}** | {code(one.where)} {prose(one.message)} | {prose(one.todo)} |"
        for one in review.stale or ()
    ]
    return _table("\n| | not what the catalogs make | do first |\n|---|---|---|\n", rows, room // 2)


def _findings(review: Review, room: int) -> Section:
    rows = []
    for catalog in review.catalogs:
        for group in findings(catalog):
            one = group[0]
            who = _named(review, catalog, [each.where for each in group])
            rows.append(f"| **{one.kind}** | {who} {prose(one.message)} | {prose(one.todo)} |")
    return _table("\n| | what would happen | instead |\n|---|---|---|\n", rows, room // 2)


def _picture(review: Review, room: int) -> Section:
    drawn = picture(review)
    return (f"\n```mermaid\n{drawn}\n```\n", True) if drawn and len(drawn) + 20 < room else ("", True)


def _terraform(review: Review, room: int) -> Section:
    count = sum(len(catalog.resources) for catalog in review.catalogs)
    rows = [row for catalog in review.catalogs for row in _resource_rows(review, catalog)]
    before = f"\n<details><summary>Terraform: {count:,} resource{'' if count == 1 else 's'}</summary>\n\n"
    after = "\n</details>\n"
    header = "| resource | argument | before | after | effect |\n|---|---|---|---|---|\n"
    text, fits = _table(header, rows, room // 2 - len(before) - len(after))
    return (before + text + after, fits) if text else ("", fits)


def _resource_rows(review: Review, catalog: Catalog) -> Iterable[str]:
    for one in catalog.settings:
        yield _row(_named(review, catalog, [one.path.partition(".")[0]]), one)
    for group in resources(catalog):
        where = _named(review, catalog, [one.address for one in group])
        yield f"| {where} | | | | **{group[0].action}** |"
        for argument in group[0].arguments:
            yield _row("", argument)


def _files(review: Review, room: int) -> Section:
    parts: list[str] = []
    whole = True
    for one in review.files:
        if room < SHORTEST_DETAIL:
            return "".join(parts), False
        text, fits = _file(review, one, room // 2)
        whole = whole and fits
        parts.append(text)
        room -= len(text)
    return "".join(parts), whole


def _file(review: Review, one: ChangedFile, room: int) -> Section:
    first, others = names(reached(one, review))
    who = ", ".join(map(code, first)) + others
    before = f"\n<details><summary>File: {code(one.path)}: {prose(how_much(one))} {who}</summary>\n"
    after = "\n</details>\n"
    sides = [{} if text is None else {one.path: text} for text in (one.old, one.new)]
    diff = "\n".join(unified(*sides, most=MOST_LINES)) if one.known else ""
    fenced = _fenced(diff, min(LONGEST_DIFF, room - len(before) - len(after)))
    return before + fenced + after, len(diff) <= LONGEST_DIFF


def _packer(review: Review, room: int) -> Section:
    groups = [(catalog, group) for catalog in review.catalogs for group in images(catalog)]
    parts: list[str] = []
    whole = True
    for catalog, group in groups:
        if room < SHORTEST_DETAIL:
            return "".join(parts), False
        text, fits = _image(review, catalog, group, room // 2)
        whole = whole and fits
        parts.append(text)
        room -= len(text)
    return "".join(parts), whole


def _image(review: Review, catalog: Catalog, group: list[Image], room: int) -> Section:
    one = group[0]
    who = _named(review, catalog, [f"images.{image.key}" for image in group])
    before = f"\n<details><summary>Packer: {who} {prose(what(one))}</summary>\n\n"
    after = "\n</details>\n"
    room -= len(before) + len(after)
    rows = [_row("", argument, columns=3) for argument in one.arguments]
    table, fits = _table("| argument | before | after | reaches |\n|---|---|---|---|\n", rows, room // 2)
    old, new = catalog.folders[one.key] if one.action == "changed" else ({}, {})
    diff = "\n".join(unified(only_of_the_image(old), only_of_the_image(new), most=MOST_LINES))
    fenced = _fenced(diff, min(LONGEST_DIFF, room - len(table)))
    if room < 0:
        return "", False
    return before + table + fenced + after, fits and len(diff) <= LONGEST_DIFF


def _named(review: Review, catalog: Catalog, addresses: list[str]) -> str:
    """The first addresses, with the catalog's name if several catalogs changed."""
    catalog_name = f"{catalog.name}: " if len(review.catalogs) > 1 else ""
    first, others = names([f"{catalog_name}{address}" for address in addresses])
    return ", ".join(map(code, first)) + others


def _row(where: str, one: Argument, *, columns: int = 4) -> str:
    cells = [where, code(one.path), code(one.old), code(one.new), prose(one.effect)]
    return f"| {' | '.join(cells[4 - columns :])} |"


def _table(header: str, rows: list[str], room: int) -> Section:
    """As many rows as fit, and the number of the others."""
    room -= len(header) + 50
    kept = []
    for row in rows:
        if len(row) + 1 <= room:
            room -= len(row) + 1
            kept.append(row)
    left = len(rows) - len(kept)
    more = [f"| and {left:,} more |"] if left else []
    return ("\n".join([header + "\n".join([*kept, *more]), ""]) if rows else "", not left)


def _fenced(diff: str, room: int) -> str:
    """A diff in a fence longer than any in it. No line is a command, since each starts with a sign."""
    longest = max(map(len, re.findall("`+", diff)), default=0)
    fence = "`" * max(3, longest + 1)
    lines: list[str] = []
    room -= 2 * len(fence) + 60
    for line in diff.split("\n") if diff else ():
        printable = visible(line)[:LONGEST_LINE]
        room -= len(printable) + 1
        if room < 0:
            lines.append("# ... and more")
            break
        lines.append(printable)
    return f"\n{fence}diff\n" + "\n".join(lines) + f"\n{fence}\n" if lines else ""


def code(value: str | None) -> str:
    """A value as code, with every special character escaped by its number."""
    if value is None:
        return "_not set_"
    return f"<code>{_numbered(readable(value))}</code>"


def prose(text: str) -> str:
    """A message, with the parts between backticks as code."""
    parts = visible(text).split("`")
    return "".join(
        f"<code>{_numbered(part)}</code>" if place % 2 else _words(part) for place, part in enumerate(parts)
    )


def _words(text: str) -> str:
    """Escape what Markdown would read as syntax, an emoji or a reference such as @."""
    return re.sub(
        r"[^\w\s.,;:()'/-]|(?<![A-Za-z0-9])_+|_+(?![A-Za-z0-9])|:(?=\S)",
        lambda found: f"<code>{_numbered(found[0])}</code>",
        text,
    )


def _numbered(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9 .,;='()/-]", lambda found: f"&#{ord(found[0])};", text)
