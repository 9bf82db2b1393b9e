"""Explain why a text is not TOML: where the parser stopped, what is wrong there, and what to write.

No message shows a value, which may be a secret. The messages of the parser are those of tomli 2.3.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tomli import TOMLDecodeError

from files.limits import STRING_OR_COMMENT
from files.toml_place import Place

BOOLEANS = re.compile(r"(?i)(?:true|false|yes|no|on|off)\b")
NOTHING = re.compile(r"(?i)(?:null|none|nil|undefined)\b")
CURLY_QUOTES = "\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb\u00b4`"
BRACKETS = {"[": ("list", "]"), "{": ("inline table", "}")}
LONGEST_KEY = 60
IN_QUOTES = 'text must be in quotes, such as "East US"'
ESCAPES = (
    "a '\\' in double quotes begins an escape, such as \\n: use single quotes for a path, or double each '\\'"
)
ON_ONE_LINE = "an inline table must be on one line: join the lines, or use a [table] instead"


@dataclass(frozen=True, kw_only=True)
class NotToml:
    """The place where a text stops being TOML, and what is wrong there."""

    line: int
    column: int
    """Both from 1."""
    message: str


_PlaceAndMessage = tuple[Place, str]


def why_not_toml(error: TOMLDecodeError) -> NotToml:
    """Return the meaning of the parser's error."""
    place = Place(text=error.doc, at=error.pos)
    known = next((begin for begin in EXPLANATIONS if error.msg.startswith(begin)), None)
    place, message = EXPLANATIONS[known](place) if known else (place, f"not TOML: {error.msg}")
    return NotToml(line=place.line, column=len(place.before) + 1, message=message)


def _statement(place: Place) -> _PlaceAndMessage:
    if place.rest.startswith(("{", "}")):
        return place, f"{place.sign} must not begin a line: write [table] and key = value, not JSON"
    return place, f"a line must begin with a key, a [table] or a # comment, not with {place.sign}"


def _end_of_statement(place: Place) -> _PlaceAndMessage:
    if place.rest.startswith("\r"):
        return (
            place,
            "a carriage return alone does not end a line: use LF or CRLF line endings",
        )
    if place.before.lstrip().startswith("["):
        return place, f"a table header must be alone on its line, but {place.sign} follows it"
    if place.rest.startswith((",", ";")):
        return place, f"remove the {place.sign}: a value ends with its line"
    if place.rest.startswith(("]", "}")):
        return place, f"{place.sign} has no opening bracket: remove it, or add the bracket"
    return place, f"the value ends before {place.sign}: {IN_QUOTES}, and each key needs its own line"


def _equals(place: Place) -> _PlaceAndMessage:
    if place.rest.startswith(":"):
        return place, "write = after a key, not ':'"
    return (
        place,
        f"expected = after the key, got {place.sign}; a key with spaces needs quotes",
    )


def _key(place: Place) -> _PlaceAndMessage:
    if place.sign == "the end of the file" and place.last_open:
        return _unclosed(place)
    before = place.before.rstrip()
    if place.rest.startswith("}") and before.endswith(","):
        return place, "remove the ',' before '}': an inline table must not end with one"
    if place.sign == "the end of the line" and before.endswith(("{", ",")):
        return place, ON_ONE_LINE
    return place, f"a key is missing before {place.sign}: use letters, digits, '-' and '_', or quotes"


def _unclosed(place: Place) -> _PlaceAndMessage:
    """Explain a list or an inline table that is not closed."""
    start = place.last_open or place
    thing, closing = BRACKETS.get(start.rest[:1], BRACKETS["["])
    if place.sign == "the end of the file":
        return start, f"the {thing} that begins here is not closed: add '{closing}' at its end"
    if closing == "}" and place.sign == "the end of the line":
        return place, ON_ONE_LINE
    begins = "" if start.line == place.line else f" (it begins on line {start.line})"
    return place, f"add ',' or '{closing}' before {place.sign}: the {thing} is not closed{begins}"


def _open_text(place: Place) -> _PlaceAndMessage:
    """Explain a string that goes on to the end of the file."""
    *_, last = STRING_OR_COMMENT.finditer(place.text)
    quotes = next(quotes for quotes in ('"""', "'''", '"', "'") if last[0].startswith(quotes))
    return Place(
        text=place.text, at=last.start()
    ), f"the string that begins here is not closed: add {quotes} at its end"


