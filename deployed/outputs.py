"""outputs.json -> Outputs: read what a deploy published, and hold it against the catalog."""

import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from catalog.contract import STACKS, UNFINISHED, Outputs
from catalog.finding import dotted
from catalog.model import Catalog
from catalog.run import Run
from deployed.definition import in_azure, in_catalog
from facts.regions import region_id
from facts.resources import GALLERY_ID
from files import limits
from files.errors import GoldshelfError
from files.quote import quoted

LONGEST = 400
"""Of a value that is shown, in characters: an id with all its names."""
LARGEST = 2_000_000
"""Of outputs, in bytes: a thousand images, which Azure allows, with the longest names make 838,063."""

Pair = tuple[str, str | None, str | None]
"""A field, what the catalog says of it, and what the outputs say."""


def read_outputs(paths: list[Path], *, run: Run) -> Outputs:
    """Read the outputs that `cdktf deploy`, `cdktf output` or `terraform output -json` wrote.

    Terraform's own form holds one stack, so it takes two files.
    """
    again = _again(run)
    _refuse_unfinished(paths, run)
    published: dict[str, Any] = {}
    for path in paths:
        published |= _flat(path, _json(path, run), again)
    names = ", ".join(map(str, paths))
    if not published:
        raise GoldshelfError(f"{names}: holds no outputs: was the deploy declined? If so, {again}")
    try:
        return Outputs.model_validate(published)
    except ValidationError as error:
        raise GoldshelfError(
            *(
                f"{names}: {dotted(detail['loc'])}: {detail['msg']}; both stacks must be "
                f"deployed in one run: {again}"
                for detail in error.errors()
            )
        ) from None


def _refuse_unfinished(paths: list[Path], run: Run) -> None:
    """Stop at outputs that may be older than what is deployed."""
    for mark in dict.fromkeys(path.with_name(UNFINISHED) for path in paths):
        if mark.exists():
            raise GoldshelfError(
                f"{mark}: a deploy is running or did not end, so the outputs may be older than what is "
                f"deployed; read them again: {run.make('outputs')}; or deploy again: {run.make('deploy')}"
            )


def _again(run: Run) -> str:
    return f"deploy again: {run.make('deploy')}"


def subscription_of(outputs: Outputs, catalog: Catalog, *, run: Run) -> str:
    """The subscription that the gallery is in.

    Refuse the outputs of another gallery, or of this one before a name, the region, the list of images or the
    kind of one changed in the catalog.
    """
    ids = GALLERY_ID.fullmatch(outputs.gallery_id)
    if not ids:
        raise GoldshelfError(
            f"gallery_id: {_shown(outputs.gallery_id)} is not the id of a gallery; {_again(run)}"
        )
    differing = [
        f"{field}: the catalog says {_shown(wanted)}, the outputs say {_shown(found)}: they are of another "
        f"catalog or an earlier deploy; {_again(run)}"
        for field, wanted, found in (*_names(outputs, catalog), *_ids(outputs, catalog, ids))
        if wanted != found
    ]
    if differing:
        raise GoldshelfError(*differing)
    return ids["subscription"]


def _names(outputs: Outputs, catalog: Catalog) -> Iterator[Pair]:
    gallery, definitions = catalog.gallery, outputs.image_definitions
    yield "gallery.name", gallery.name, outputs.gallery_name
    yield "gallery.resource_group", gallery.resource_group, outputs.resource_group_name
    yield "gallery.location", region_id(gallery.location), region_id(outputs.location)
    for key in sorted(catalog.images.keys() | definitions.keys()):
        wanted, found = catalog.images.get(key), definitions.get(key)
        yield dotted(("images", key, "name")), wanted.name if wanted else None, found.name if found else None
        there = in_azure(found) if found else None
        if wanted and there:
            for field, value in asdict(in_catalog(wanted)).items():
                yield f"images.{key}.{field}", value, getattr(there, field)


def _ids(outputs: Outputs, catalog: Catalog, ids: re.Match[str]) -> Iterator[Pair]:
    """The names in the ids; Azure compares them without their case, and may answer in another one."""
    gallery = catalog.gallery
    yield "gallery.name (in gallery_id)", gallery.name.lower(), ids["gallery"].lower()
    group = ids["resource_group"].lower()
    yield "gallery.resource_group (in gallery_id)", gallery.resource_group.lower(), group
    for key, one in outputs.image_definitions.items():
        wanted = f"{outputs.gallery_id}/images/{one.name}"
        yield f"{dotted(('images', key))} (id)", wanted.lower(), one.id.lower()


def _shown(value: str | None) -> str:
    return "nothing" if value is None else quoted(value, longest=LONGEST)


def _json(path: Path, run: Run) -> dict[str, Any]:
    again = _again(run)
    try:
        data = limits.from_json(limits.content(path, longest=LARGEST).decode())
    except OSError as error:
        raise GoldshelfError(f"{path}: {error.strerror}; deploy first: {run.make('deploy')}") from None
    except limits.LimitError as error:
        raise GoldshelfError(f"{path}: {error}; {again}") from None
    except ValueError as error:  # JSON's and UTF-8's errors are both ValueErrors
        raise GoldshelfError(f"{path}: not JSON ({error}): a deploy was cut off; {again}") from None
    if not isinstance(data, dict):
        raise GoldshelfError(f"{path}: not the outputs of a deploy, but a {type(data).__name__}; {again}")
    return data


def _flat(path: Path, data: dict[str, Any], again: str) -> dict[str, Any]:
    if data.keys() & {*STACKS}:
        stacks = [data.get(stack, {}) for stack in STACKS]
        if not all(isinstance(stack, dict) for stack in stacks):
            raise GoldshelfError(f"{path}: a stack's outputs are not a table of names; {again}")
        return {**stacks[0], **stacks[1]}
    return {
        name: output["value"]
        for name, output in data.items()
        if isinstance(output, dict) and "value" in output
    }
