"""The model -> the JSON Schema with which an editor completes and checks catalog.toml.

Draft 7, which TOML editors support. Rules that compare several keys are not in it.
"""

import ast
import inspect
import json
import sys
from collections.abc import Collection, Iterator
from functools import cache
from itertools import chain, pairwise
from typing import Any

from catalog.defaults import OF_EACH_IMAGE
from catalog.extra_schema import extra_schema
from catalog.model import Catalog
from catalog.rules import RULES
from catalog.setting_forms import FORMS
from catalog.setting_values import SettingValue
from catalog.settings import Setting, settings
from catalog.software import shipped
from catalog.toml_table import TomlTable, tables_in

PATH = "catalog/catalog.schema.json"
Schema = dict[str, Any]

TYPES_OF_VALUES: dict[str, Schema] = {
    "number": {"type": "integer"},
    "text": {"type": "string"},
    "duration": {"type": "string"},
    "list": {"type": "array", "items": {"type": "string"}},
}
"""The same of the values of a setting."""


def content() -> str:
    """Return the file."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def schema() -> Schema:
    """Return the schema of a catalog: the model, with products, settings, arguments and rules."""
    whole = _plain(Catalog.model_json_schema())
    tables: dict[str, Schema] = whole["$defs"]
    for table, descriptions in described().items():
        for name, description in descriptions.items():
            _describe(tables.get(table.__name__, whole)["properties"], name, description)
    whole["required"].remove("software")
    whole["properties"]["images"]["additionalProperties"] = {"$ref": "#/$defs/Image"}
    tables["Image"]["required"].remove("build")
    del tables["Definition"]
    tables["Defaults"]["properties"]["images"] |= _optional(tables["Image"], without=OF_EACH_IMAGE)
    for system in ("windows", "linux"):
        tables["BuildDefaults"]["properties"][system] |= _optional(tables["Build"])
    build = tables["Build"]["properties"]
    names = sorted({name for products in shipped().values() for name in products})
    build["software"]["items"] = {"anyOf": [{"enum": names}, {"type": "string"}]}
    build["settings"] |= {"properties": _settings()}  # and the catalog's own
    build["extra"] |= {"properties": extra_schema(), "additionalProperties": False}
    for system, products in shipped().items():
        _change_shipped(tables, system, list(products))
    warnings = [rule for rule in RULES.values() if rule.severity == "warning"]
    tables["Accept"]["properties"]["rule"] |= {
        "enum": [rule.id for rule in warnings],
        "x-taplo": {"docs": {"enumValues": [rule.title for rule in warnings]}},
    }
    return {"$schema": "http://json-schema.org/draft-07/schema#", "title": "goldshelf", **whole}


def described() -> dict[type[TomlTable], dict[str, str]]:
    """Return what is said of each key of each table."""
    return {table: _descriptions(table) for table in dict.fromkeys(_tables(Catalog))}


def _optional(table: Schema, *, without: Collection[str] = ()) -> Schema:
    """Return the keys of a table, of which none is required."""
    known = table["properties"].items()
    return {
        "properties": {name: value for name, value in known if name not in without},
        "additionalProperties": False,
    }


def _plain(node: Any) -> Any:
    """Return pydantic's schema without titles, and without null, which TOML does not have."""
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "anyOf" in node and {"type": "null"} in node["anyOf"]:
        (other,) = (one for one in node["anyOf"] if one != {"type": "null"})
        rest = {key: value for key, value in node.items() if key not in {"anyOf", "default", "title"}}
        return _plain({**other, **rest})
    if "$ref" in node and len(node) > 1:  # draft 7 ignores anything beside a $ref
        return _plain({"allOf": [{"$ref": node["$ref"]}], **{k: v for k, v in node.items() if k != "$ref"}})
    if "patternProperties" in node:  # pydantic would accept a key that does not match
        ((pattern, value),) = node["patternProperties"].items()
        rest = {key: value for key, value in node.items() if key != "patternProperties"}
        names = {**node.get("propertyNames", {}), "pattern": pattern}
        return _plain({**rest, "propertyNames": names, "additionalProperties": value})
    return {
        key: {name: _plain(value) for name, value in node[key].items()}
        if key in {"properties", "$defs"}
        else _plain(node[key])
        for key in node
        if key not in {"title", "discriminator"}
        and not (key == "default" and isinstance(node[key], dict | list))
    }


def _describe(properties: Schema, name: str, description: str) -> None:
    one = properties[name]
    if "$ref" in one:
        one = properties[name] = {"allOf": [one]}
    limit = one.get("description", "")
    one["description"] = f"{description} {limit[:1].upper()}{limit[1:]}{limit and '.'}".strip()


def _tables(model: type[TomlTable]) -> Iterator[type[TomlTable]]:
    """Yield the model, and every table in it."""
    yield model
    for field in model.model_fields.values():
        for table in tables_in(field.annotation):
            yield from _tables(table)


@cache
def _classes(module: str) -> dict[str, ast.ClassDef]:
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}


def _descriptions(table: type[TomlTable]) -> dict[str, str]:
    """Return the string below each field, from the source: no other command needs to load it."""
    bases = [
        base for base in reversed(table.__mro__) if issubclass(base, TomlTable) and base is not TomlTable
    ]
    found: dict[str, str] = {}
    for field, below in chain.from_iterable(pairwise(_body(base)) for base in bases):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
        ):
            found[field.target.id] = inspect.cleandoc(str(below.value.value))
    return found


def _body(table: type[TomlTable]) -> list[ast.stmt]:
    return _classes(table.__module__)[table.__name__].body


def _settings() -> Schema:
    return {
        name: {
            **_switch(one),
            **({"default": one.default} if isinstance(one.default, bool) else {}),
            "description": f"{one.summary} Default: {_default(one)}.",
        }
        for name, one in settings().items()
    }


def _switch(one: Setting) -> Schema:
    """Return true and false, and the table of the values that a setting takes."""
    if not one.values:
        return {"type": "boolean"}
    values = {name: _value(value) for name, value in one.values.items()}
    table = {"type": "object", "properties": values, "additionalProperties": False}
    return {"anyOf": [{"const": False} if one.needs_values else {"type": "boolean"}, table]}


def _value(one: SettingValue) -> Schema:
    enum: Schema = {"enum": one.one_of} if one.one_of else {}
    least_and_most = dict(zip(("minimum", "maximum"), one.range or (), strict=False))
    default: Schema = {} if one.default is None else {"default": one.default}
    kind = TYPES_OF_VALUES[one.takes]
    if one.form:
        text = {"type": "string", "pattern": f"^(?:{FORMS[one.form].pattern})$"}
        kind = {**kind, "items": text} if one.takes == "list" else text
    return {**kind, **enum, **least_and_most, **default, "description": one.about}


def _default(one: Setting) -> str:
    for_session_hosts = "true if the image's purpose is session_host, else false"
    return str(one.default).lower() if isinstance(one.default, bool) else for_session_hosts


def _change_shipped(tables: dict[str, Schema], system: str, products: list[str]) -> None:
    """Require nothing of a shipped product: the catalog sets only what it changes."""
    whole = f"{system.capitalize()}Product"
    change = f"Shipped{whole}"
    tables[change] = {key: value for key, value in tables[whole].items() if key != "required"}
    tables["Software"]["properties"][system]["properties"] = {
        name: {"$ref": f"#/$defs/{change}"} for name in products
    }
