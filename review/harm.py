"""Find what breaks: resources that would be destroyed or refused, and wrong version numbers."""

import re
from collections.abc import Iterator

from catalog.run import Run
from catalog.version import DATE, exact
from deploy.guard import set_formerly
from facts.change_effects import Effect
from facts.resources import DEFINITION, GROUP, INSTEAD_OF_REPLACING, if_destroyed
from review.change import Argument, Finding, Image, Resource
from review.json_differences import as_json
from review.terraform import LOOK, MOVES_STATE, Values
from review.wording import names

TO_KEEP = {
    DEFINITION: "delete its versions first; or, to keep it in Azure without Terraform, add a [[forget]] with "
    "its key and a reason to the catalog",
    GROUP: "to keep it in Azure without Terraform, set `create_resource_group = false`",
}
PLAN = "check the plan before you merge"

LEAST_YEAR = 2026
"""Versions that are dates begin with a year: no date is older."""
LONGEST_PATH = 80
"""Of an argument in a message, in characters."""


def of_resource(resource: Resource, new: Values | None, run: Run) -> Iterator[Finding]:
    """What happens if a resource is destroyed, replaced, or changed with unknown effect."""
    consequence = if_destroyed(resource.type)
    if resource.action == "destroyed":
        forget = run.terraform_in(resource.stack, "state", "rm", resource.address)
        message = (
            f"would be destroyed: {consequence}; prevent_destroy has no effect on a resource that is no "
            "longer in the catalog"
        )
        otherwise = f"to keep it in Azure without Terraform, run `{forget}` before the deploy"
        todo = TO_KEEP.get(resource.type, otherwise)
    elif resource.action == "replaced":
        protected = (new or {}).get("lifecycle.prevent_destroy")
        refused = "Terraform refuses the plan because of prevent_destroy; without that, " if protected else ""
        forces = f"forces replacement: {_arguments(resource, Effect.REPLACE)}"
        message = f"would be destroyed and created again ({forces}): {refused}{consequence}"
        todo = INSTEAD_OF_REPLACING.get(resource.type, PLAN)
    elif resource.action == "unknown":
        unknown = _arguments(resource, Effect.UNKNOWN)
        message = f"may be destroyed and created again: the effect was not measured for a change of {unknown}"
        todo = PLAN
    else:
        return
    yield Finding(kind="replace", where=resource.address, message=message, todo=todo)


def _arguments(resource: Resource, effect: Effect) -> str:
    first, others = names([one.path for one in resource.arguments if one.effect == effect])
    return ", ".join(f"`{path[:LONGEST_PATH].replace('`', '?')}`" for path in first) + others


def moved(old: dict[str, Values], new: dict[str, Values]) -> dict[str, str]:
    """The old address of each definition whose image has a new key."""
    removed, added = (
        {
            as_json(values.get("name")): address
            for address, values in one.items()
            if address not in other and address.startswith(f"{DEFINITION}.")
        }
        for one, other in ((old, new), (new, old))
    )
    return {removed[name]: address for name, address in added.items() if name in removed}


def of_move(before: str, address: str) -> Finding:
    """A definition with a new address, without `formerly` in the catalog."""
    old, new = (one.partition(".")[2] for one in (before, address))
    return Finding(
        kind="replace",
        where=address,
        message=f"was `{before}`: Terraform would destroy that definition and create this one",
        todo=f"keep the key, or {set_formerly(old, new)}",
    )


def of_group(resource: Resource, old: dict[str, Values], new: Values | None, run: Run) -> Iterator[Finding]:
    """A resource group that Terraform would create although it is already in use."""
    if resource.type != GROUP or resource.action != "created" or new is None:
        return
    if any(values.get("resource_group_name") == new.get("name") for values in old.values()):
        yield Finding(
            kind="replace",
            where=resource.address,
            message="would be created, but already exists: azurerm refuses that",
            todo=f"deploy with `{run.make('deploy', ADOPT='1')}`, which imports it; or keep "
            "`create_resource_group = false`",
        )


def of_settings(settings: tuple[Argument, ...], run: Run) -> Iterator[Finding]:
    """A changed provider, or a state in another place, which does not have the existing resources."""
    for stack in _stacks(settings, LOOK):
        yield Finding(
            kind="replace",
            where=f"the provider of {stack}",
            message="changes: the effect was not measured",
            todo=PLAN,
        )
    for stack in _stacks(settings, MOVES_STATE):
        move = run.terraform_in(stack, "init", "-migrate-state")
        yield Finding(
            kind="replace",
            where=f"the state of {stack}",
            message="moves to another place: if that is empty, Terraform plans to create what already "
            "exists, and Azure refuses it",
            todo=f"move the state before the deploy: `{run.make('synth')}`, then `{move}`",
        )


def _stacks(settings: tuple[Argument, ...], effect: str) -> list[str]:
    return sorted({one.path.partition(".")[0] for one in settings if one.effect == effect})


def of_version(image: Image) -> Iterator[Finding]:
    """A version that Azure refuses, or that no host would use."""
    old, new = _numbers(image.old_version), _numbers(image.new_version)
    if not old or not new:
        return
    if new < old[: len(new)]:
        message = (
            f"changes its version from {image.old_version} to {image.new_version}: hosts get the highest "
            "version, whatever its date"
        )
        todo = "use a higher number"
    elif new == old and image.needs_build and exact(image.new_version or ""):
        message = f"changes, but keeps version {image.new_version}: if that exists, Azure refuses it"
        todo = "increase it; or let a pipeline set the last number"
    else:
        return
    yield Finding(kind="version", where=f"images.{image.key}", message=message, todo=todo)


def _numbers(version: str | None) -> tuple[int, ...]:
    """The numbers of a version; of a series, those that it begins with; of the date, the least that it is."""
    if version == DATE:
        return (LEAST_YEAR,)
    parts = (version or "").split(".")
    return tuple(map(int, parts)) if all(re.fullmatch(r"[0-9]{1,10}", part) for part in parts) else ()
