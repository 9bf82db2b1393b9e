"""The plain rules as data: one key needs another, excludes another, or is only for some images.

A condition is written as in the catalog: `build.spot`, `os_type = "Windows"`, `security != "standard"`.
"""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from catalog.problem import Found, Location
from catalog.rule import Find
from catalog.toml_table import TomlTable
from files.quote import quoted

BOOLEANS = {"true": True, "false": False}


class Condition:
    """Whether a key of a table has a value, or any value but false, where the condition names none."""

    def __init__(self, text: str) -> None:
        self.key = text.partition(" ")[0]
        self.where: Location = tuple(self.key.split("."))
        _, sign, value = text.rpartition("= ")
        self.value: str | bool | None = BOOLEANS.get(value, value.strip('"')) if sign else None
        self.negated = " != " in text
        self.of: Callable[[TomlTable], Any] = attrgetter(self.key)
        """Returns the value that a table has for the key."""

    def holds(self, table: TomlTable) -> bool:
        """Return whether the condition holds for the table."""
        value = self.of(table)
        return bool(value) if self.value is None else (value == self.value) is not self.negated

    def is_written(self, table: TomlTable) -> bool:
        """Return whether the catalog has the key, whatever its value."""
        around = attrgetter(self.key.rpartition(".")[0])(table)
        return self.where[-1] in around.model_fields_set

    def __str__(self) -> str:
        """Return the condition for a message: the key is named without the tables that it is in."""
        name = str(self.where[-1])
        return name if self.value is None else f"{name} = {quoted(self.value)}"


def needs(*conditions: str, other: str) -> Find:
    """Where one of `conditions` holds, `other` must hold: reported at that one."""
    needed, given = Condition(other), [Condition(text) for text in conditions]

    def found(table: TomlTable, *_: object) -> Found:
        for one in () if needed.holds(table) else given:
            if one.holds(table) and one.value is None:
                yield one.where, f"needs {needed}: set that, or remove this"
            elif one.holds(table):
                yield one.where, f"{quoted(one.value)} needs {needed}: set that, or change this"

    return found


def excludes(condition: str, other: str, *, because: str = "") -> Find:
    """`condition` and `other` must not hold together: reported at the first."""
    first, second = Condition(condition), Condition(other)
    reason = because and f", because {because}"

    def found(table: TomlTable, *_: object) -> Found:
        if first.holds(table) and second.holds(table):
            yield first.where, f"must not be set together with {second}{reason}: remove one of them"

    return found


def only_for(condition: str, *keys: str, even_if_false: bool = False, because: str = "") -> Find:
    """`keys` must not be set where `condition` does not hold; `even_if_false`: nor set to an empty value."""
    needed, given = Condition(condition), [Condition(key) for key in keys]
    reason = because and f", because {because}"

    def found(table: TomlTable, *_: object) -> Found:
        for one in () if needed.holds(table) else given:
            if one.is_written(table) if even_if_false else one.holds(table):
                yield one.where, f"is only for images with {needed}{reason}: remove it"

    return found


def must_be(condition: str, *, where: str) -> Find:
    """`condition`, which names a value, must hold where the other does: reported at its key."""
    needed, other = Condition(condition), Condition(where)

    def found(table: TomlTable, *_: object) -> Found:
        if other.holds(table) and not needed.holds(table):
            reason = f"{other.key} = {quoted(other.of(table))}"
            yield needed.where, f"must be {quoted(needed.value)} for {reason}, got {quoted(needed.of(table))}"

    return found
