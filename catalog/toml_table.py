"""The base class of every table of the catalog."""

from collections.abc import Iterator
from typing import Any, Self, get_args

from pydantic import BaseModel, ConfigDict


class TomlTable(BaseModel):
    """A TOML table: its values are not converted, unknown keys are errors, and it cannot be changed."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        """Return itself: pydantic would copy a default that is a table for each table above it."""
        return self


def tables_in(annotation: Any) -> Iterator[type[TomlTable]]:
    """Yield the tables in an annotation such as `Timeouts | None`."""
    if isinstance(annotation, type) and issubclass(annotation, TomlTable):
        yield annotation
    for argument in get_args(annotation):
        yield from tables_in(argument)
