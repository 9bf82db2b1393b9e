"""The arguments that `extra` may set, for an editor."""

from typing import Any

from catalog.arguments import arguments_of
from catalog.extra_values import VALUES
from facts.azure_arm import arguments

Schema = dict[str, Any]

TYPES: dict[str, Schema] = {
    "string": {"type": "string"},
    "bool": {"type": "boolean"},
    "number": {"type": "number"},
    "list(string)": {"type": "array", "items": {"type": "string"}},
    "list(number)": {"type": "array", "items": {"type": "number"}},
    "map(string)": {"type": "object", "additionalProperties": {"type": "string"}},
}
"""A type of azure-arm's arguments, for an editor."""


def extra_schema() -> Schema:
    """Return each argument, with what it is and its known values."""
    return {
        name: {
            **TYPES[arguments()[name]],
            **(VALUES[name].schema if name in VALUES else {}),
            "description": f"Does nothing: {one.unused}."
            if one.unused
            else f"{one.said[:1].upper()}{one.said[1:]}.",
        }
        for name, one in arguments_of("azure_arm").items()
        if one.in_extra
    }
