"""What a changed argument does to the resource: updated in place, or destroyed and created again.

Measured with azurerm 4.55.0: `terraform plan`, one argument changed at a time. What was not measured is
unknown, and counts as harm.
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
"""Of an argument's path, in parts: azurerm has none as deep."""
TERRAFORM_ONLY = ("lifecycle.prevent_destroy", "depends_on", "timeouts")
"""Arguments that Terraform keeps for itself: Azure never hears of them."""


class Effect(StrEnum):
    """Of one changed argument, the weakest first."""

    NONE = "no change in Azure"
    UPDATE = "update in place"
    UNKNOWN = "unknown effect"
    REPLACE = "replace"


MEASURED = {"none": Effect.NONE, "update": Effect.UPDATE, "replace": Effect.REPLACE}


def effect(kind: str, path: str, *, removed: bool, azurerm: str | None) -> Effect:
    """Of an argument such as `identifier.sku`, of a resource of this kind, with this version of azurerm."""
    names = path.split(".")[:DEEPEST]
    outer = [".".join(names[:count]) for count in range(len(names), 0, -1)]
    if any(name in TERRAFORM_ONLY for name in outer):
        return Effect.NONE
    if azurerm != AZURERM:
        return Effect.UNKNOWN
    known = EFFECTS.get(kind, {})
    change = "removed" if removed else "changed"
    measured = (known[name][change] for name in outer if change in known.get(name, {}))
    return MEASURED.get(next(measured, ""), Effect.UNKNOWN)
