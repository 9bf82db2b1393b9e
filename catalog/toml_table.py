"""The base class of every table of the catalog."""

from collections.abc import Iterator
from typing import Any, Self, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict

from catalog.limit import refusal


class TomlTable(BaseModel):
    """A TOML table: its values are not converted, unknown keys are errors, and it cannot be changed."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        """Return itself: pydantic would copy a default that is a table for each table above it."""
        return self


def or_switch(table: type[TomlTable], *, example: str) -> BeforeValidator:
    """Read true as the table with its defaults, and false as None."""

    def read(value: Any) -> Any:
        if value is False:
            return None
        if value is True or isinstance(value, dict | table):
            return {} if value is True else value
        raise refusal(f"must be true, false, or a table such as {example}")

    return BeforeValidator(read, json_schema_input_type=bool | table)


def tables_in(annotation: Any) -> Iterator[type[TomlTable]]:
    """Yield the tables in an annotation such as `Timeouts | None`."""
    if isinstance(annotation, type) and issubclass(annotation, TomlTable):
        yield annotation
    for argument in get_args(annotation):
        yield from tables_in(argument)
