"""What the change of an argument does to a resource: update in place, or destroy and create again.

Measured with azurerm 4.55.0: `terraform plan`, one argument changed at a time. A change that was not
measured has an unknown effect, which is treated as harmful.
"""

import json
from enum import StrEnum
from pathlib import Path
from typing import Any

AZURERM = "4.55.0"
EFFECTS: dict[str, dict[str, Any]] = json.loads(
    Path(__file__).with_name(f"azurerm-{AZURERM}.change-effects.json").read_text("utf-8")
)["effects"]

DEEPEST = 20
"""The most parts of an argument's path: azurerm has none that deep."""
TERRAFORM_ONLY = ("lifecycle.prevent_destroy", "depends_on", "timeouts")
"""Arguments of Terraform itself, which never reach Azure."""


class Effect(StrEnum):
    """The effect of one changed argument, the weakest first."""

    NONE = "no change in Azure"
    UPDATE = "update in place"
    UNKNOWN = "unknown effect"
    REPLACE = "replace"


MEASURED = {"none": Effect.NONE, "update": Effect.UPDATE, "replace": Effect.REPLACE}


def effect(resource_type: str, path: str, *, removed: bool, azurerm: str | None) -> Effect:
    """Return the effect of a change of an argument such as `identifier.sku`, with that version of azurerm."""
    names = path.split(".")[:DEEPEST]
    outer = [".".join(names[:count]) for count in range(len(names), 0, -1)]
    if any(name in TERRAFORM_ONLY for name in outer):
        return Effect.NONE
    if azurerm != AZURERM:
        return Effect.UNKNOWN
    known = EFFECTS.get(resource_type, {})
    change = "removed" if removed else "changed"
    measured = (known[name][change] for name in outer if change in known.get(name, {}))
    return MEASURED.get(next(measured, ""), Effect.UNKNOWN)
