"""What a catalog can do with each argument of what goldshelf writes, or why it cannot."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import tomli

Of = Literal[
    "azure_arm",
    "azurerm_shared_image",
    "azurerm_shared_image_gallery",
    "azurerm_resource_group",
    "backend_azurerm",
]


@dataclass(frozen=True, kw_only=True)
class Argument:
    """What becomes of one argument: exactly one of the first five says it."""

    key: str | None = None
    """What sets it: a key of an image, such as build.vm_size, or a table of the catalog, such as [cloud]."""
    checked: str | None = None
    """What it is, if `extra` sets it and rules check its value."""
    harmless: str | None = None
    """What it is, if `extra` sets it to any value without harm."""
    unused: str | None = None
    """Why it does nothing, if `extra` may set it nevertheless."""
    refused: str | None = None
    """Why it cannot be set."""
    rules: str = ""
    """The rules that report it, besides those of every key."""
    why: str = ""
    """What else to know of it."""

    @property
    def said(self) -> str:
        """What there is to say of it."""
        return self.refused or self.checked or self.harmless or self.unused or self.why

    @property
    def secret(self) -> bool:
        """Whether it is refused because its value does not belong in a file."""
        return (self.refused or "").startswith("a secret,")

    @property
    def in_extra(self) -> bool:
        """Whether `build.extra` may set it."""
        return self.key is None and self.refused is None


@cache
def arguments_of(what: Of) -> Mapping[str, Argument]:
    """Return each argument by its name; that of a block has the name of the block before it."""
    text = Path(__file__).with_name(f"{what}.toml").read_text("utf-8")
    return {name: Argument(**one) for name, one in tomli.loads(text).items()}
