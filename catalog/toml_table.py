"""What every table of the catalog is."""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict


class TomlTable(BaseModel):
    """A TOML table: nothing in it is converted, ignored or changed after reading."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def tables_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The tables in an annotation such as `Timeouts | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from tables_in(argument)
