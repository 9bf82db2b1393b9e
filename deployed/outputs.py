"""Read outputs.json, and check it against the catalog."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from catalog.contract import STACKS, UNFINISHED, ImageDefinition, Outputs
from catalog.finding import dotted
from catalog.image import Definition
from catalog.model import Catalog
from catalog.run import Run
from deployed.subscriptions import in_another_subscription
from facts.regions import region_id
from facts.resources import GALLERY_ID
from facts.security import PROFILES
from files import limits
from files.errors import GoldshelfError
from files.quote import quoted

LONGEST_VALUE = 400
"""In a message, in characters: enough for a resource id."""
LARGEST_FILE = 2_000_000
"""In bytes: a thousand images, which Azure allows, with the longest names make 838,063."""

Pair = tuple[str, str | None, str | None]
"""A field, its value in the catalog, and its value in the outputs."""


def read_outputs(paths: list[Path], *, run: Run) -> Outputs:
    """Read the outputs that `cdktf deploy`, `cdktf output` or `terraform output -json` wrote.

    Terraform's own format has one stack a file, so it needs two files.
    """
    again = _again(run)
    for mark in (path.parent / UNFINISHED for path in paths):
        if mark.exists():
            raise GoldshelfError(
                f"{mark}: a deploy is running or did not finish, so the outputs may be older than what is "
                f"deployed; read them again: {run.make('outputs')}; or deploy again: {run.make('deploy')}"
            )
    outputs: dict[str, Any] = {}
    for path in paths:
        outputs |= _flat(path, _json(path, run), again)
    names = ", ".join(map(str, paths))
    if not outputs:
        raise GoldshelfError(f"{names}: no outputs found; if the deploy was declined, {again}")
    try:
        return Outputs.model_validate(outputs)
    except ValidationError as error:
        raise GoldshelfError(
            *(
                f"{names}: {dotted(detail['loc'])}: {detail['msg']}; both stacks must be "
                f"deployed in one run: {again}"
                for detail in error.errors()
            )
        ) from None


def _again(run: Run) -> str:
    return f"deploy again: {run.make('deploy')}"


def subscription_of(outputs: Outputs, catalog: Catalog, *, run: Run) -> str:
    """The subscription of the gallery.

    Refuse the outputs of another gallery, and of a deploy before a name, the region, the list of images or a
    property of one changed in the catalog.
    """
    ids = GALLERY_ID.fullmatch(outputs.gallery_id)
    if not ids:
        raise GoldshelfError(
            f"gallery_id: {_quoted(outputs.gallery_id)} is not the id of a gallery; {_again(run)}"
        )
    differing = [
        f"{field}: {_quoted(wanted)} in the catalog, {_quoted(found)} in the outputs, which are from another "
        f"catalog or an earlier deploy; {_again(run)}"
        for field, wanted, found in (*_names(outputs, catalog), *_ids(outputs, catalog, ids))
        if wanted != found
    ]
    if differing:
        raise GoldshelfError(*differing)
    if elsewhere := list(in_another_subscription(catalog, ids["subscription"])):
        raise GoldshelfError(*elsewhere)
    return ids["subscription"]


def _names(outputs: Outputs, catalog: Catalog) -> Iterator[Pair]:
    gallery, definitions = catalog.gallery, outputs.image_definitions
    yield "gallery.name", gallery.name, outputs.gallery_name
    yield "gallery.resource_group", gallery.resource_group, outputs.resource_group_name
    yield "gallery.location", region_id(gallery.location), region_id(outputs.location)
    for key in sorted(catalog.images.keys() | definitions.keys()):
        wanted, found = catalog.images.get(key), definitions.get(key)
        yield dotted(("images", key, "name")), wanted.name if wanted else None, found.name if found else None
        if wanted and found:
            for field, in_catalog, in_azure in _properties(wanted, found):
                yield f"images.{key}.{field}", in_catalog, in_azure


def _properties(image: Definition, deployed: ImageDefinition) -> Iterator[Pair]:
    """The properties of a definition that the template depends on, and that cannot change in place."""
    if deployed.os_type is None or deployed.hyper_v_generation is None:
        return  # an older goldshelf published only names
    on = [name for name, row in PROFILES.items() if getattr(deployed, row.definition_argument or "", False)]
    yield "os_type", image.os_type, deployed.os_type
    yield "hyper_v_generation", image.hyper_v_generation, deployed.hyper_v_generation
    yield "architecture", image.architecture or "x64", deployed.architecture or "x64"
    yield "specialized", _flag(image.specialized), _flag(deployed.specialized)
    yield "security", image.security, ", ".join(on) or "standard"


def _flag(value: bool | None) -> str:
    return str(bool(value)).lower()


def _ids(outputs: Outputs, catalog: Catalog, ids: re.Match[str]) -> Iterator[Pair]:
    """The names in the ids, in lower case: Azure ignores case, and may return another one."""
    gallery = catalog.gallery
    yield "gallery.name (in gallery_id)", gallery.name.lower(), ids["gallery"].lower()
    group = ids["resource_group"].lower()
    yield "gallery.resource_group (in gallery_id)", gallery.resource_group.lower(), group
    for key, definition in outputs.image_definitions.items():
        wanted = f"{outputs.gallery_id}/images/{definition.name}"
        yield f"{dotted(('images', key))} (id)", wanted.lower(), definition.id.lower()


def _quoted(value: str | None) -> str:
    return "missing" if value is None else quoted(value, longest=LONGEST_VALUE)


def _json(path: Path, run: Run) -> dict[str, Any]:
    try:
        data = limits.from_json(limits.content(path, longest=LARGEST_FILE).decode())
    except OSError as error:
        raise GoldshelfError(f"{path}: {error.strerror}; deploy first: {run.make('deploy')}") from None
    except limits.LimitError as error:
        why = str(error)
    except ValueError as error:  # of JSON or UTF-8
        why = f"not valid JSON: {error}"
    else:
        if isinstance(data, dict):
            return data
        why = f"outputs must be a JSON object, not a {type(data).__name__}"
    raise GoldshelfError(f"{path}: {why}; {_again(run)}")


def _flat(path: Path, data: dict[str, Any], again: str) -> dict[str, Any]:
    if data.keys() & {*STACKS}:
        stacks = [data.get(stack, {}) for stack in STACKS]
        if not all(isinstance(stack, dict) for stack in stacks):
            raise GoldshelfError(f"{path}: the outputs of a stack must be a JSON object; {again}")
        return {**stacks[0], **stacks[1]}
    return {
        name: output["value"]
        for name, output in data.items()
        if isinstance(output, dict) and "value" in output
    }
