"""The values that a setting takes: what an image may write in `build.settings` instead of true."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import WithJsonSchema, model_validator

from catalog import fields, setting_fields, software_fields
from catalog.as_toml import toml
from catalog.limit import refusal
from catalog.setting_forms import FORMS
from catalog.toml_table import TomlTable

EXAMPLES: Mapping[str, Any] = {"number": 1, "text": "text", "list": ["text"], "duration": "2h"}
"""Of a value that says none of its own."""
MOST_HOURS = 24 * 49
"""In milliseconds it still fits in a REG_DWORD."""
A_SWITCH = (
    "must be true, false, or a table of the values that it takes "
    "(what a setting does is written in [settings.windows.<name>])"
)
Switch = Annotated[Any, WithJsonSchema({"type": ["boolean", "object"], "description": A_SWITCH})]
"""What an image says of a setting: whether it has it, or with which values. GS355 reports any other type."""


class Wrong(NamedTuple):
    """What a value does not take."""

    at: tuple[int, ...]
    """The item of a list; else the whole of it."""
    data: Any
    why: str


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
    range: setting_fields.NumberRange | None = None
    """The least and the most of a number."""
    one_of: setting_fields.OneOf = []
    """The only data that a number or a text may have."""
    form: Literal["share", "cloud_cache", "release"] | None = None
    """What a text, or each text of a list, must look like. share: of a file server. cloud_cache: begins with
    type=smb, or type=azure. release: of Windows, such as 25H2."""
    not_with: fields.Text | None = None
    """Another value of the setting, which must not be given with it; its default is not set then."""
    example: software_fields.RegistryData | None = None
    """For messages and docs. Default: its default."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if why := self._contradiction():
            raise refusal(why)
        # What it says itself is no example of what it takes before it is known to fit.
        plain = self.model_copy(update={"default": None, "example": None})
        for what, data in (("a default", self.default), ("an example", self.example)):
            if data is not None and (wrong := next(plain.wrong(data), None)):
                raise refusal(f"has {what} that it does not take: it {wrong.why}")
        if self.required and self.default is not None:
            raise refusal("is required and has a default: keep one")
        return self

    def _contradiction(self) -> str | None:
        """Return what its keys say that cannot be, in words."""
        if self.range and self.takes != "number":
            return "has a range, which only a number has: remove it"
        if self.range and self.one_of:
            return "has a range and one_of: keep one"
        if self.one_of and self.takes not in {"number", "text"}:
            return "has one_of, which only a number or a text has: remove it"
        if self.form and (self.one_of or self.takes not in {"text", "list"}):
            return "has a form, which only a text or a list without one_of has: remove it"
        plain = self.model_copy(update={"default": None, "example": None, "one_of": []})
        wrong = (one for data in self.one_of for one in plain.wrong(data))
        return next((f"has data in one_of that it does not take: it {one.why}" for one in wrong), None)

    @property
    def such_as(self) -> Any:
        """Data that it may have."""
        known = (self.example, self.default, *self.one_of, *(self.range or ()))
        data = next((one for one in known if one is not None), None)
        if data is None and self.form:
            data = FORMS[self.form].example if self.takes == "text" else [FORMS[self.form].example]
        return EXAMPLES[self.takes] if data is None else data

    @property
    def is_port(self) -> bool:
        """Whether whatever it has is a port."""
        data = [*self.one_of, *(self.range or ())]
        return self.takes == "number" and data != [] and all(map(setting_fields.is_port, data))

    def wrong(self, data: Any) -> Iterator[Wrong]:
        """Yield what it does not take of this."""
        if self.takes == "list" and isinstance(data, list) and data:
            such_as = self.such_as[0]
            wrong = ((index, one, self._refuses_text(one, such_as)) for index, one in enumerate(data))
            yield from (Wrong((index,), one, why) for index, one, why in wrong if why)
        elif why := self._refuses_one(data):
            yield Wrong((), data, why)

    def _refuses_one(self, data: Any) -> str | None:
        """Return why it does not take this, in words; None if it does."""
        if self.one_of:
            known = any(type(data) is type(one) and data == one for one in self.one_of)
            return None if known else f"must be {' or '.join(map(str, self.one_of))}"
        if self.takes == "text":
            return self._refuses_text(data, self.such_as)
        least, most = self.range or (0, software_fields.DWORD_MAX)
        if self.takes == "number":
            fits = type(data) is int and least <= data <= most
            return None if fits else f"must be a whole number from {least} to {most}"
        if self.takes == "duration":
            fits = isinstance(data, str) and fields.is_duration(data, hours=MOST_HOURS)
            return None if fits else f'must be a duration such as "2h" or "90m", from 1s to {MOST_HOURS}h'
        return f"must be a list of one or more texts, such as {toml(self.such_as)}"

    def _refuses_text(self, data: Any, such_as: str) -> str | None:
        if not isinstance(data, str) or not data:
            return f"must be text, such as {toml(such_as)}"
        if software_fields.CONTROL.search(data):
            return "must have no control character: remove it"
        form = FORMS.get(self.form or "")
        return form.message if form and not form.fits(data) else None

    def data(self, given: Any) -> Any:
        """Return what is written in the registry."""
        return round(1000 * fields.seconds(given)) if self.takes == "duration" else given


Values = Mapping[str, SettingValue]
"""Those of a setting, by name."""


def exclude_each_other(values: Values) -> Iterator[tuple[str, str]]:
    """Yield the names of each two values of which an image has one."""
    for name, one in values.items():
        if one.not_with:
            yield name, one.not_with


def contradiction(values: Values) -> str | None:
    """Return what two values of a setting say of each other that cannot be, in words."""
    for name, other in exclude_each_other(values):
        if other not in values or other == name:
            return f"has a value {name!r}, whose not_with must be another of its values"
        if all(one.required or one.default is not None for one in (values[name], values[other])):
            return (
                f"has {name} and {other}, only one of which can be given: both have a default or are required"
            )
    return None


def is_port(name: str, values: Values) -> bool:
    """Whether an image always has that value, and it is a port."""
    one = values.get(name)
    excluded = {name for pair in exclude_each_other(values) for name in pair}
    return one is not None and one.is_port and one.default is not None and name not in excluded


def with_given(values: Values, switch: Any) -> dict[str, SettingValue]:
    """Return those that are set, each with what the image gives, or its default, as its default.

    A default gives way to a value that excludes it. What is not taken is GS355's to report.
    """
    given = switch if isinstance(switch, dict) else {}
    pairs = list(exclude_each_other(values))
    excluded = {one for pair in pairs for one, other in (pair, pair[::-1]) if other in given} - set(given)
    found: dict[str, SettingValue] = {}
    for name, one in values.items():
        data = one.default if name not in given or any(one.wrong(given[name])) else given[name]
        if data is not None and name not in excluded:
            found[name] = one.model_copy(update={"default": one.data(data)})
    return found
