"""What a deploy would destroy, and nobody said that it may. Pure: plans in, sentences out."""

import re
from collections.abc import Collection, Iterator

from catalog.run import Run
from deploy.terraform import Change
from facts.resources import DEFINITION, DESTROYED, GALLERY, INSTEAD

GOES = {"delete", "forget"}
"""What leaves the state; what Terraform forgets stays in Azure."""
PROTECTS = {GALLERY, DEFINITION}
"""What has prevent_destroy, unless the catalog says otherwise."""

OURS = re.compile(rf"{DEFINITION}\.([\w-]+)", re.ASCII)
"""An address that the catalog has words for: not of a module, and not one of several."""
FORMERLY = 'or write in [images.{key}], at the end of formerly if that is there: formerly = ["{former}"]'
FORGET = """add to the catalog

[[forget]]
key    = "{key}"
reason = "it lives on without Terraform"
"""


def refusals(
    changes: Collection[Change], *, protected: Collection[str], destroy: Collection[str], run: Run
) -> Iterator[str]:
    """A sentence for each resource that would be destroyed, unless that is meant.

    `protected` are the addresses with prevent_destroy; what is gone from the catalog has lost that, and is
    protected all the same. `destroy` are the addresses that the user names; a command names them again.
    """
    made = {(change.type, change.after.get("name")): change.address for change in changes if _is_new(change)}
    for change in changes:
        meant = run.make("deploy", DESTROY=" ".join((*destroy, change.address)))
        if GOES.isdisjoint(change.actions):
            continue
        now = made.get((change.type, change.before.get("name")))
        replaced = "create" in change.actions
        if replaced and change.address in protected:
            yield _replaced(change, "where it may be lost, set prevent_destroy = false there")
        elif replaced and change.type in PROTECTS:
            continue  # the catalog has prevent_destroy = false
        elif change.address in destroy:
            continue
        elif replaced:
            yield _replaced(change, f"where it is meant: {meant}")
        elif now:
            yield _renamed(change, now, run)
        elif "delete" in change.actions:
            yield _removed(change, meant, run)


def _is_new(change: Change) -> bool:
    return change.actions == ("create",)


def _replaced(change: Change, otherwise: str) -> str:
    because = f", because of {', '.join(change.because)}" if change.because else ""
    return (
        f"{change.address} would be destroyed and created again{because}: {DESTROYED[change.type]}. "
        f"Instead: {INSTEAD[change.type]}; or, {otherwise}"
    )


def _renamed(change: Change, now: str, run: Run) -> str:
    key = OURS.fullmatch(change.address)
    move = f"or: {run.terraform_in(change.stack, 'state', 'mv', change.address, now)}"
    if key:
        move = FORMERLY.format(former=key[1], key=now.removeprefix(f"{DEFINITION}."))
    what = "forgotten" if "forget" in change.actions else "destroyed"
    return (
        f"{change.address} would be {what}: the catalog has it as {now} now, and Azure allows only one "
        f"of that name. Keep its key; {move}"
    )


def _removed(change: Change, meant: str, run: Run) -> str:
    key = OURS.fullmatch(change.address)
    keep = run.terraform_in(change.stack, "state", "rm", change.address)
    if key:
        keep = FORGET.format(key=key[1])
    holds = DESTROYED.get(change.type, "What is in it would be lost")  # no kind of ours
    return (
        f"{change.address} would be destroyed: the catalog does not have it any more. {holds}. Put it back; "
        f"or, if it is meant: {meant}; or, to keep it without Terraform: {keep}"
    )
