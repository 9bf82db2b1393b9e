"""What of a rendered source azure-arm would not take, by the schema of the plugin."""

import re
from collections.abc import Iterator
from typing import Any

KINDS: dict[str, Any] = {
    "string": str,
    "bool": bool,
    "number": (int, float),
    "list(string)": list,
    "map(string)": dict,
}


def misfits(body: dict[str, Any], schema: dict[str, Any]) -> Iterator[str]:
    """What in `body` the schema does not know, or knows as another kind."""
    for name, value in body.items():
        if name in schema["blocks"]:
            for item in value if isinstance(value, list) else [value]:
                yield from misfits(item, schema["blocks"][name])
        elif name not in schema["arguments"]:
            yield f"{name}: unknown"
        elif not re.match(r"var\.|merge\(", str(value)):
            kind = schema["arguments"][name].replace("list(number)", "list(string)")
            if not isinstance(value, KINDS[kind]) or (kind == "number" and isinstance(value, bool)):
                yield f"{name}: not a {kind}"
