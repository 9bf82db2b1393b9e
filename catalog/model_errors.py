"""What the model refuses, in the words of a catalog: pydantic's errors -> Problems."""

import re
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from catalog.limit import VALUE
from catalog.model import Catalog
from catalog.problem import Location, Problem
from catalog.toml_table import tables_in
from files.quote import look_alike, quoted
from files.suggest import did_you_mean

SECRETS = {
    "access_key": "ARM_ACCESS_KEY",
    "sas_token": "ARM_SAS_TOKEN",
    "client_secret": "ARM_CLIENT_SECRET",
    "client_certificate_password": "ARM_CLIENT_CERTIFICATE_PASSWORD",
    "oidc_token": "ARM_OIDC_TOKEN",
    "oidc_request_token": "ARM_OIDC_REQUEST_TOKEN",
}
"""Backend arguments that never stand in a file, and the variable that Terraform reads instead."""

CLOUD = ("environment", "metadata_host")
"""Backend arguments that the catalog says once, for the provider and Packer too."""

ANY_LETTER = "GS010"
"""The rule of fields that take more than ASCII."""

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


def problem(detail: ErrorDetails) -> Problem:
    """What pydantic found, as a rule would tell it."""
    where = detail["loc"]
    if len(where) > 1 and where[-1] == "[key]" and detail["input"] == where[-2]:  # pydantic's word for a key
        where = where[:-1]
    # pydantic puts in between which kind of a table it took a value for: a backend's type, or a source's tag.
    if where[0] == "backend" and len(where) > 1:
        where = (where[0], *where[2:])
    if where[:1] == ("images",) and where[2:4] == ("build", "source"):
        where = (*where[:4], *where[5:])
    return Problem(where=where, message=_message(detail, where), rule=_rule(detail))


def _rule(detail: ErrorDetails) -> str:
    if detail["type"] == "rule":
        return str(detail["ctx"]["id"])
    return {"missing": "GS003", "extra_forbidden": "GS002"}.get(detail["type"], VALUE)


def _message(detail: ErrorDetails, where: Location) -> str:
    kind, value = detail["type"], detail["input"]
    odd = "" if _rule(detail) == ANY_LETTER else look_alike(value)
    got = f", got {quoted(value)}{odd}"
    if kind == "missing":
        return "is missing; add it"
    if kind == "extra_forbidden":
        return _unknown_key(str(where[-1]), detail["loc"])
    if kind == "too_short":
        return "is empty; write at least one"
    if kind == "too_long":
        return f"are {detail['ctx']['actual_length']}; at most {detail['ctx']['max_length']} are allowed"
    if kind in KINDS:
        # A name of the user's own may be a slip for another table's key: then the text may be a secret.
        theirs = isinstance(where[-1], str) and where[-1] not in _known_keys(detail["loc"])
        return f"must be {KINDS[kind]}{', got a text' if theirs and isinstance(value, str) else got}"
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return "set type to 'local' or 'azurerm'" if where == ("backend",) else f"must be a table{got}"
    if kind == "literal_error":
        return f"use {detail['ctx']['expected']}{got}"
    if kind == "rule":
        return f"{detail['msg']}{got}"
    # pydantic's own words for lengths and ranges are clear: "Input should be less than or equal to 80"
    return re.sub(r"^\w+ should", "must", detail["msg"]) + ("" if isinstance(value, dict | list) else got)


def _unknown_key(key: str, where: Location) -> str:
    # The value is not shown: it may be the secret that the message is about.
    if where[0] == "backend" and key in SECRETS:
        return f"is a secret and never stands in a file; set {SECRETS[key]} in the environment"
    if where[0] == "backend" and key in CLOUD:
        return f"reaches Terraform's state alone; write {key} in [cloud], for the gallery and Packer too"
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
            tables, skip = list(tables_in(annotation)), get_origin(annotation) is dict
    return [name for table in tables for name in table.model_fields]


def _tags(table: type[BaseModel]) -> tuple[Any, ...]:
    """What chooses this table in a union: a backend's `type`, or the tag of a source."""
    field = table.model_fields.get("type")
    return get_args(field.annotation) if field else (getattr(table, "tag", None),)
