"""Refuse a plan that destroys what the user has not named. The reasons are in facts/resources.py."""

import re
from collections.abc import Collection, Iterator

from catalog.run import Run
from deploy.terraform import Change
from facts.resources import DEFINITION, GALLERY, INSTEAD_OF_REPLACING, if_destroyed

LEAVES_STATE = {"delete", "forget"}
"""Actions of a plan; a forgotten resource stays in Azure."""
PROTECTED_TYPES = {GALLERY, DEFINITION}
"""They get prevent_destroy, unless the catalog turns it off."""

KEYED = re.compile(rf"{DEFINITION}\.([\w-]+)", re.ASCII)
"""An address that `formerly` and `[[forget]]` can name: not in a module, without an index."""
FORGET = """add to the catalog

[[forget]]
key    = "{key}"
reason = "kept without Terraform"
"""


def refusals(
    changes: Collection[Change], *, protected: Collection[str], destroy: Collection[str], run: Run
) -> Iterator[str]:
    """Yield a message for each resource that must not be destroyed.

    `protected` has the addresses with prevent_destroy. An entry that was removed from the catalog has lost
    its prevent_destroy, and is refused too. `destroy` has the addresses that the user allows; the printed
    command repeats them.
    """
    created = {
        (change.type, change.after.get("name")): change.address
        for change in changes
        if change.actions == ("create",)
    }
    for change in changes:
        allow = run.make("deploy", DESTROY=" ".join((*destroy, change.address)))
        if LEAVES_STATE.isdisjoint(change.actions):
            continue
        new_address = created.get((change.type, change.before.get("name")))
        replaced = "create" in change.actions
        if replaced and change.address in protected:
            yield _replaced(change, "if it may be lost, set prevent_destroy = false for it")
        elif replaced and change.type in PROTECTED_TYPES:
            continue  # the catalog has prevent_destroy = false
        elif change.address in destroy:
            continue
        elif replaced:
            yield _replaced(change, f"to replace it: {allow}")
        elif new_address:
            yield _renamed(change, new_address, run)
        elif "delete" in change.actions:
            yield _removed(change, allow, run)


def set_formerly(old_key: str, new_key: str) -> str:
    """How to rename an image without losing its definition."""
    return (
        f'set formerly = ["{old_key}"] in [images.{new_key}]; if formerly is already set, append '
        f'"{old_key}" to it'
    )


def _replaced(change: Change, otherwise: str) -> str:
    forced = f" (forces replacement: {', '.join(change.forces)})" if change.forces else ""
    return (
        f"{change.address} would be destroyed and created again{forced}: {if_destroyed(change.type)}; "
        f"{INSTEAD_OF_REPLACING.get(change.type, 'undo the change')}; or, {otherwise}"
    )


def _renamed(change: Change, new_address: str, run: Run) -> str:
    old = KEYED.fullmatch(change.address)
    rename = f"run: {run.terraform_in(change.stack, 'state', 'mv', change.address, new_address)}"
    if old:
        rename = set_formerly(old[1], new_address.removeprefix(f"{DEFINITION}."))
    action = "forgotten" if "forget" in change.actions else "destroyed"
    return (
        f"{change.address} would be {action}: in the catalog it is now {new_address}, and Azure allows only "
        f"one with that name; keep the key, or {rename}"
    )


def _removed(change: Change, allow: str, run: Run) -> str:
    key = KEYED.fullmatch(change.address)
    keep = FORGET.format(key=key[1]) if key else run.terraform_in(change.stack, "state", "rm", change.address)
    return (
        f"{change.address} would be destroyed: it is no longer in the catalog, and "
        f"{if_destroyed(change.type)}; put it back; or, to destroy it: {allow}; or, to keep it in Azure "
        f"without Terraform: {keep}"
    )
