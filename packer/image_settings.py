"""The settings of a Windows image, as apply-settings.ps1 applies them and test-image.ps1 tests them."""

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from catalog.fields import Purpose
from catalog.image import Image
from catalog.image_settings import set_otherwise, switched_on, told
from catalog.model import Catalog
from catalog.purpose import purpose_of
from catalog.settings import PAUSED, FirewallRule, OwnSettings, Setting
from facts.audit_policy import SUBCATEGORIES
from facts.power_schemes import SCHEMES

PHASES = ("first", "last")
KINDS = (
    *("registry", "services", "scheduled_tasks", "firewall", "defender_exclusions", "audit_policy"),
    *("power_schemes", "power_values", "time_zones", "tests"),
)
"""Each is always there: a script that reads a key that is missing fails."""
Parts = dict[str, list[Any]]
"""What is set, by its kind."""


def phases(image: Image, catalog: Catalog) -> dict[str, Parts]:
    """Return what each phase sets: the shipped settings that are on, then the catalog's own.

    Besides, what is paused in the build.
    """
    switches = told(image.build.settings)
    otherwise = set_otherwise(image, catalog)
    found = _phases(switches, purpose_of(image, catalog), otherwise, catalog.settings.text)
    return {phase: {**parts} for phase, parts in found.items()}


@lru_cache  # most images of a catalog have the same
def _phases(switches: str, purpose: Purpose, otherwise: frozenset[str], own: str) -> dict[str, Parts]:
    windows = OwnSettings.model_validate_json(own).windows
    settings = switched_on(windows, json.loads(switches), purpose, otherwise=otherwise)
    on = [(one.phase, _parts(one)) for one in settings.values()]
    found = {
        phase: {
            kind: _once(item for at, parts in on if at == phase for item in parts[kind]) for kind in KINDS
        }
        for phase in PHASES
    }
    return {**found, "paused": _paused(on)}


def _paused(on: Sequence[tuple[str, Parts]]) -> Parts:
    """But for services that another setting lets start: what it says counts on hosts too."""
    started = {
        service["name"].lower()
        for phase, parts in on
        for service in parts["services"]
        if phase != PAUSED and service["startup_type"] != "Disabled"
    }
    paused = [parts for phase, parts in on if phase == PAUSED]
    strictest: dict[str, Any] = {}
    for service in (one for parts in paused for one in parts["services"]):
        name = service["name"].lower()
        if name not in started and (name not in strictest or service["startup_type"] == "Disabled"):
            strictest[name] = service
    return {
        "services": [*strictest.values()],
        "scheduled_tasks": _once(one for parts in paused for one in parts["scheduled_tasks"]),
    }


def _once(items: Iterable[Any]) -> list[Any]:
    """Each item once, however many settings have it."""
    found: list[Any] = []
    for item in items:
        if item not in found:
            found.append(item)
    return found


def _parts(one: Setting) -> Parts:
    """Names of Windows that differ by its language become the GUIDs that do not."""
    return {
        "registry": [
            *(value.model_dump() for value in one.registry),
            *(
                {"path": value.path, "name": name, "value": value.default}
                for name, value in one.values.items()
            ),
        ],
        "services": [service.model_dump() for service in one.services],
        "scheduled_tasks": one.scheduled_tasks,
        "firewall": [_firewall(rule) for rule in one.firewall],
        "defender_exclusions": one.defender_exclusions,
        "audit_policy": [
            {
                "name": name,
                "guid": SUBCATEGORIES[name],
                "success": "Success" in audit,
                "failure": "Failure" in audit,
            }
            for name, audit in one.audit_policy.items()
        ],
        "power_schemes": [SCHEMES.get(one.power.scheme, one.power.scheme)] if one.power.scheme else [],
        "power_values": [
            {"name": f"{value.subgroup} {value.setting}", **value.model_dump()} for value in one.power.values
        ],
        "time_zones": [one.time_zone] if one.time_zone else [],
        "tests": one.tests,
    }


def _firewall(rule: FirewallRule) -> dict[str, Any]:
    return {
        **rule.model_dump(),
        "local_port": _ports(rule.local_port),
        "remote_port": _ports(rule.remote_port),
    }


def _ports(ports: int | str | list[int | str] | None) -> list[str]:
    if ports is None:
        return []
    return [str(port) for port in (ports if isinstance(ports, list) else [ports])]
