"""outputs.json -> Outputs: read what a deploy published, and hold it against the catalog."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from catalog.model import Catalog, Image
from catalog.outputs import GALLERY_STACK, IMAGE_DEFINITION_STACK, ImageDefinition, Outputs
from catalog.regions import region_id
from catalog.security import PROFILES

GALLERY_ID = re.compile(
    r"/subscriptions/(?P<subscription>[0-9a-f-]{36})/resourceGroups/(?P<resource_group>[^/]+)"
    r"/providers/Microsoft\.Compute/galleries/(?P<gallery>[^/]+)",
    re.IGNORECASE,
)
AGAIN = "deploy again: make deploy"

Pair = tuple[str, str | None, str | None]
"""A field, what the catalog says of it, and what the outputs say."""


class OutputsError(Exception):
    """The outputs cannot be used. Its text is one line a problem, ready to be shown."""


def read(paths: list[Path]) -> Outputs:
    """Read the outputs that `cdktf deploy`, `cdktf output` or `terraform output -json` wrote.

    Terraform's own form holds one stack, so it takes two files.
    """
    published: dict[str, Any] = {}
    for path in paths:
        published |= _flat(path, _json(path))
    names = ", ".join(map(str, paths))
    if not published:
        raise OutputsError(f"{names}: holds no outputs: was the deploy declined? If so, {AGAIN}")
    try:
        return Outputs.model_validate(published)
    except ValidationError as error:
        raise OutputsError(
            "\n".join(
                f"{names}: {'.'.join(map(str, detail['loc']))}: {detail['msg']}; both stacks must be "
                f"deployed in one run: {AGAIN}"
                for detail in error.errors()
            )
        ) from None


def subscription_of(outputs: Outputs, catalog: Catalog) -> str:
    """The subscription that the gallery is in.

    Refuse the outputs of another gallery, or of this one before a name, the region or the list of images
    changed in the catalog.
    """
    ids = GALLERY_ID.fullmatch(outputs.gallery_id)
    if not ids:
        raise OutputsError(f"gallery_id: {outputs.gallery_id!r} is not the id of a gallery; {AGAIN}")
    differing = [
        f"{field}: the catalog says {wanted!r}, the outputs say {found!r}: they are of another catalog "
        f"or an earlier deploy; {AGAIN}"
        for field, wanted, found in (*_names(outputs, catalog), *_ids(outputs, catalog, ids))
        if wanted != found
    ]
    if differing:
        raise OutputsError("\n".join(differing))
    return ids["subscription"]


def _names(outputs: Outputs, catalog: Catalog) -> Iterator[Pair]:
    gallery, definitions = catalog.gallery, outputs.image_definitions
    yield "gallery.name", gallery.name, outputs.gallery_name
    yield "gallery.resource_group", gallery.resource_group, outputs.resource_group_name
    yield "gallery.location", region_id(gallery.location), region_id(outputs.location)
    for key in sorted(catalog.images.keys() | definitions.keys()):
        wanted, found = catalog.images.get(key), definitions.get(key)
        yield f"images.{key}.name", wanted.name if wanted else None, found.name if found else None
        if wanted and found and found.os_type:
            for field, value in _kind(wanted).items():
                yield f"images.{key}.{field}", value, _kind_of(found)[field]


def _kind(image: Image) -> dict[str, str | None]:
    """What decides the template, and cannot change once the definition is there."""
    return {
        "os_type": image.os_type,
        "hyper_v_generation": image.hyper_v_generation,
        "architecture": image.architecture or "x64",
        "specialized": str(bool(image.specialized)).lower(),
        "security": image.security,
    }


def _kind_of(definition: ImageDefinition) -> dict[str, str | None]:
    """The same of a definition that was deployed."""
    on = [name for name, row in PROFILES.items() if getattr(definition, row.definition_argument or "", False)]
    return {
        "os_type": definition.os_type,
        "hyper_v_generation": definition.hyper_v_generation,
        "architecture": definition.architecture or "x64",
        "specialized": str(bool(definition.specialized)).lower(),
        "security": ", ".join(on) or "standard",
    }


def _ids(outputs: Outputs, catalog: Catalog, ids: re.Match[str]) -> Iterator[Pair]:
    """The names in the ids; Azure compares them without their case, and may answer in another one."""
    gallery = catalog.gallery
    yield "gallery.name (in gallery_id)", gallery.name.lower(), ids["gallery"].lower()
    group = ids["resource_group"].lower()
    yield "gallery.resource_group (in gallery_id)", gallery.resource_group.lower(), group
    for key, definition in outputs.image_definitions.items():
        wanted = f"{outputs.gallery_id}/images/{definition.name}"
        yield f"images.{key} (id)", wanted.lower(), definition.id.lower()


def _json(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_bytes().decode())
    except OSError as error:
        raise OutputsError(f"{path}: {error.strerror}; deploy first: make deploy") from None
    except ValueError as error:  # JSON's and UTF-8's errors are both ValueErrors
        raise OutputsError(f"{path}: not JSON ({error}): a deploy was cut off; {AGAIN}") from None
    if not isinstance(data, dict):
        raise OutputsError(f"{path}: not the outputs of a deploy, but a {type(data).__name__}; {AGAIN}")
    return data


def _flat(path: Path, data: dict[str, Any]) -> dict[str, Any]:
    if data.keys() & {GALLERY_STACK, IMAGE_DEFINITION_STACK}:
        stacks = [data.get(stack, {}) for stack in (GALLERY_STACK, IMAGE_DEFINITION_STACK)]
        if not all(isinstance(stack, dict) for stack in stacks):
            raise OutputsError(f"{path}: a stack's outputs are not a table of names; {AGAIN}")
        return {**stacks[0], **stacks[1]}
    return {
        name: output["value"]
        for name, output in data.items()
        if isinstance(output, dict) and "value" in output
    }
