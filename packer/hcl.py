r"""How values enter HCL: only through these Jinja filters, which escape them.

Rules read from HCL's string literals and tried on HashiCorp's own parser: only the escapes
\n \r \t \" \\ \uXXXX exist, `${` and `%{` start a template, and strings are compared in NFC.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from facts.packer_text import why_packer_changes

ESCAPES = {
    '"': '\\"',
    "\\": "\\\\",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
}
NEEDS_ESCAPE = re.compile(r'["\\\x00-\x1f\x7f]')
# HCL has a meaning of its own for these four, so they are not allowed as unquoted keys.
IDENTIFIER = re.compile(r"(?!(?:for|true|false|null)\Z)[A-Za-z_][A-Za-z0-9_-]*")
WORD = re.compile(r"[A-Za-z0-9_.()-]+")
PLACE = "\1"
PLACE_OF_FILE = re.compile(f"{PLACE}(.*)")
"""Where a template puts in a file as it is, once the rest is aligned."""
NOTHING = "\0"
"""What a filter writes instead of nothing: `formatted` removes the whole line."""
Arguments = Mapping[str, object]
"""Values by the names of arguments; None: not given."""


class HclError(ValueError):
    """A value that HCL or Packer would change."""


class Hcl(str):
    """Text that is HCL already."""

    __slots__ = ()


class Interpolated(str):
    """Our own text, in which HCL may evaluate `${...}`."""

    __slots__ = ()


class Lines(tuple[object, ...]):
    """A list with each item on a line of its own."""

    __slots__ = ()


@dataclass(frozen=True)
class Told:
    """A value that `packer build` can be told instead of the catalog's."""

    expression: Hcl
    catalog: str | None
    """The value for the facts; None: not given."""


@dataclass(frozen=True)
class Local:
    """A local of the template."""

    name: str
    value: Hcl


class Block(dict[str, object]):
    """Arguments of a nested block."""


@dataclass(frozen=True)
class Group:
    """Arguments that belong together: a blank line sets them apart from others."""

    arguments: Arguments
    comment: str | None = None


def hcl(value: object) -> Hcl:
    """`value` as an HCL literal that parses back to it; raise HclError where none exists."""
    match value:
        case Hcl():
            return value
        case Told():
            return value.expression
        case Local():
            return Hcl(f"local.{value.name}")
        case Interpolated():
            return Hcl('"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"')
        case None:
            return Hcl("null")
        case bool():  # before int: True is an int in Python
            return Hcl("true" if value else "false")
        case int():
            return Hcl(str(value))
        case float():
            if not math.isfinite(value):
                raise HclError(f"{value} is not a number that HCL can write")
            return Hcl(repr(value))
        case str():
            return Hcl(f'"{_escape(value)}"')
        case list() | tuple():
            return Hcl(f"[{', '.join(map(hcl, value))}]")
        case Mapping():
            items = ", ".join(f"{_key(name)} = {hcl(one)}" for name, one in value.items())
            return Hcl(f"{{ {items} }}" if items else "{}")
    # Writing the value out lets Jinja's own error through where a template names what is not there.
    raise HclError(f"{value} is a {type(value).__name__}, which has no HCL literal")


def body(groups: Iterable[Group], indent: int = 2) -> Hcl:
    """The arguments and blocks of groups; an argument without a value is left out."""
    return Hcl("\n\n".join(filter(None, (_group(group, indent) for group in groups))) or NOTHING)


def given(groups: Iterable[Group]) -> dict[str, Any]:
    """Return the arguments that have a value, in blocks too."""
    return {name: value for group in groups for name, value in _given(group.arguments).items()}


def _given(arguments: Arguments) -> dict[str, Any]:
    plain = {name: _plain(value) for name, value in arguments.items()}
    return {name: value for name, value in plain.items() if value is not None}


def _plain(value: object) -> object:
    match value:
        case Block():
            return _given(value)
        case Told():
            return value.catalog
        case Local():
            return hcl(value)
        case [Block(), *_]:
            return [_plain(one) for one in value]
    return value


def comment(text: str | None, indent: int = 2) -> Hcl:
    """A comment, line by line."""
    lines = text.split("\n") if text else []
    return Hcl("\n".join(f"{' ' * indent}# {line}" for line in lines) or NOTHING)


def verbatim(path: str) -> Hcl:
    """The place of a file that is put in as it is."""
    return Hcl(f"{PLACE}{path}")


def with_verbatim(text: str, files: Mapping[str, str]) -> str:
    """`text` with each such file in its place: aligning could change what is in it."""

    def put(place: re.Match[str]) -> str:
        path = place[1]
        return f"  # {path}, as it is beside the catalog\n{_inside(files[path])}\n  # end of {path}"

    return PLACE_OF_FILE.sub(put, text)


def _inside(text: str) -> str:
    """Blocks inside another one; with a heredoc in them, blanks could be a part of it."""
    text = text.replace("\r\n", "\n").strip("\n")
    return text if "<<" in text else re.sub("(?m)^(?=.)", "  ", text)


def _group(group: Group, indent: int) -> str:
    lines = [_argument(name, value, indent) for name, value in group.arguments.items() if value is not None]
    return "\n".join([comment(group.comment, indent), *lines] if lines else [])


def _argument(name: str, value: object, indent: int) -> str:
    margin = " " * indent
    match value:
        case Block():
            return f"\n{margin}{name} {{\n{body([Group(value)], indent + 2)}\n{margin}}}"
        case [Block(), *_]:
            return "\n".join(_argument(name, one, indent) for one in value)
        case Lines():
            items = "".join(f"{margin}  {hcl(one)},\n" for one in value)
            return f"{margin}{name} = [\n{items}{margin}]"
    return f"{margin}{_key(name)} = {hcl(value)}"


def word(value: str) -> Hcl:
    """Return `value` for use inside a string of a template; raise HclError if it could end that string."""
    if not WORD.fullmatch(value):
        raise HclError(f"{value!r} cannot stand inside a string of a template")
    return Hcl(value)


def only_hcl(value: object) -> Hcl:
    """Refuse what a template puts out without the filter (Jinja's `finalize`)."""
    if not isinstance(value, Hcl):
        raise HclError(f"a template wrote {value!r} without the hcl filter")
    return value


def _key(text: str) -> str:
    if IDENTIFIER.fullmatch(text):
        return text
    # In ASCII: `packer fmt` aligns by what is seen, and é or an emoji may be several characters.
    return "".join(letter if letter.isascii() else f"\\U{ord(letter):08x}" for letter in hcl(text))


def _escape(text: str) -> str:
    if reason := why_packer_changes(text):
        raise HclError(f"{text!r} {reason}")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise HclError(f"{text!r} contains an unpaired surrogate, which is not a character") from None
    escaped = NEEDS_ESCAPE.sub(lambda found: ESCAPES.get(found[0], f"\\u{ord(found[0]):04x}"), text)
    return escaped.replace("${", "$${").replace("%{", "%%{")
