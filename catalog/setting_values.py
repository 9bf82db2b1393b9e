"""The values that a setting takes: what an image may write in `build.settings` instead of true."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from catalog import fields, software_fields
from catalog.as_toml import toml
from catalog.limit import Limit, is_list_of, refusal
from catalog.toml_table import TomlTable

EXAMPLES: Mapping[str, Any] = {"number": 1, "text": "text", "list": ["text"], "duration": "2h"}
"""Of a value that says none of its own."""


MOST_HOURS = 24 * 49
"""In milliseconds it still fits in a REG_DWORD."""


def _is_switch(value: Any) -> bool:
    return isinstance(value, bool | dict)


Switch = Annotated[
    bool | dict[str, Any],
    Limit(
        fits=_is_switch,
        message="must be true, false, or a table of the values that it takes "
        "(what a setting does is written in [settings.windows.<name>])",
        any_type=True,
        schema={"type": ["boolean", "object"]},
    ),
]
"""What an image says of a setting: whether it has it, or with which values."""


class SettingValue(TomlTable):
    """A registry value that an image may give. Its key is the name of the value in the registry."""

    about: fields.Text
    """What it is, in one sentence, with its unit."""
    path: software_fields.RegistryKey
    """The registry key."""
    takes: Literal["number", "text", "list", "duration"]
    """number: REG_DWORD. text: REG_SZ. list: of texts, REG_MULTI_SZ. duration: such as "2h", a REG_DWORD in
    milliseconds."""
    default: software_fields.RegistryData | None = None
    """What an image has that does not give it. Default: the value is not set."""
    required: bool = False
    """An image that has the setting must give it."""
    range: Annotated[list[int], Field(min_length=2, max_length=2)] | None = None
    """The least and the most of a number."""
    one_of: list[int | str] = []
    """The only data that it may have."""
    not_with: fields.Text | None = None
    """Another value of the setting, which must not be given with it."""
    example: software_fields.RegistryData | None = None
    """For messages and docs. Default: its default."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.default is not None and (wrong := self.refuses(self.default)):
            raise refusal(f"has a default that it does not take: it {wrong}")
        if self.required and self.default is not None:
            raise refusal("is required and has a default: keep one")
        return self

    @property
    def such_as(self) -> Any:
        """Data that it may have."""
        known = (self.example, self.default, *self.one_of, *(self.range or ()))
        return next((one for one in known if one is not None), EXAMPLES[self.takes])

    def refuses(self, data: Any) -> str | None:
        """Return why it does not take this, in words; None if it does."""
        if self.one_of:
            known = any(type(data) is type(one) and data == one for one in self.one_of)
            return None if known else f"must be {' or '.join(map(str, self.one_of))}"
        least, most = self.range or (0, software_fields.DWORD_MAX)
        fits, wanted = {
            "duration": (
                isinstance(data, str) and fields.is_duration(data, hours=MOST_HOURS),
                f'must be a duration such as "2h" or "90m", from 1s to {MOST_HOURS}h',
            ),
            "number": (
                type(data) is int and least <= data <= most,
                f"must be a whole number from {least} to {most}",
            ),
            "text": (isinstance(data, str) and data != "", f"must be text, such as {toml(self.such_as)}"),
            "list": (
                is_list_of(str, data) and data != [] and all(data),
                f"must be a list of one or more texts, such as {toml(self.such_as)}",
            ),
        }[self.takes]
        return None if fits else wanted

    def data(self, given: Any) -> Any:
        """Return what is written in the registry."""
        return round(1000 * fields.seconds(given)) if self.takes == "duration" else given


def with_given(values: Mapping[str, SettingValue], switch: Any) -> dict[str, SettingValue]:
    """Return those that are set, each with what the image gives, or its default, as its default.

    What it does not take is GS355's to report.
    """
    given = switch if isinstance(switch, dict) else {}
    found: dict[str, SettingValue] = {}
    for name, one in values.items():
        data = one.default if name not in given or one.refuses(given[name]) else given[name]
        if data is not None:
            found[name] = one.model_copy(update={"default": one.data(data)})
    return found
