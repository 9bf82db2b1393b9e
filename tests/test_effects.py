"""What the review says of a changed argument is what Terraform plans."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from facts.change_effects import EFFECTS
from review.change import Review
from review.compare import compare
from sandbox.__main__ import environment
from sandbox.schema import RESOURCES
from tests.programs import execute

Stack = dict[str, Any]

GROUP = {"name": "g", "location": "East US", "managed_by": "m", "tags": {"a": "b"}}
GALLERY = {
    "name": "gallery",
    "resource_group_name": "g",
    "location": "East US",
    "description": "d",
    "sharing": {"permission": "Groups"},
    "tags": {"a": "b"},
}
IMAGE = {
    "name": "image",
    "gallery_name": "gallery",
    "resource_group_name": "g",
    "location": "East US",
    "os_type": "Windows",
    "hyper_v_generation": "V2",
    "identifier": {"publisher": "p", "offer": "o", "sku": "s"},
    "purchase_plan": {"name": "n", "publisher": "p", "product": "q"},
    "accelerated_network_support_enabled": True,
    "architecture": "x64",
    "description": "d",
    "disk_controller_type_nvme_enabled": True,
    "disk_types_not_allowed": ["Standard_LRS"],
    "end_of_life_date": "2027-01-31T00:00:00Z",
    "eula": "e",
    "hibernation_enabled": True,
    "max_recommended_memory_in_gb": 64,
    "max_recommended_vcpu_count": 16,
    "min_recommended_memory_in_gb": 8,
    "min_recommended_vcpu_count": 2,
    "privacy_statement_uri": "p",
    "release_note_uri": "r",
    "specialized": True,
    "tags": {"a": "b"},
    "trusted_launch_enabled": True,
}
LOCK = {"name": "l", "scope": "s", "lock_level": "ReadOnly", "notes": "n"}
WHOLE: dict[str, dict[str, Any]] = {
    "azurerm_resource_group": GROUP,
    "azurerm_shared_image_gallery": GALLERY,
    "azurerm_shared_image": IMAGE,
    "azurerm_management_lock": LOCK,
}
SAYS = {"update": "updated", "replace": "replaced", "none": "unchanged in Azure"}
ACTIONS = {("update",): "updated", ("delete", "create"): "replaced", ("no-op",): "unchanged in Azure"}


def other(value: Any) -> Any:
    """Another value of the same type."""
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int) else f"{value}x" if isinstance(value, str) else ["Premium_LRS"]


def changed(resource: dict[str, Any], path: str, change: str) -> dict[str, Any]:
    """A resource with one argument changed or removed."""
    resource = copy.deepcopy(resource)
    inside = resource
    *blocks, name = path.split(".")
    for block in blocks:
        inside = inside[block]
    if change == "removed":
        del inside[name]
    elif isinstance(inside[name], dict):
        inside[name] = {key: other(value) for key, value in inside[name].items()}
    else:
        inside[name] = other(inside[name])
    return resource


def cases() -> Iterator[tuple[str, str, str, str]]:
    """Every effect in the data: kind, argument, changed or removed, and what it does."""
    for kind, arguments in EFFECTS.items():
        for path, measured in arguments.items():
            for change, effect in measured.items():
                yield kind, path, change, effect


def stacks() -> tuple[Stack, Stack]:
    """A resource for each effect, before and after; the first of each kind is what the others need."""
    before: Stack = {kind: {"needed": whole} for kind, whole in WHOLE.items()}
    after: Stack = copy.deepcopy(before)
    for number, (kind, path, change, _) in enumerate(cases()):
        own = {**WHOLE[kind], "name": f"{WHOLE[kind]['name']}{number}"}
        if kind == "azurerm_shared_image":
            own["identifier"] = {**IMAGE["identifier"], "sku": f"sku{number}"}  # type: ignore[dict-item]
        before[kind][f"case{number}"] = own
        after[kind][f"case{number}"] = changed(own, path, change)
    return before, after


def as_text(resources: Stack, *kinds: str) -> str:
    """The JSON of a stack with these kinds of resources."""
    order = {
        "azurerm_shared_image": "azurerm_shared_image_gallery.needed",
        "azurerm_shared_image_gallery": "azurerm_resource_group.needed",
    }
    wanted = {
        kind: {
            name: {**one, "depends_on": [order[kind]]} if kind in order else one
            for name, one in named.items()
        }
        for kind, named in resources.items()
        if kind in kinds
    }
    required = {"azurerm": {"source": "hashicorp/azurerm", "version": "4.55.0"}}
    return json.dumps(
        {
            "terraform": {"required_providers": required},
            "provider": {"azurerm": [{"features": [{}]}]},
            "resource": wanted,
        }
    )


def between(before: str, after: str) -> Review:
    """The review of a stack that changed."""
    return compare("a", {"all.tf.json": before}, "b", {"all.tf.json": after})


def reviewed(before: str, after: str) -> dict[str, str]:
    """What the review says becomes of each resource."""
    catalogs = between(before, after).catalogs
    return {one.address: one.action for catalog in catalogs for one in catalog.resources}


def test_every_effect_in_the_data() -> None:
    """Each effect that was measured is told as it was measured."""
    told = reviewed(*(as_text(side, *WHOLE) for side in stacks()))
    wanted = {f"{kind}.case{number}": SAYS[effect] for number, (kind, _, _, effect) in enumerate(cases())}

    assert wanted == told


def test_the_plan_says_the_same(tmp_path: Path) -> None:
    """Terraform plans for each change what the review said of it."""
    before, after = (as_text(side, *RESOURCES) for side in stacks())

    def terraform(*arguments: str) -> str:
        given = environment(tmp_path / "sandbox")
        run = execute("terraform", *arguments, cwd=tmp_path, given=given, TF_IN_AUTOMATION="1")
        assert 0 == run.returncode, run.stdout + run.stderr
        return run.stdout

    (tmp_path / "main.tf.json").write_text(before)
    terraform("init", "-no-color")
    terraform("apply", "-auto-approve", "-no-color")
    (tmp_path / "main.tf.json").write_text(after)
    terraform("plan", "-out=plan", "-no-color")
    planned = json.loads(terraform("show", "-json", "plan"))["resource_changes"]

    assert reviewed(before, after) == {
        one["address"]: ACTIONS[tuple(one["change"]["actions"])]
        for one in planned
        if not one["address"].endswith(".needed")
    }
