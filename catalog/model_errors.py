"""pydantic's errors -> Problems, in the words of a catalog."""

import re
from collections.abc import Sequence
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from catalog.build import Build
from catalog.image import Definition, Image
from catalog.limit import VALUE
from catalog.model import Catalog
from catalog.problem import Location, Problem
from catalog.source_errors import NAMES_OF_KINDS, is_of_a_kind, is_source, of_no_kind, other_kind
from catalog.toml_table import tables_in
from catalog.unknown_key import FEW, unknown_key
from files.quote import look_alike, quoted

ANY_LETTER = "GS010"
"""The rule of fields that may contain more than ASCII."""

TYPES = {
    "string_type": "text in quotes",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "list_type": "a list",
}
"""pydantic's error type -> the expected type, in TOML's words."""

NEEDED = [name for name, field in Build.model_fields.items() if field.is_required()]
NOTHING = (
    f"has none of the keys that a build needs: add {', '.join(NEEDED)}; or remove the "
    "table, if others fill the definition"
)
"""Said once of a build, instead of each of its keys."""
BACKENDS = (
    "set type to 'local' or 'azurerm': the state can be in files, or in a storage account of Azure; "
    "goldshelf supports no other backend"
)
OF_ONE_KIND = f", with the keys of one kind of source: {NAMES_OF_KINDS}"
SUCH_AS = {
    "proof": ', such as proof = { command = "agent --version" }',
    "source": OF_ONE_KIND,
}
"""What a missing key may look like, where its name does not show it."""


def problems(details: Sequence[ErrorDetails]) -> list[Problem]:
    """Return errors of pydantic as problems that a rule would report.

    A key that is missing because it was misspelt, or is in another table, is reported as unknown only.
    """
    places = [_where(detail) for detail in details]
    meant = {
        where: unknown_key(where, _known_keys(detail["loc"]))
        for where, detail in zip(places, details, strict=True)
        if detail["type"] == "extra_forbidden"
    }
    defaults = {where[-1] for where in meant if where[0] == "defaults"}
    written = {place[:length] for _, place in meant.values() if place for length in range(len(place) + 1)}
    missing = {where for where, detail in zip(places, details, strict=True) if detail["type"] == "missing"}
    missing -= {where for where in missing if where in written or where[-1] in defaults}
    mixed = {
        where[:-1] for where, one in meant.items() if other_kind(where) or is_of_a_kind(where, one.message)
    }
    missing -= {where for where in missing if where[:-1] in mixed}
    no_kind = {
        where: detail["input"]
        for where, detail in zip(places, details, strict=True)
        if is_source(where) and detail["type"] == "union_tag_not_found" and isinstance(detail["input"], dict)
    }
    empty = {where[:-1] for where in missing if {(*where[:-1], name) for name in NEEDED} <= missing}
    return [
        *(Problem(where=where, message=NOTHING, rule="GS003") for where in sorted(empty)),
        *(problem for where, value in no_kind.items() for problem in of_no_kind(where, value)),
    ] + [
        Problem(
            where=where,
            message=meant[where].message if where in meant else _message(detail, where),
            rule=_rule(detail),
        )
        for where, detail in zip(places, details, strict=True)
        if where not in no_kind
        and (detail["type"] != "missing" or (where in missing and where[:-1] not in empty))
    ]


def _where(detail: ErrorDetails) -> Location:
    where = detail["loc"]
    if len(where) > 1 and where[-1] == "[key]" and detail["input"] == where[-2]:  # pydantic's word for a key
        where = where[:-1]
    # pydantic inserts the kind of table that it chose: the type of a backend, or the tag of a source.
    if where[0] == "backend" and len(where) > 1:
        where = (where[0], *where[2:])
    if where[:1] == ("images",) and where[2:3] in {(Definition.tag,), (Image.tag,)}:
        where = (*where[:2], *where[3:])
    if where[:1] == ("images",) and where[2:4] == ("build", "source"):
        where = (*where[:4], *where[5:])
    if where[:1] == ("images",) and where[2:4] == ("build", "steps"):
        where = (*where[:5], *where[6:])
    return where


def _rule(detail: ErrorDetails) -> str:
    if detail["type"] == "rule":
        return str(detail["ctx"]["id"])
    return {"missing": "GS003", "extra_forbidden": "GS002"}.get(detail["type"], VALUE)


def _message(detail: ErrorDetails, where: Location) -> str:
    error, value = detail["type"], detail["input"]
    odd = "" if _rule(detail) == ANY_LETTER else look_alike(value)
    got = f", got {quoted(value)}{odd}"
    if error == "missing":
        return f"is missing: add it{SUCH_AS.get(str(where[-1]), '')}"
    if error == "too_short":
        return "must not be empty: add at least one"
    if error == "too_long":
        count = detail["ctx"]["actual_length"]  # None: counting has stopped there
        return f"must not be more than {detail['ctx']['max_length']}{f', got {count}' if count else ''}"
    if error in TYPES or error == "literal_error":
        # An unknown name may be a misplaced key of another table, so its text may be a secret.
        theirs = isinstance(where[-1], str) and where[-1] not in _known_keys(detail["loc"])
        what = f"must be {_type(detail)}" if error in TYPES else f"use {detail['ctx']['expected']}"
        return f"{what}{', got a string' if theirs and isinstance(value, str) else got}"
    if error in ("union_tag_invalid", "union_tag_not_found"):
        # The key of an image may be a misplaced one of another table, so its text may be a secret.
        theirs = where[:-1] == ("images",) and isinstance(value, str)
        table = f"must be a table{', got a string' if theirs else got}"
        return BACKENDS if where == ("backend",) else f"{table}{OF_ONE_KIND if is_source(where) else ''}"
    if error == "rule":
        return str(detail["msg"]) + ("" if isinstance(value, dict) else got)
    # pydantic's own words for lengths and ranges are clear: "Input should be less than or equal to 80"
    return re.sub(r"^\w+ should", "must", detail["msg"]) + ("" if isinstance(value, dict | list) else got)


def _type(detail: ErrorDetails) -> str:
    """Return the type that a value must have, with the keys of a small table."""
    type_ = TYPES[detail["type"]]
    keys = _known_keys((*detail["loc"], "")) if detail["type"].startswith("model_") else []
    return f"{type_} ({', '.join(keys)})" if 0 < len(set(keys)) == len(keys) <= FEW else type_


def _known_keys(where: Location) -> list[str]:
    """Return the keys that are valid in place of the unknown one."""
    tables: list[type[BaseModel]] = [Catalog]
    skip = False
    for part in where[:-1]:
        tagged = [table for table in tables if part in _tags(table)]
        if Definition in tagged:
            tables = [Image]  # `build` may be what was misspelt
        elif tagged:
            tables = tagged
        elif skip or isinstance(part, int):
            skip = False  # the key of an image, or the place in a list
        else:
            annotation = next(
                table.model_fields[part].annotation for table in tables if part in table.model_fields
            )
            tables, skip = list(tables_in(annotation)), get_origin(annotation) is dict
    return [name for table in tables for name in table.model_fields]


def _tags(table: type[BaseModel]) -> tuple[Any, ...]:
    """Return what selects this table in a union: the `type` of a backend, or the tag of a source."""
    field = table.model_fields.get("type")
    return get_args(field.annotation) if field else (getattr(table, "tag", None),)
