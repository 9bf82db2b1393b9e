"""Compare two revisions of a stack's JSON: which resources differ, and what Terraform would do."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from catalog.run import synth_command
from facts.change_effects import Effect, effect
from facts.regions import region_id
from files.errors import GoldshelfError
from files.limits import LimitError, from_json
from files.quote import SECRET_NAME
from review import state_blocks
from review.change import Action, Argument, Resource
from review.json_differences import as_json
from review.state_blocks import Stack

Values = dict[str, Any]
"""The arguments of a resource by their path, such as `identifier.sku`."""

ACTIONS: dict[Effect, Action] = {
    Effect.NONE: "unchanged in Azure",
    Effect.UPDATE: "updated",
    Effect.UNKNOWN: "unknown",
    Effect.REPLACE: "replaced",
}

MOVES_STATE = "moves the state"
LOOK = "effect unknown: check the plan"
STATE = "none in Azure: only Terraform's state"
WHERE_THE_STATE_IS = {
    *("container_name", "endpoint", "environment", "key", "local", "azurerm", "metadata_host", "path"),
    *("resource_group_name", "storage_account_name", "subscription_id", "workspace_dir"),
}
"""Arguments of a backend that decide where the state is; the others are about access."""


def read(name: str, text: str) -> Stack:
    """A stack's JSON."""
    try:
        stack = from_json(text)
    except LimitError as error:
        why = str(error)
    except ValueError as error:
        why = f"not valid JSON: {error}"
    else:
        if _is_stack(stack):
            return dict(stack)
        why = "not a stack's JSON"
    raise GoldshelfError(f"{name}: {why}; run {synth_command()} and commit it")


def _is_stack(value: Any) -> bool:
    kinds = value.get("resource", {}) if isinstance(value, dict) else None
    if not isinstance(kinds, dict) or not all(isinstance(named, dict) for named in kinds.values()):
        return False
    resources = (one for named in kinds.values() for one in named.values())
    return all(isinstance(one, dict) for one in resources) and state_blocks.is_sound(value)


def resources(stack: Stack) -> dict[str, Values]:
    """The arguments of each resource, by its address."""
    return {
        f"{kind}.{name}": dict(_flat(one))
        for kind, named in stack.get("resource", {}).items()
        for name, one in named.items()
    }


def _flat(value: Values, above: str = "") -> Iterator[tuple[str, Any]]:
    """Each argument with its path; a block, or a list with one block, counts as its arguments."""
    for name, item in value.items():
        inner = item[0] if isinstance(item, list) and len(item) == 1 and isinstance(item[0], dict) else item
        if isinstance(inner, dict) and inner:
            yield from _flat(inner, f"{above}{name}.")
        else:
            yield f"{above}{name}", inner


def azurerm_version(stack: Stack) -> str | None:
    """The version of azurerm that the stack requires."""
    version = dict(_flat(stack)).get("terraform.required_providers.azurerm.version")
    return version if isinstance(version, str) else None


def compare(stack: str, old: Stack, new: Stack, *, former: Mapping[str, str]) -> list[Resource]:
    """The resources that differ, ordered by address; `former` has the earlier addresses."""
    before, after = resources(old), resources(new)
    versions = {azurerm_version(one) for one in (old, new) if one}
    azurerm = versions.pop() if len(versions) == 1 else None
    forgotten = state_blocks.by_address(new).get("removed", {})
    found = (
        _resource(stack, address, before.get(address), after.get(address), azurerm)
        for address in sorted({*before, *after})
        if before.get(address) != after.get(address) or address in former
    )
    return [
        replace(one, action=state_blocks.STAYS)
        if one.action == "destroyed" and one.address in forgotten
        else _moved(one, former[one.address])
        if one.address in former
        else one
        for one in found
    ]


def _moved(one: Resource, was: str) -> Resource:
    address = Argument(path="address", old=as_json(was), new=as_json(one.address), effect=STATE)
    action = state_blocks.MOVED if one.action == "unchanged in Azure" else one.action
    return replace(one, action=action, arguments=(address, *one.arguments))


def _resource(
    stack: str, address: str, old: Values | None, new: Values | None, azurerm: str | None
) -> Resource:
    if new is None:
        return Resource(stack=stack, address=address, action="destroyed")
    if old is None:
        introduced = (
            Argument(path=path, old=None, new=_printable(path, value), effect="created")
            for path, value in new.items()
        )
        return Resource(stack=stack, address=address, action="created", arguments=tuple(introduced))
    kind = address.partition(".")[0]
    arguments = tuple(
        Argument(
            path=path,
            old=_printable(path, old.get(path)),
            new=_printable(path, new.get(path)),
            effect=_effect(kind, path, old, new, azurerm),
        )
        for path in sorted({*old, *new})
        if old.get(path) != new.get(path)
    )
    strongest = max((Effect(one.effect) for one in arguments), key=list(Effect).index, default=Effect.NONE)
    return Resource(stack=stack, address=address, action=ACTIONS[strongest], arguments=arguments)


def _effect(kind: str, path: str, old: Values, new: Values, azurerm: str | None) -> Effect:
    both = old.get(path), new.get(path)
    before, after = (_as_azurerm_reads(path, *pair) for pair in (both, both[::-1]))
    if before == after:
        return Effect.NONE
    return effect(kind, path, removed=after is None, azurerm=azurerm)


def _as_azurerm_reads(path: str, value: Any, other: Any) -> Any:
    """Apply azurerm's defaults, one spelling of a region, and the order of a set.

    With the defaults, removing a boolean or an architecture is a change. Source: azurerm 4.55.0,
    azurerm_shared_image.
    """
    if value is None:
        return False if isinstance(other, bool) else "x64" if path == "architecture" else None
    if path == "location" and isinstance(value, str):
        return region_id(value)
    return sorted(map(str, value)) if isinstance(value, list) else value


def _printable(path: str, value: Any) -> str | None:
    return "a secret" if value is not None and SECRET_NAME.search(path) else as_json(value)


def settings(stack: str, old: Stack, new: Stack) -> Iterator[Argument]:
    """What else differs: the provider, the backend, the outputs."""
    if not old or not new:
        return
    before, after = (
        dict(_flat({**one, "resource": None, "moved": None, "removed": None, **state_blocks.by_address(one)}))
        for one in (old, new)
    )
    existing = state_blocks.addresses(old)
    for path in sorted({*before, *after}):
        one_sided = before.get(path) is None or after.get(path) is None
        if path.startswith("output.image_definitions.value.") and one_sided:
            continue  # follows from its resource
        if path.startswith(("moved.", "removed.")) and path.partition(".")[2] in existing:
            continue  # reported with its resource
        if before.get(path) != after.get(path):
            yield Argument(
                path=f"{stack}.{path}",
                old=_printable(path, before.get(path)),
                new=_printable(path, after.get(path)),
                effect=_meaning(path),
            )


def _meaning(path: str) -> str:
    if path.startswith("terraform.backend."):
        moves = path.rpartition(".")[2] in WHERE_THE_STATE_IS
        return MOVES_STATE if moves else "access to the state"
    if path.startswith(("moved.", "removed.")):
        return STATE
    return "none in Azure: read by the hook" if path.startswith("output.") else LOOK
