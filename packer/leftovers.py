"""What a build leaves in an image unless it is taken back: the list in leftovers.toml."""

from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import tomli
from pydantic import Field

from catalog import fields
from catalog.toml_table import TomlTable

SHIPPED = Path(__file__).parent / "leftovers.toml"
Names = Annotated[list[fields.Text], Field(min_length=1)]


class Leftover(TomlTable):
    """One thing that a build brings. The meaning of each key stands in leftovers.toml."""

    what: fields.Text
    brought_by: fields.Text


class LinuxLeftover(Leftover):
    """It is known by where it lies."""

    paths: Names
    lines: str | None = None
    holding: str | None = None
    emptied: bool = False
    identity: bool = False


class WindowsLeftover(Leftover):
    """It is known by what it is."""

    when: Literal["build", "first_boot"]
    kind: Literal["files", "tasks", "listener", "certificate", "firewall", "policy", "account", "profile"]
    names: Names


class Leftovers(TomlTable):
    """The whole list, in the order in which it is taken back."""

    linux: list[LinuxLeftover]
    windows: list[WindowsLeftover]


@cache
def leftovers() -> Leftovers:
    """The list of both families."""
    return Leftovers.model_validate(tomli.loads(SHIPPED.read_text("utf-8")))


@cache
def taken_back(os_type: str, *, specialized: bool) -> list[dict[str, Any]]:
    """The part of the list that the seal of one image is told: a specialized Linux keeps its identity."""
    chosen = leftovers().windows if os_type == "Windows" else leftovers().linux
    return [
        one.model_dump(exclude={"brought_by", "identity"})
        for one in chosen
        if not (specialized and isinstance(one, LinuxLeftover) and one.identity)
    ]
