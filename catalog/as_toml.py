"""A value of the catalog as a person would write it."""

import json
import re
from typing import Any

from pydantic import BaseModel


def toml(value: Any) -> str:
    """Return a value as TOML, on one line. None stands for the false of a key that is a table or false."""
    if value is None:
        return "false"
    if isinstance(value, BaseModel):
        given = value.model_fields_set
        return toml({key: getattr(value, key) for key in type(value).model_fields if key in given})
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, dict):
        inside = ", ".join(f"{_key(name)} = {toml(one)}" for name, one in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, str) and "\\" in value and "'" not in value and value.isprintable():
        return f"'{value}'"  # as people write paths of Windows
    return json.dumps(value, ensure_ascii=False)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)