def _sign_in_text(place: Place) -> _PlaceAndMessage:
    if place.sign == "the end of the line":
        return place, "the string is not closed: add the closing quote, or use three quotes for several lines"
    code = ord(place.text[place.at])
    comment = place.before.lstrip().startswith("#")
    how = "remove it" if comment else f"write it as \\u{code:04x} in double quotes, or remove it"
    return place, f"a control character (U+{code:04X}) is not allowed here: {how}"


def _value(place: Place) -> _PlaceAndMessage:
    if place.sign == "the end of the file" and place.last_open:
        return _unclosed(place)
    if place.sign.startswith("the end") or place.rest.startswith(("#", ",", "]", "}")):
        return place, f"a value is missing before {place.sign}"
    if BOOLEANS.match(place.rest):
        return place, "write true or false, in lower case and without quotes"
    if NOTHING.match(place.rest):
        return place, "TOML has no null: remove the key"
    if place.rest[0] in CURLY_QUOTES:
        return place, f"{place.sign} is not a TOML quote: use \" or '"
    return place, f"{place.sign} cannot begin a value: {IN_QUOTES}"


def _table_twice(place: Place) -> _PlaceAndMessage:
    name = place.before.lstrip(" \t[")
    first = place.line_of(rf"^[ \t]*\[+[ \t]*{re.escape(name.strip())}[ \t]*\]")
    return place.moved(-len(name)), f"the table [{_short(name)}] is already defined{first}: keep one"


def _key_twice(place: Place) -> _PlaceAndMessage:
    header = re.fullmatch(r"[ \t]*\[+([^\[\]]*)", place.before)
    if header and place.rest.startswith("]"):
        name = header[1].lstrip()
        return place.moved(-len(name)), f"{_short(name)!r} is already set, and is not a table: rename one"
    start = place.start
    key = re.match(r"[A-Za-z0-9_.-]+(?=[ \t]*=)", start.rest)
    if not key:
        return start, "this key is already set: keep one"
    table = max(place.text.rfind("\n[", 0, start.at), 0)
    first = start.line_of(rf"^[ \t]*{re.escape(key[0])}[ \t]*=", since=table)
    return start, f"{_short(key[0])!r} is already set{first}: keep one"


def _short(name: str) -> str:
    name = name.strip()
    return name if len(name) <= LONGEST_KEY else f"{name[:LONGEST_KEY]}..."


def _always(message: str, *, by: int = 0) -> Callable[[Place], _PlaceAndMessage]:
    return lambda place: (place.moved(by), message)


def _header(closing: str, example: str) -> Callable[[Place], _PlaceAndMessage]:
    return lambda place: (
        place,
        f"expected '{closing}' after the name, as in {example}, got {place.sign}",
    )


EXPLANATIONS: Mapping[str, Callable[[Place], _PlaceAndMessage]] = {
    "Invalid statement": _statement,
    "Expected newline or end of document": _end_of_statement,
    "Expected '=' after a key": _equals,
    "Expected ']' at the end of a table": _header("]", "[gallery]"),
    "Expected ']]' at the end": _header("]]", "[[accept]]"),
    "Invalid initial character for a key": _key,
    "Unclosed array": _unclosed,
    "Unclosed inline table": _unclosed,
    "Unterminated string": _open_text,
    "Expected \"'": _open_text,
    "Illegal character": _sign_in_text,
    "Found invalid character": _sign_in_text,
    "Unescaped '\\'": _always(ESCAPES, by=-2),
    "Invalid hex value": _always(ESCAPES, by=-2),
    "Escaped character is not": _always("this escape is not a Unicode character: use another"),
    "Invalid value": _value,
    "Invalid date": _always('this date does not exist: use one in quotes, such as "2027-01-31T00:00:00Z"'),
    "Cannot declare": _table_twice,
    "Cannot mutate immutable": _always("this table or list is complete in its brackets: add the key there"),
    "Cannot redefine namespace": _always("this table has its own [header]: add the key below it"),
    "Cannot overwrite": _key_twice,
    "Duplicate inline table key": _always("this inline table has the key twice: keep one"),
}
"""The explanation for each beginning of a parser's message."""
