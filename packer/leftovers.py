"""What a build leaves in an image unless it is taken back: the list in leftovers.toml."""

from functools import cache
from pathlib import Path
from typing import Any

import tomli
from pydantic import Field, TypeAdapter

from catalog import fields
from catalog.table import Table

SHIPPED = Path(__file__).parent / "leftovers.toml"


class LinuxLeftover(Table):
    """One thing that a build brings, and where it lies. The meaning of each key stands in leftovers.toml."""

    what: fields.Text
    brought_by: fields.Text
    paths: list[fields.Text] = Field(min_length=1)
    lines: str | None = None
    holding: str | None = None
    emptied: bool = False
    identity: bool = False


@cache
def linux() -> list[LinuxLeftover]:
    """The whole list for Linux, in the order in which it is taken back."""
    data = tomli.loads(SHIPPED.read_text("utf-8"))["linux"]
    return TypeAdapter(list[LinuxLeftover]).validate_python(data)


@cache
def taken_back(*, specialized: bool) -> list[dict[str, Any]]:
    """The part of the list that the seal of one image is told: a specialized image keeps its identity."""
    return [
        one.model_dump(exclude={"brought_by", "identity"})
        for one in linux()
        if not (specialized and one.identity)
    ]
