"""What can be switched on in a Windows image: the settings of catalog/settings.toml."""

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
    """An inbound rule that allows."""

    name: fields.Text
    protocol: Literal["TCP", "UDP"]
    port: Annotated[int, Field(ge=1, le=65535)]
    program: fields.Text
    service: fields.Text
    profiles: list[Literal["Domain", "Private", "Public"]]


class Setting(TomlTable):
    """One switch: what it sets, and whether it is on where the catalog says nothing."""

    summary: fields.Text
    default: bool
    phase: Literal["first", "last"]
    """`first`: before updates and software. `last`: after them."""
    registry: list[RegistryValue] = []
    services: list[fields.Text] = []
    """Services that are disabled."""
    scheduled_tasks: list[fields.Text] = []
    """Tasks that are disabled."""
    firewall: list[FirewallRule] = []
    defender_exclusions: list[fields.Text] = []
    tests: list[Literal["defender"]] = []
    """What the image is tested for besides."""


@cache
def settings() -> dict[str, Setting]:
    """Every setting, by name."""
    data = tomli.loads(SHIPPED.read_text("utf-8"))
    return TypeAdapter(dict[str, Setting]).validate_python(data)
