"""What breaks: resources that are destroyed, which Azure or Terraform refuses, and versions out of order."""

from collections.abc import Iterator

from review.change import Argument, Finding, Image, Resource
from review.effects import Effect
from review.terraform import Values, shown

GALLERY = "azurerm_shared_image_gallery"
DEFINITION = "azurerm_shared_image"
GROUP = "azurerm_resource_group"

BESIDE = {
    DEFINITION: "leave this definition as it is, and add an image beside it, with a key, a name and an "
    "identifier of its own",
    GALLERY: "leave this gallery as it is, and describe the new one in a catalog of its own",
    GROUP: "leave it as it is: what is in it cannot be moved by a rename",
}
HOLDS = {
    DEFINITION: "Azure refuses to delete a definition that holds versions",
    GALLERY: "Azure refuses to delete a gallery that holds definitions",
    GROUP: "azurerm refuses to delete a group that holds anything",
}
PLAN = "look at the plan before you merge"


def of_resource(resource: Resource, new: Values | None) -> Iterator[Finding]:
    """What a destroyed or replaced resource, or an effect that nobody measured, leads to."""
    kind = resource.address.partition(".")[0]
    holds = HOLDS.get(kind, "nobody here knows what hangs on it")
    if resource.action == "destroyed":
        yield Finding(
            kind="replace",
            where=resource.address,
            message=f"would be destroyed: {holds}. prevent_destroy does not help where the resource is gone "
            "from the catalog",
            todo="empty it first; or, to keep it in Azure without Terraform, `terraform state rm` it before "
            "the deploy",
        )
    if resource.action == "replaced":
        stopped = (new or {}).get("lifecycle.prevent_destroy")
        first = (
            "Terraform refuses the plan (prevent_destroy), and applies nothing; without that, "
            if stopped
            else ""
        )
        yield Finding(
            kind="replace",
            where=resource.address,
            message=f"would be destroyed and created again ({_because(resource, Effect.REPLACE)}): "
            f"{first}{holds}, and what it holds does not move to the new one",
            todo=BESIDE.get(kind, PLAN),
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
    return ", ".join(one.path for one in resource.arguments if one.effect == effect)


def moved(old: dict[str, Values], new: dict[str, Values]) -> Iterator[Finding]:
    """A definition that goes under one address and comes under another: the key of its image was renamed."""
    gone, come = (
        {
            shown(values.get("name")): address
            for address, values in one.items()
            if address not in other and _is_definition(address)
        }
        for one, other in ((old, new), (new, old))
    )
    for name, address in come.items():
        if name in gone:
            before = gone[name]
            yield Finding(
                kind="replace",
                where=address,
                message=f"is the definition that was {before}: Terraform would destroy that and create this",
                todo=f"keep the key, or run `terraform state mv {before} {address}` before the deploy",
            )


def _is_definition(address: str) -> bool:
    return address.startswith(f"{DEFINITION}.")


def of_settings(settings: tuple[Argument, ...]) -> Iterator[Finding]:
    """A state that is looked for elsewhere: Terraform would not know what it made."""
    for stack in sorted(
        {one.path.partition(".")[0] for one in settings if ".terraform.backend." in one.path}
    ):
        yield Finding(
            kind="replace",
            where=f"the state of {stack}",
            message="is looked for in another place: where that is empty, Terraform plans to create anew "
            "what is there, and Azure refuses it",
            todo="move the state before the deploy: `terraform init -migrate-state` in the stack's folder",
        )


def of_version(image: Image) -> Iterator[Finding]:
    """A version that Azure refuses, or that no host would take."""
    old, new = _numbers(image.old_version), _numbers(image.new_version)
    if not old or not new or image.action not in {"changed", "built on a changed one"}:
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
            message=f"changes, and keeps version {image.new_version}: Azure refuses a version that exists",
            todo="raise the version; a pipeline that puts its own number in the last place does it for you",
        )


def _numbers(version: str | None) -> tuple[int, ...]:
    parts = (version or "").split(".")
    return tuple(map(int, parts)) if all(part.isdecimal() for part in parts) else ()
