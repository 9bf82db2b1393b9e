"""What breaks: resources that are destroyed, which Azure or Terraform refuses, and versions out of order."""

import re
from collections.abc import Iterator

from catalog.run import Run
from deploy.guard import set_formerly
from facts.change_effects import Effect
from facts.resources import DEFINITION, GROUP, INSTEAD_OF_REPLACING, if_destroyed
from review.change import Argument, Finding, Image, Resource
from review.terraform import LOOK, MOVES_STATE, Values, shown
from review.wording import names

KEPT = {
    DEFINITION: "delete its versions first; or, to keep it in Azure without Terraform, add a [[forget]] with "
    "its key and a reason to the catalog",
    GROUP: "write create_resource_group = false, and it stays in Azure",
}
PLAN = "look at the plan before you merge"

LONGEST_PATH = 80
"""Of an argument in a message, in characters."""


def of_resource(resource: Resource, new: Values | None, run: Run) -> Iterator[Finding]:
    """What a destroyed or replaced resource, or an effect that nobody measured, leads to."""
    kind = resource.kind
    holds = if_destroyed(kind)
    if resource.action == "destroyed":
        forget = run.terraform_in(resource.stack, "state", "rm", resource.address)
        yield Finding(
            kind="replace",
            where=resource.address,
            message=f"would be destroyed: {holds}. prevent_destroy does not help where the resource is gone "
            "from the catalog",
            todo=KEPT.get(kind) or f"to keep it in Azure without Terraform, run `{forget}` before the deploy",
        )
    if resource.action == "replaced":
        stopped = (new or {}).get("lifecycle.prevent_destroy")
        first = "Terraform refuses the plan (prevent_destroy), and applies nothing; without that, "
        yield Finding(
            kind="replace",
            where=resource.address,
            message=f"would be destroyed and created again ({_because(resource, Effect.REPLACE)}): "
            f"{first if stopped else ''}{holds}",
            todo=INSTEAD_OF_REPLACING.get(kind, PLAN),
        )
    if resource.action == "unknown":
        yield Finding(
            kind="replace",
            where=resource.address,
            message="may be destroyed and created again: nobody measured a change of "
            f"{_because(resource, Effect.UNKNOWN)}",
            todo=PLAN,
        )


def _because(resource: Resource, effect: Effect) -> str:
    first, others = names([one.path for one in resource.arguments if one.effect == effect])
    return ", ".join(f"`{path[:LONGEST_PATH].replace('`', '?')}`" for path in first) + others


def moved(old: dict[str, Values], new: dict[str, Values]) -> dict[str, str]:
    """Definitions that go under one address and come under another: the key of their image was renamed."""
    gone, come = (
        {
            shown(values.get("name")): address
            for address, values in one.items()
            if address not in other and address.startswith(f"{DEFINITION}.")
        }
        for one, other in ((old, new), (new, old))
    )
    return {gone[name]: address for name, address in come.items() if name in gone}


def of_move(before: str, address: str) -> Finding:
    """A definition under another address, of which the catalog says nothing."""
    old, new = (one.partition(".")[2] for one in (before, address))
    return Finding(
        kind="replace",
        where=address,
        message=f"is the definition that was `{before}`: Terraform would destroy that and create this",
        todo=f"keep the key, or {set_formerly(old, new)}",
    )


def of_group(resource: Resource, old: dict[str, Values], new: Values | None, run: Run) -> Iterator[Finding]:
    """A resource group that Terraform is to create, where something is in it already."""
    if resource.kind != GROUP or resource.action != "created" or new is None:
        return
    if any(values.get("resource_group_name") == new.get("name") for values in old.values()):
        yield Finding(
            kind="replace",
            where=resource.address,
            message="is to be created, and exists: azurerm refuses that",
            todo=f"deploy with `{run.make('deploy', ADOPT='1')}`, which takes it over; or leave "
            "create_resource_group = false",
        )


def of_settings(settings: tuple[Argument, ...], run: Run) -> Iterator[Finding]:
    """Another provider, or a state that is looked for elsewhere: what was made is not known there."""
    for stack in _stacks(settings, LOOK):
        yield Finding(
            kind="replace",
            where=f"the provider of {stack}",
            message="is another one, or does otherwise: nobody measured what that changes",
            todo=PLAN,
        )
    for stack in _stacks(settings, MOVES_STATE):
        move = run.terraform_in(stack, "init", "-migrate-state")
        yield Finding(
            kind="replace",
            where=f"the state of {stack}",
            message="is looked for in another place: where that is empty, Terraform plans to create anew "
            "what is there, and Azure refuses it",
            todo=f"move the state before the deploy: `{run.make('synth')}`, then `{move}`",
        )


def _stacks(settings: tuple[Argument, ...], effect: str) -> list[str]:
    return sorted({one.path.partition(".")[0] for one in settings if one.effect == effect})


def of_version(image: Image) -> Iterator[Finding]:
    """A version that Azure refuses, or that no host would take."""
    old, new = _numbers(image.old_version), _numbers(image.new_version)
    if not old or not new:
        return
    if new < old:
        yield Finding(
            kind="version",
            where=f"images.{image.key}",
            message=f"goes backwards, from {image.old_version} to {image.new_version}: the highest number is "
            "the latest, whatever its date",
            todo="give it a higher number",
        )
    elif new == old and image.needs_build:
        yield Finding(
            kind="version",
            where=f"images.{image.key}",
            message=f"changes, and keeps version {image.new_version}: where that exists, Azure refuses it",
            todo="raise it; or leave it to a pipeline, which puts its own number in the last place",
        )


def _numbers(version: str | None) -> tuple[int, ...]:
    parts = (version or "").split(".")
    return tuple(map(int, parts)) if all(re.fullmatch(r"[0-9]{1,10}", part) for part in parts) else ()
