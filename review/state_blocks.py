"""Read `moved` and `removed` blocks, which change only Terraform's state.

Source: Terraform 1.11.4.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from files.folders import Files

Stack = dict[str, Any]

MOVED: Final = "moved in Terraform's state"
STAYS: Final = "removed from the state, stays in Azure"


def is_sound(stack: Stack) -> bool:
    """Whether the blocks are as `make synth` writes them: no chain divides, and nothing is destroyed."""
    moved, removed = (stack.get(name, []) for name in ("moved", "removed"))
    if not all(isinstance(blocks, list) and all(map(_is_block, blocks)) for blocks in (moved, removed)):
        return False
    ends = [[one.get(end) for one in moved] for end in ("from", "to")]
    keep = all(one.get("lifecycle") == {"destroy": False} for one in removed)
    return keep and None not in ends[1] and all(len(set(end)) == len(end) for end in ends)


def _is_block(block: Any) -> bool:
    return (
        isinstance(block, dict)
        and isinstance(block.get("from"), str)
        and isinstance(block.get("to"), str | None)
    )


def by_address(stack: Stack) -> dict[str, dict[str, str]]:
    """The blocks by their `from` address, with what happens to it; a block type without blocks is left
    out.
    """
    moved = {one["from"]: one["to"] for one in stack.get("moved", [])}
    removed = {one["from"]: STAYS for one in stack.get("removed", [])}
    return {name: blocks for name, blocks in (("moved", moved), ("removed", removed)) if blocks}


def former(old: Stack, new: Stack) -> dict[str, str]:
    """The old address of each moved resource, by its new one: the last of its chain."""
    before, after = addresses(old), addresses(new)
    removed, added = before - after, after - before
    back = {one["to"]: one["from"] for one in new.get("moved", [])}
    found = {}
    for address in added:
        was, seen = back.get(address, ""), {address, ""}
        while was not in removed and was not in seen:
            seen.add(was)
            was = back.get(was, "")
        if was in removed:
            found[address] = was
    return found


def addresses(stack: Stack) -> set[str]:
    """The addresses of all resources."""
    return {f"{kind}.{name}" for kind, named in stack.get("resource", {}).items() for name in named}


def moved(stack: Stack, now: Mapping[str, str]) -> Stack:
    """The stack, with each resource under the address that it has `now`."""
    kinds = {
        kind: {now.get(f"{kind}.{name}", f".{name}").partition(".")[2]: one for name, one in named.items()}
        for kind, named in stack.get("resource", {}).items()
    }
    return {**stack, "resource": kinds}


def rekeyed(files: Files, *, old: str, new: str) -> Files:
    """A Packer folder with another key, replaced only where a template or the facts have the key."""
    place = re.compile(
        r"""(azure-arm\.|^source "azure-arm" "|manifest_folder(?:\)?\}/|, )|^ *"?image"? *[=:] "|"""
        r"""^ +"?managed_image_name"?(?: += |: )"|--name \\")"""
        rf"""{re.escape(old)}(?=["-]|\.(?:manifest|software)\.json\b|\.[a-z0-9-]+\.xml\b)""",
        re.MULTILINE,
    )
    return {name: place.sub(lambda found: found[1] + new, text) for name, text in files.items()}
