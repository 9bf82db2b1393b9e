"""What a deploy would do, in one line for each change. Values stay out of it: some are long, some secret."""

from collections.abc import Iterator

from deploy.terraform import Change, Plan

VERBS = {
    ("create",): "would be created",
    ("update",): "would be updated in place",
    ("delete", "create"): "would be destroyed and created again",
    ("create", "delete"): "would be created again, and the old one destroyed",
    ("delete",): "would be destroyed",
    ("forget",): "would stay in Azure, without Terraform",
}
"""By the actions in a plan's JSON."""


def lines(plan: Plan) -> Iterator[str]:
    """A line for each change of one stack; none if an apply would do nothing."""
    for change in plan.changes:
        said = list(_said(change))
        if said:
            yield f"{change.address} {' and '.join(said)}{_because(change)}"
    if plan.outputs:
        yield f"the outputs of {plan.stack} would change: {', '.join(plan.outputs)}"


def _said(change: Change) -> Iterator[str]:
    if change.moved_from:
        yield f"would be moved from {change.moved_from}"
    if change.actions not in {("no-op",), ("read",)}:
        yield VERBS.get(change.actions, f"would change: {', '.join(change.actions)}")


def _because(change: Change) -> str:
    if change.because:
        return f", because of {', '.join(change.because)}"
    return f": {', '.join(change.changed)}" if change.actions == ("update",) and change.changed else ""
