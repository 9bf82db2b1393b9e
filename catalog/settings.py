"""The settings of a Windows image: catalog/settings.toml."""

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import tomli
from pydantic import Field, TypeAdapter

from catalog import fields
from catalog.software import RegistryValue
from catalog.toml_table import TomlTable

SHIPPED = Path(__file__).parent.parent / "catalog/settings.toml"


class FirewallRule(TomlTable):
    """An inbound rule that allows traffic."""

    name: fields.Text
    protocol: Literal["TCP", "UDP"]
    port: Annotated[int, Field(ge=1, le=65535)]
    program: fields.Text
    service: fields.Text
    profiles: list[Literal["Domain", "Private", "Public"]]


class Setting(TomlTable):
    """One setting: what it changes in Windows, and whether it is on by default."""

    summary: fields.Text
    default: bool
    phase: Literal["first", "last"]
    """first: before updates and software. last: after them."""
    registry: list[RegistryValue] = []
    services: list[fields.Text] = []
    """Services to disable."""
    scheduled_tasks: list[fields.Text] = []
    """Scheduled tasks to disable."""
    firewall: list[FirewallRule] = []
    defender_exclusions: list[fields.Text] = []
    tests: list[Literal["defender"]] = []
    """Additional tests of the image."""


@cache
def settings() -> dict[str, Setting]:
    """Return every setting by name."""
    data = tomli.loads(SHIPPED.read_text("utf-8"))
    return TypeAdapter(dict[str, Setting]).validate_python(data)
