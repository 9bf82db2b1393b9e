"""The arguments of azure-arm that `extra` may set, and why it may not set the others."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from catalog.arguments import arguments_of
from catalog.fields import is_duration
from catalog.limit import is_list_of
from catalog.said_elsewhere import said_elsewhere
from facts.azure_arm import DURATIONS, arguments
from files.quote import quoted
from files.suggest import did_you_mean, most_similar

MAX_PORT = 65_535
MAX_NUMBER = 2**31 - 1
"""All numbers that `extra` may set count something. True is an int in Python."""
NEVER = {"ssh_keep_alive_interval": "-1s"}
"""A duration that switches off what the argument is for.

Source: packer-plugin-sdk 0.6.10, communicator/config.go.
"""
DAY = 24
HOURS = {"winrm_expiration_time": 365 * DAY}
"""How many hours a duration may have, unless it is a day: nothing waits for the end of this one."""

TYPES: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "string": ("a string", lambda value: isinstance(value, str)),
    "bool": ("true or false", lambda value: isinstance(value, bool)),
    "number": ("a whole number, not negative", lambda value: type(value) is int and 0 <= value <= MAX_NUMBER),
    "list(string)": ("a list of strings", partial(is_list_of, str)),
    "list(number)": ("a list of whole numbers without quotes", partial(is_list_of, int)),
    "map(string)": ("a table of strings", lambda value: isinstance(value, dict)),
}
"""A type of the schema -> its name in a message, and the check of a value."""


def takes(name: str) -> tuple[str, Callable[[Any], bool]]:
    """Return what the value of an argument must be, in words, and the check of it."""
    if name in DURATIONS:
        longest, off = HOURS.get(name, DAY), f", or {NEVER[name]} for never" if name in NEVER else ""
        text = f"a duration such as 30m or 1h30m, from 1s to {longest}h{off}"
        return text, partial(_is_duration, name)
    if name.endswith("_port"):
        return f"a port, from 1 to {MAX_PORT}", lambda value: type(value) is int and 1 <= value <= MAX_PORT
    return TYPES[arguments()[name]]


def _is_duration(name: str, value: object) -> bool:
    return isinstance(value, str) and (
        is_duration(value, hours=HOURS.get(name, DAY)) or value == NEVER.get(name)
    )


def why_not_allowed(name: str) -> str | None:
    """Return why `extra` must not set the argument, whatever its value; None if it may."""
    if said := said_elsewhere(name):
        return f"cannot be set here: {said.say}"
    argument, reason = arguments_of("azure_arm").get(name), set_elsewhere(name)
    if argument is None or reason is None:
        return None
    if argument.secret:
        return f"is {reason}"
    own = argument.key and argument.key.rpartition(".")[2] == name
    return f"has its own key: set {argument.key}" if own else f"cannot be set here: {reason}"


def set_elsewhere(name: str) -> str | None:
    """Return what sets an argument of azure-arm, or why nothing does; None if `extra` may."""
    argument = arguments_of("azure_arm").get(name)
    if argument is None or argument.in_extra:
        return None
    return argument.refused or f"{argument.key} sets it{f'; {argument.why}' if argument.why else ''}"


def wrong_arguments(extra: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield each key of `extra` that is not a valid argument, and why."""
    for name, value in extra.items():
        if reason := why_not_allowed(name):
            yield name, reason
        elif name not in arguments():
            hint = did_you_mean(name, arguments(), otherwise="see Packer's documentation of azure-arm")
            reason = why_not_allowed(most_similar(name, arguments()) or "")
            yield name, f"is not an argument of azure-arm 2.6; {hint}{f' It {reason}' if reason else ''}"
        elif not takes(name)[1](value):
            yield name, f"must be {takes(name)[0]}, got {quoted(value)}"
