"""What a build leaves in an image unless it is removed: the list in leftovers.toml."""

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
    """Something that a build leaves behind. leftovers.toml describes the keys."""

    what: fields.Text
    brought_by: fields.Text


class LinuxLeftover(Leftover):
    """It is identified by its path."""

    paths: Names
    lines: str | None = None
    holding: str | None = None
    emptied: bool = False
    identity: bool = False


class WindowsLeftover(Leftover):
    """It is identified by its kind and name."""

    when: Literal["build", "first_boot"]
    kind: Literal[
        "files",
        "tasks",
        "listener",
        "certificate",
        "firewall",
        "policy",
        "account",
        "profile",
        "paused",
        "exclusion",
    ]
    names: Names


class Leftovers(TomlTable):
    """The list, in the order of removal."""

    linux: list[LinuxLeftover]
    windows: list[WindowsLeftover]


@cache
def leftovers() -> Leftovers:
    """Return the list for both operating systems."""
    return Leftovers.model_validate(tomli.loads(SHIPPED.read_text("utf-8")))


@cache
def taken_back(os_type: str, *, specialized: bool) -> list[dict[str, Any]]:
    """Return what the seal of an image removes: a specialized Linux image keeps its identity."""
    chosen = leftovers().windows if os_type == "Windows" else leftovers().linux
    return [
        one.model_dump(exclude={"brought_by", "identity"})
        for one in chosen
        if not (specialized and isinstance(one, LinuxLeftover) and one.identity)
    ]
