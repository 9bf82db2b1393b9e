"""What azure-arm would refuse in a rendered source, by the schema of the plugin."""

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
    """Yield the arguments in `body` that are unknown to the schema, or have another type."""
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
