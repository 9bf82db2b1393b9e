"""The sandbox's Azure: resources in a JSON file, and Azure's errors."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from facts.resources import IDS
from sandbox.faults import AzureError, Faults

SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
# Not imported from catalog/: the sandbox must not repeat a mistake in the catalog's rules.
NAMES = {
    "azurerm_resource_group": r"[\w.()-]{0,89}[\w()-]",
    "azurerm_shared_image_gallery": r"[A-Za-z0-9](?:[A-Za-z0-9._]{0,78}[A-Za-z0-9])?",
    "azurerm_shared_image": r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,78}[A-Za-z0-9])?",
}

SECURITY_TYPES = (
    "trusted_launch_enabled",
    "trusted_launch_supported",
    "confidential_vm_enabled",
    "confidential_vm_supported",
)
MOST_TAGS = 50

Resource = dict[str, Any]
Answer = TypeVar("Answer")

MINUTES = {"azurerm_resource_group": 90}
"""azurerm's default timeouts that are not half an hour (for a read, 5 minutes)."""


class Azure:
    """The resources of one subscription, kept in `path`."""

    def __init__(self, path: Path, *, faults: Faults) -> None:
        self.path = path
        self.faults = faults
        self._lock = threading.Lock()  # Terraform creates up to ten resources at once

    def read(self, type_: str, state: Resource) -> Resource | None:
        """The resource that the state names; None if it does not exist."""
        return self._call("read", type_, state, lambda: self._resources().get(state["id"]))

    def create(self, type_: str, resource: Resource) -> Resource:
        """Create `resource`; return it with its computed attributes."""
        return self._call("create", type_, resource, lambda: self._create(type_, resource))

    def update(self, type_: str, resource: Resource) -> Resource:
        """Change an existing resource."""
        return self._call("update", type_, resource, lambda: self._keep(self._resources(), resource))

    def delete(self, type_: str, resource: Resource) -> None:
        """Delete it, unless it has nested resources, such as an image version."""
        self._call("delete", type_, resource, lambda: self._delete(resource["id"]))

    def _call(self, operation: str, type_: str, resource: Resource, work: Callable[[], Answer]) -> Answer:
        given = (resource.get("timeouts") or {}).get(operation)
        usual = 60 * (5 if operation == "read" else MINUTES.get(type_, 30))
        timeout = _seconds(given) if given else usual

        def alone() -> Answer:
            with self._lock:
                return work()

        return self.faults.around(operation, f"{type_} {resource.get('name', '')}", alone, timeout=timeout)

    def _create(self, type_: str, resource: Resource) -> Resource:
        resources = self._resources()
        id_ = IDS[type_].format(subscription=SUBSCRIPTION, **resource)
        if not re.fullmatch(NAMES[type_], resource["name"], re.ASCII):
            raise AzureError(f"InvalidParameter: {resource['name']!r} is not a name for {type_}")
        parent = _parent(type_, id_)
        if parent and parent not in resources:
            code = (
                "ResourceGroupNotFound"
                if type_ == "azurerm_shared_image_gallery"
                else "ParentResourceNotFound"
            )
            raise AzureError(f"{code}: {parent} could not be found")
        if id_.lower() in {other.lower() for other in resources}:
            raise AzureError(
                f'A resource with the ID "{id_}" already exists - to be managed via Terraform this resource '
                "needs to be imported into the State. Please see the resource documentation for "
                f'"{type_}" for more information.'
            )
        # An image version, which a test may have created, has no identifier.
        siblings = [one for key, one in resources.items() if key.startswith(f"{parent}/images/")]
        definitions = [one for one in siblings if "identifier" in one]
        refused = next(_refusals(type_, resource, definitions), None)
        if refused:
            raise AzureError(f"{refused}: {id_}")
        return self._keep(resources, {**resource, **_computed(type_, resource), "id": id_})

    def _delete(self, id_: str) -> None:
        resources = self._resources()
        nested = [other.partition("/providers/")[2] for other in resources if other.startswith(f"{id_}/")]
        if nested:
            raise AzureError(
                "performing Delete: unexpected status 409 (409 Conflict) with error: CannotDeleteResource: "
                "Cannot delete resource while nested resources exist. Some existing nested resource IDs "
                f"include: '{', '.join(nested[:5])}'. Please delete all nested resources before deleting "
                "this resource."
            )
        resources.pop(id_, None)
        self._write(resources)

    def _keep(self, resources: dict[str, Resource], resource: Resource) -> Resource:
        self._write({**resources, resource["id"]: resource})
        return resource

    def _resources(self) -> dict[str, Resource]:
        return json.loads(self.path.read_text()) if self.path.exists() else {}

    def _write(self, resources: dict[str, Resource]) -> None:
        new = self.path.with_suffix(".new")
        new.write_text(json.dumps(resources, indent=1, sort_keys=True))
        new.replace(self.path)


def _refusals(type_: str, resource: Resource, definitions: list[Resource]) -> Iterator[str]:
    """Azure's errors for a resource, or azurerm's at apply; `definitions` are in the same gallery."""
    yield from _refused_tags(list(resource.get("tags") or {}))
    if type_ == "azurerm_shared_image_gallery":
        for sharing in resource["sharing"]:
            if (sharing["permission"] == "Community") != bool(sharing["community_gallery"]):
                yield "InvalidParameter: permission and community_gallery do not agree"
    if type_ == "azurerm_shared_image":
        yield from _refused_definition(resource, definitions)


def _refused_tags(names: list[str]) -> Iterator[str]:
    if any(re.search(r"[<>%&\\?/\x00-\x1f]", name) for name in names):
        yield "InvalidTagNameCharacters: the tag names have reserved characters"
    if len(names) > MOST_TAGS or len(names) != len({name.lower() for name in names}):
        yield "InvalidTags: too many tags, or two of one name"


def _refused_definition(resource: Resource, definitions: list[Resource]) -> Iterator[str]:
    security = [name for name in SECURITY_TYPES if resource.get(name)]
    if security and resource["hyper_v_generation"] != "V2":
        yield f"InvalidParameter: {security} needs hyperVGeneration V2"
    if len(security) > 1:
        yield f"InvalidParameter: {security} exclude each other"
    for unit in ("vcpu_count", "memory_in_gb"):
        low, high = (resource.get(f"{bound}_recommended_{unit}") for bound in ("min", "max"))
        if low and high and low > high:
            yield f"InvalidParameter: the recommended {unit} is from {low} to {high}"
    if _folded(resource["identifier"]) in [_folded(one["identifier"]) for one in definitions]:
        yield "InvalidParameter: publisher, offer and sku are those of another definition"


def _seconds(duration: str) -> float:
    """Parse a Go duration, such as 1h30m. catalog/ can too, but importing it takes too long here."""
    parts = re.findall(r"([0-9.]+)([hms])", duration)
    return sum(float(number) * {"h": 3600, "m": 60, "s": 1}[unit] for number, unit in parts)


def _folded(value: Any) -> str:
    return json.dumps(value, sort_keys=True).lower()


def _parent(type_: str, id_: str) -> str | None:
    between = {"azurerm_shared_image_gallery": "/providers/", "azurerm_shared_image": "/images/"}.get(type_)
    return id_.partition(between)[0] if between else None


def _computed(type_: str, resource: Resource) -> Resource:
    if type_ != "azurerm_shared_image_gallery":
        return {}
    computed: Resource = {"unique_name": f"{SUBSCRIPTION}-{resource['name'].upper()}"}
    for sharing in resource["sharing"]:
        for community in sharing["community_gallery"]:
            community["name"] = f"{community['prefix']}-{SUBSCRIPTION}"
    return computed
