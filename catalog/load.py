"""catalog.toml -> Catalog. Every problem at once, each with its file, line and what to do."""

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from catalog import rules
from catalog.model import Catalog
from catalog.near import did_you_mean
from catalog.problem import Location, Problem
from catalog.software import with_shipped

SECRETS = {
    "access_key": "ARM_ACCESS_KEY",
    "sas_token": "ARM_SAS_TOKEN",
    "client_secret": "ARM_CLIENT_SECRET",
    "client_certificate_password": "ARM_CLIENT_CERTIFICATE_PASSWORD",
    "oidc_token": "ARM_OIDC_TOKEN",
    "oidc_request_token": "ARM_OIDC_REQUEST_TOKEN",
}
"""Backend arguments that never stand in a file, and the variable that Terraform reads instead."""

KINDS = {
    "string_type": "text in quotes",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "list_type": "a list",
}
"""pydantic's error type -> what is expected, in TOML's words."""


class CatalogError(Exception):
    """The catalog is wrong. Its text is one line a problem, ready to be shown."""


def load(path: Path) -> Catalog:
    """Read and check the catalog; raise CatalogError with all that is wrong."""
    text = _read(path)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        raise CatalogError(f"{path}:{line}: not TOML: {error}") from None
    data["software"] = with_shipped(data.get("software", {}))
    try:
        catalog = Catalog.model_validate(data)
    except ValidationError as error:
        details = error.errors(include_url=False)
        problems = [_problem(detail) for detail in details] + _rules_on_the_rest(data, details)
    else:
        problems = rules.check(catalog)
        if not problems:
            return catalog
    raise CatalogError("\n".join(_located(path, text, problems)))


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")  # an editor may have put a byte order mark
    except OSError as error:
        hint = "copy catalog.toml from the project, or set CATALOG to your file"
        raise CatalogError(f"{path}: {error.strerror}; {hint}") from None
    except UnicodeDecodeError as error:
        raise CatalogError(f"{path}: not UTF-8 text (byte {error.start}); save it as UTF-8") from None


def _rules_on_the_rest(data: dict[str, Any], details: list[ErrorDetails]) -> list[Problem]:
    """Hold the rules against the images that are sound, so that one run tells all."""
    broken = {detail["loc"][1] for detail in details if detail["loc"][0] == "images" and detail["loc"][1:]}
    try:
        sound = {key: image for key, image in data["images"].items() if key not in broken}
        return rules.check(Catalog.model_validate({**data, "images": sound}))
    except (ValidationError, KeyError, AttributeError):
        return []  # the gallery or the whole table is broken: said already


def _located(path: Path, text: str, problems: list[Problem]) -> Iterator[str]:
    from catalog.lines import key_lines, line_of  # a parser that only an error needs

    lines = key_lines(text)
    for problem in sorted(problems, key=lambda problem: line_of(problem.where, lines)):
        yield f"{path}:{line_of(problem.where, lines)}: {_dotted(problem.where)}: {problem.message}"


def _dotted(where: Location) -> str:
    parts = (f"[{part}]" if isinstance(part, int) else f".{_quoted(part)}" for part in where)
    return "".join(parts).removeprefix(".")


def _quoted(key: str) -> str:
    """A key as TOML has it: bare, or in quotes where it holds other characters."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key)


def _problem(detail: ErrorDetails) -> Problem:
    where = detail["loc"]
    if where[-1] == "[key]":
        where = where[:-1]
    # pydantic puts in between which kind of a table it took a value for: a backend's type, or a source's tag.
    if where[0] == "backend" and len(where) > 1:
        where = (where[0], *where[2:])
    if where[:1] == ("images",) and where[2:4] == ("build", "source"):
        where = (*where[:4], *where[5:])
    return Problem(where=where, message=_message(detail, where))


def _message(detail: ErrorDetails, where: Location) -> str:
    kind, value = detail["type"], detail["input"]
    got = f", got {_shown(value)}"
    if kind == "missing":
        return "is missing; add it"
    if kind == "extra_forbidden":
        return _unknown_key(str(where[-1]), detail["loc"])
    if kind == "too_short":
        return "is empty; write at least one"
    if kind in KINDS:
        return f"must be {KINDS[kind]}{got}"
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return "set type to 'local' or 'azurerm'" if where == ("backend",) else f"must be a table{got}"
    if kind == "literal_error":
        return f"use {detail['ctx']['expected']}{got}"
    if kind == "rule":
        return f"{detail['msg']}{got}"
    # pydantic's own words for lengths and ranges are clear: "Input should be less than or equal to 80"
    return re.sub(r"^\w+ should", "must", detail["msg"]) + ("" if isinstance(value, dict | list) else got)


def _shown(value: Any) -> str:
    """A value in TOML's words."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, date | time) else repr(value)


def _unknown_key(key: str, where: Location) -> str:
    # The value is not shown: it may be the secret that the message is about.
    if where[0] == "backend" and key in SECRETS:
        return f"is a secret and never stands in a file; set {SECRETS[key]} in the environment"
    known = _known_keys(where)
    listed = f"known here: {', '.join(known)}"
    return f"unknown key; {did_you_mean(key, known, otherwise=listed)}"


def _known_keys(where: Location) -> list[str]:
    """The keys that may stand where the unknown one does."""
    tables: list[type[BaseModel]] = [Catalog]
    skip = False
    for part in where[:-1]:
        tagged = [table for table in tables if part in _tags(table)]
        if tagged:
            tables = tagged
        elif skip or isinstance(part, int):
            skip = False  # the key of an image, or the place in a list
        else:
            annotation = next(
                table.model_fields[part].annotation for table in tables if part in table.model_fields
            )
            tables, skip = list(_tables(annotation)), get_origin(annotation) is dict
    return [name for table in tables for name in table.model_fields]


def _tables(annotation: Any) -> Iterator[type[BaseModel]]:
    """The tables in an annotation such as `Timeouts | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _tables(argument)


def _tags(table: type[BaseModel]) -> tuple[Any, ...]:
    """What chooses this table in a union: a backend's `type`, or the tag of a source."""
    field = table.model_fields.get("type")
    return get_args(field.annotation) if field else (getattr(table, "tag", None),)
