"""Words that people write as keys, and where a catalog says the same: catalog/said_elsewhere.toml."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import tomli

from catalog.toml_table import TomlTable

SHIPPED = Path(__file__).with_name("said_elsewhere.toml")


class Said(TomlTable):
    """Some words for the same thing."""

    keys: str
    """The words, with '_' where Packer has '-'."""
    source: str
    """What they are words of."""
    instead: str | None = None
    """The key of an image that is set instead, such as build.version."""
    say: str
    """What a message says of them."""


@cache
def shipped() -> Mapping[str, Said]:
    """Return the entries, by each of their words."""
    entries = [Said.model_validate(entry) for entry in tomli.loads(SHIPPED.read_text("utf-8")).values()]
    return {word: entry for entry in entries for word in entry.keys.split()}


def said_elsewhere(key: str) -> Said | None:
    """Return what to say of a key; None if it is not one of these words."""
    return shipped().get(key.replace("-", "_").lower())
