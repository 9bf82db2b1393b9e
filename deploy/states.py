"""Read Terraform's states: serial, outputs and resources."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from catalog.run import Run
from deploy.terraform import Terraform, every
from files.errors import GoldshelfError


@dataclass(frozen=True, kw_only=True)
class State:
    """One snapshot of a stack's state. Before the first apply it is empty, without a serial."""

    stack: str
    lineage: str | None
    serial: int | None
    """Raised each time that Terraform saves a change."""
    outputs: dict[str, Any]
    addresses: frozenset[str]
    """Without tainted resources, which Terraform creates again."""


def states(run: Run) -> list[State]:
    """The states of all stacks, in the order of a deploy; raise TerraformError if one cannot be read.

    `terraform init` must have run before. This locks nothing and starts no provider.
    """
    with ThreadPoolExecutor() as pool:
        return list(pool.map(_state, every(run)))


def refuse_unsaved(run: Run) -> None:
    """Raise GoldshelfError if Terraform left a state that it could not save."""
    unsaved = [str(one.unsaved) for one in every(run) if one.has_unsaved]
    if unsaved:
        raise GoldshelfError(
            f"Terraform could not save its state, and left it in {', '.join(unsaved)}; keep this file, and "
            f"run this when the backend can be written again: {run.make('deploy', ADOPT='1')}"
        )


def _state(terraform: Terraform) -> State:
    # The only command that prints the serial for every backend. It prints nothing if there is no state yet.
    output = terraform.run("state", "pull")
    try:
        pulled = json.loads(output or "{}")
    except ValueError:
        program = terraform.of.terraform
        raise GoldshelfError(f"`{program} state pull` printed no state; is {program} Terraform?") from None
    return State(
        stack=terraform.stack,
        lineage=pulled.get("lineage"),
        serial=pulled.get("serial"),
        outputs={name: output["value"] for name, output in pulled.get("outputs", {}).items()},
        addresses=frozenset(
            f"{resource['type']}.{resource['name']}"
            for resource in pulled.get("resources", [])
            if any(instance.get("status") != "tainted" for instance in resource["instances"])
        ),
    )
