"""A limit of a single value: checked after its type, reported under the id of a rule, shown by editors."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

VALUE = "GS004"
"""The rule that reports a value whose field has no rule of its own."""


def refusal(message: str, *, id_: str = VALUE) -> PydanticCustomError:
    """Return the error that reports `message` under the rule `id_`."""
    return PydanticCustomError("rule", "{message}", {"message": message, "id": id_})


@dataclass(frozen=True, kw_only=True, eq=False)  # typing wants to hash it
class Limit:
    """What the value of a field must be."""

    fits: Callable[[Any], object]
    message: str
    """The same in words, as an instruction."""
    id: str = VALUE
    schema: dict[str, Any] = field(default_factory=dict)
    """The same for an editor, as far as JSON Schema can express it."""
    any_type: bool = False
    """Check values of any type, for a single message: a union would report one for each of its types."""
    meant: Callable[[Any], str | None] = lambda _: None
    """What was probably meant by a value that does not fit."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Check after the type, or instead of it."""
        if self.any_type:
            return core_schema.no_info_plain_validator_function(self._check)
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Add the limit to the schema of the type."""
        inner: dict[str, Any] = {} if self.any_type else handler(schema)
        message = f"{inner['description']}; {self.message}" if "description" in inner else self.message
        return {**inner, "description": message, **self.schema}

    def _check(self, value: Any) -> Any:
        if not self.fits(value):
            meant = self.meant(value)
            hint = f" (did you mean {meant!r}?)" if meant else ""
            raise refusal(f"{self.message}{hint}", id_=self.id)
        return value


def matching(pattern: str, message: str, *, id_: str = VALUE) -> Limit:
    """Accept only text that `pattern` matches as a whole; it must mean the same in Python and ECMAScript."""

    @cache
    def compiled() -> re.Pattern[str]:  # only when a catalog has such a field: most need few of these
        return re.compile(pattern)

    return Limit(
        fits=lambda text: compiled().fullmatch(text),
        message=message,
        id=id_,
        schema={"pattern": f"^(?:{pattern})$"},
    )


def one_of(*values: str, any_case: bool = False) -> Limit:
    """Accept only these texts."""
    taken = {value.lower() for value in values} if any_case else set(values)
    return Limit(
        fits=lambda value: (value.lower() if any_case else value) in taken,
        message=f"use {', '.join(map(repr, values[:-1]))} or {values[-1]!r}",
        schema={"anyOf": [{"enum": [*values]}, {"type": "string"}]} if any_case else {"enum": [*values]},
    )


def is_list_of(type_: type, value: Any) -> bool:
    """Return whether `value` is a list whose items all have that type."""
    return isinstance(value, list) and all(type(item) is type_ for item in value)


def texts(value: object) -> list[str]:
    """Return a list of texts; none for a value of another type, which another rule reports."""
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
