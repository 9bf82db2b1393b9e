"""Report a plan, one line for each change. Values are left out: some are long, some are secret."""

from collections.abc import Iterator

from deploy.terraform import Change, Plan

VERBS = {
    ("create",): "would be created",
    ("update",): "would be updated in place",
    ("delete", "create"): "would be destroyed and created again",
    ("create", "delete"): "would be created again before the old one is destroyed",
    ("delete",): "would be destroyed",
    ("forget",): "would be removed from the state and stay in Azure",
}
"""By the actions in a plan's JSON."""


def lines(plan: Plan) -> Iterator[str]:
    """A line for each change of one stack; none if an apply would do nothing."""
    for change in plan.changes:
        verbs = list(_verbs(change))
        if verbs:
            yield f"{change.address} {' and '.join(verbs)}{_arguments(change)}"
    if plan.outputs:
        yield f"the outputs of {plan.stack} would change: {', '.join(plan.outputs)}"


def _verbs(change: Change) -> Iterator[str]:
    if change.moved_from:
        yield f"would be moved from {change.moved_from}"
    if change.actions not in {("no-op",), ("read",)}:
        yield VERBS.get(change.actions, f"would change: {', '.join(change.actions)}")


def _arguments(change: Change) -> str:
    if change.forces:
        return f" (forces replacement: {', '.join(change.forces)})"
    return f": {', '.join(change.changed)}" if change.actions == ("update",) and change.changed else ""
