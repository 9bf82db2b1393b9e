"""Every argument of what goldshelf writes, in words: docs/arguments.md."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal, get_args, get_origin

from annotated_types import Ge, Le
from pydantic import WithJsonSchema
from pydantic.fields import FieldInfo

from catalog.arguments import Argument, Of, arguments_of
from catalog.extra import takes
from catalog.extra_values import VALUES
from catalog.image import Image
from catalog.limit import Limit
from catalog.model import Catalog
from catalog.toml_table import TomlTable, tables_in

TITLES: Mapping[Of, str] = {
    "azure_arm": "Packer: azure-arm 2.6.3",
    "azurerm_shared_image": "Terraform: azurerm_shared_image of azurerm 4.55.0",
    "azurerm_shared_image_gallery": "Terraform: azurerm_shared_image_gallery of azurerm 4.55.0",
    "azurerm_resource_group": "Terraform: azurerm_resource_group of azurerm 4.55.0",
    "backend_azurerm": "The backend azurerm of Terraform up to 1.15.9 and OpenTofu up to 1.12.6",
}
NAMES = {str: "text", bool: "true or false", int: "a whole number", float: "a number"}
HEAD = """<!-- `make generate` writes this page from catalog/arguments/ and the models of the catalog. -->
# Arguments

Every argument of what goldshelf writes: where a catalog sets it, what is checked of it, or why it is not
offered. A key without `gallery`, `resource_group`, `cloud` or `backend` before it is one of
`[images.<key>]`; `extra` is `[images.<key>.build.extra]`. Rules are explained in
[rules.md](rules.md). To find a key: `python -m catalog explain vm_size`.
"""


def content() -> str:
    """Return the page."""
    return "\n".join([HEAD, *("\n".join(_table(what)) + "\n" for what in TITLES)])


def _table(what: Of) -> Iterator[str]:
    yield f"## {TITLES[what]}\n\n| argument | in the catalog | checked | |\n|---|---|---|---|"
    for name, argument in arguments_of(what).items():
        yield f"| `{name}` | {_where(argument)} | {_checked(name, argument)} | {_why(argument)} |"


def _where(argument: Argument) -> str:
    if argument.refused:
        return "not offered"
    return f"`{argument.key}`" if argument.key else "`extra`"


def _checked(name: str, argument: Argument) -> str:
    """Return the form of its value, and the rules about it."""
    rules = [f"[{id_}](rules.md#{id_.lower()})" for id_ in argument.rules.split()]
    form = ""
    if argument.key:
        form = "; ".join(dict.fromkeys(_forms(_annotation(argument.key))))
    elif argument.in_extra:
        form = VALUES[name].message if name in VALUES else takes(name)[0]
    return ". ".join(filter(None, [form[:1].upper() + form[1:], ", ".join(rules)])).replace("<", "&lt;")


def _why(argument: Argument) -> str:
    kind = "harmless: " if argument.harmless else "does nothing: " if argument.unused else ""
    text = f"{kind}{argument.said}".replace("<", "&lt;")
    return text[:1].upper() + text[1:]


def _annotation(key: str) -> Any:
    """Return the type of a key, with its limits."""
    first, *_ = parts = key.split(".")
    tables: list[type[TomlTable]] = [Catalog if first in Catalog.model_fields else Image]
    found: Any = None
    for part in parts:
        fields = [one.model_fields[part] for one in tables if part in one.model_fields]
        if not fields:
            raise ValueError(f"{key}: no such key")
        found = Annotated[fields[0].annotation, *fields[0].metadata, None]
        tables = list(tables_in(found))
    return found


def _forms(annotation: Any) -> Iterator[str]:
    """Yield what a value must be, in words."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from tuple(_limits(arguments[1:])) or _forms(arguments[0])
    elif origin is Literal:
        yield " or ".join(f"`{one}`" for one in arguments)
    elif origin is list:
        yield f"a list, each: {'; '.join(dict.fromkeys(_forms(arguments[0])))}"
    elif (isinstance(annotation, type) and issubclass(annotation, TomlTable)) or origin is dict:
        yield "a table"
    elif annotation in NAMES:
        yield NAMES[annotation]
    else:
        for one in arguments:
            if one is not type(None):
                yield from _forms(one)


def _limits(metadata: Iterable[Any]) -> Iterator[str]:
    given = [inner for one in metadata for inner in (one.metadata if isinstance(one, FieldInfo) else [one])]
    yield from (one.message for one in given if isinstance(one, Limit))
    schemas = (one.json_schema for one in given if isinstance(one, WithJsonSchema))
    yield from (schema["description"] for schema in schemas if schema and "description" in schema)
    least = next((one.ge for one in given if isinstance(one, Ge)), None)
    most = next((one.le for one in given if isinstance(one, Le)), None)
    if least is not None and most is not None:
        yield f"from {least} to {most}"
