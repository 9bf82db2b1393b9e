"""Read azurerm's schema from the file beside this one, and the effects of changes from facts/.

Both are from azurerm 4.55.0; the schema has the resources that the stacks create. A change without a known
effect is planned as a replacement, the worst case.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tf.gen import tfplugin_pb2 as pb

from facts.change_effects import EFFECTS

HERE = Path(__file__).parent
SCHEMA: dict[str, Any] = json.loads((HERE / "azurerm-4.55.0.schema.json").read_text())

RESOURCES: dict[str, Any] = {name: schema["block"] for name, schema in SCHEMA["resource_schemas"].items()}

FLAGS = ("required", "optional", "computed", "deprecated")
NESTING = {
    "single": pb.Schema.NestedBlock.NestingMode.SINGLE,
    "list": pb.Schema.NestedBlock.NestingMode.LIST,
    "set": pb.Schema.NestedBlock.NestingMode.SET,
}


def message(schema: dict[str, Any]) -> pb.Schema:
    """A schema as a message of the protocol."""
    return pb.Schema(version=schema["version"], block=_block(schema["block"]))


def _block(block: dict[str, Any]) -> pb.Schema.Block:
    return pb.Schema.Block(
        attributes=[
            pb.Schema.Attribute(
                name=name,
                type=json.dumps(attribute["type"]).encode(),
                **{flag: attribute.get(flag, False) for flag in FLAGS},
            )
            for name, attribute in block.get("attributes", {}).items()
        ],
        block_types=[
            pb.Schema.NestedBlock(
                type_name=name,
                block=_block(nested["block"]),
                nesting=NESTING[nested["nesting_mode"]],
                min_items=nested.get("min_items", 0),
                max_items=nested.get("max_items", 0),
            )
            for name, nested in block.get("block_types", {}).items()
        ],
    )


def changes(
    block: dict[str, Any], before: Any, after: Any, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every argument that differs: its path, and "changed" or "removed"."""
    before, after = _only(before), _only(after)
    if path and (not before or not after) and before != after:
        yield path, "changed" if after else "removed"
        return
    for name in block.get("attributes", {}):
        old, new = before.get(name), after.get(name)
        if old != new:
            yield (*path, name), "removed" if new is None else "changed"
    for name, nested in block.get("block_types", {}).items():
        yield from changes(nested["block"], before.get(name), after.get(name), (*path, name))


def effect(resource: str, path: tuple[str, ...], change: str) -> str:
    """Return "update", "replace" or "none", as measured; "replace" if it was not."""
    if path[0] == "timeouts":
        return "none"
    known = EFFECTS[resource].get(".".join(path)) or EFFECTS[resource].get(path[0])
    return str((known or {}).get(change) or (known or {}).get("changed") or "replace")


def _only(value: Any) -> dict[str, Any]:
    """The only item of a nested block, or an empty one."""
    if isinstance(value, list):
        return value[0] if value else {}
    return value or {}
