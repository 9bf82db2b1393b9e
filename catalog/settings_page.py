"""The shipped settings in words: docs/settings.md."""

from collections.abc import Iterator

from catalog.as_toml import toml
from catalog.run import GOLDSHELF
from catalog.setting_values import SettingValue
from catalog.settings import Setting, settings

PAGE = GOLDSHELF / "docs/settings.md"
DURATION = 'duration, such as `"2h"`; the registry has milliseconds'
DEFAULTS = {True: "on", False: "off", "session_host": "on for session hosts"}


def content() -> str:
    """Return the page: what people wrote of it, and then what is generated."""
    rows = "\n".join(_row(name, one) for name, one in settings().items())
    sections = "\n\n".join(_section(name, one) for name, one in settings().items())
    head = PAGE.read_text("utf-8").partition(MARK)[0]
    return f"{head}{MARK}\n\n{TABLE}\n{rows}\n\n{SETS}\n\n{sections}\n"


MARK = "<!-- `make generate` writes the rest of this page from catalog/settings.toml. -->"
TABLE = """| setting | what it does | default |
|---|---|---|"""
SETS = """## What each one sets

Phase `first` is before updates and software, `last` after them. `build` is before and again after them,
and what it disables starts again as before when a host first starts."""


def _row(name: str, one: Setting) -> str:
    return f"| [`{name}`](#{name}) | {one.summary} | {DEFAULTS[one.default]} |"


def _section(name: str, one: Setting) -> str:
    lines = [f"### {name}", "", one.summary, ""]
    lines += [f"- {line}" for line in _sets(one)]
    if one.values:
        lines += ["", "| value | takes | default | |", "|---|---|---|---|"]
        lines += [_value(key, value) for key, value in one.values.items()]
    return "\n".join([*lines, "", f"Phase `{one.phase}`. Source: {one.source}."])


def _sets(one: Setting) -> Iterator[str]:
    """Yield what it sets whatever an image gives, in words."""
    for value in one.registry:
        yield f"`{value.path}` `{value.name}` = {toml(value.value)}"
    for service in one.services:
        yield f"service `{service.name}`: {service.startup_type}"
    for path in one.scheduled_tasks:
        yield f"scheduled task `{path}`: disabled"
    for rule in one.firewall:
        what = f"{rule.direction}, {rule.action}, {rule.protocol} {rule.local_port}"
        yield f"rule of the firewall `{rule.name}`: {what}"
    for path in one.defender_exclusions:
        yield f"Defender does not scan `{path}`"
    for test in one.tests:
        yield f"test of the image: `{test}`"


def _value(name: str, one: SettingValue) -> str:
    takes = DURATION if one.takes == "duration" else one.takes
    if one.one_of:
        takes = " or ".join(f"`{toml(data)}`" for data in one.one_of)
    elif one.range:
        takes += f" from {one.range[0]} to {one.range[1]}"
    elif one.form:
        takes += f", such as `{toml(one.such_as)}`"
    default = "not set" if one.default is None else f"`{toml(one.default)}`"
    default = "must be given" if one.required else default
    return f"| `{name}` in `{one.path}` | {takes} | {default} | {one.about} |"
