"""The plain rules as data: one key needs another, excludes another, or is only for some images.

A condition is written as in the catalog: `build.spot`, `os_type = "Windows"`, `security != "standard"`.
"""

from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from catalog.problem import Found, Location
from catalog.rule import Find
from catalog.toml_table import TomlTable
from files.quote import quoted

BOOLEANS = {"true": True, "false": False}


@dataclass(frozen=True)
class Condition:
    """Whether a key of a table has a value, or any value but false, where the condition names none."""

    text: str

    @property
    def key(self) -> str:
        """The key with dots, such as `build.spot`."""
        return self.text.partition(" ")[0]

    @property
    def where(self) -> Location:
        """The same as a location in the catalog."""
        return tuple(self.key.split("."))

    @property
    def value(self) -> str | bool | None:
        """The value that the condition names."""
        value = self.text.rpartition("= ")[2] if " " in self.text else ""
        return BOOLEANS.get(value, value.strip('"') or None)

    def of(self, table: TomlTable) -> Any:
        """Return the value that the table has for the key."""
        return attrgetter(self.key)(table)

    def holds(self, table: TomlTable) -> bool:
        """Return whether the condition holds for the table."""
        if self.value is None:
            return bool(self.of(table))
        return bool((self.of(table) == self.value) != (" != " in self.text))

    def __str__(self) -> str:
        """Return the condition for a message: the key is named without the tables that it is in."""
        name = self.where[-1]
        return str(name) if self.value is None else f"{name} = {quoted(self.value)}"


def needs(condition: str, other: str) -> Find:
    """Where `condition` holds, `other` must hold: reported at the first."""
    first, second = Condition(condition), Condition(other)

    def found(table: TomlTable, *_: object) -> Found:
        if first.holds(table) and not second.holds(table):
            subject = "" if first.value is None else f"{quoted(first.value)} "
            yield (
                first.where,
                f"{subject}needs {second}: set that, or {'change' if subject else 'remove'} this",
            )

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
    needed = Condition(condition)
    reason = because and f", because {because}"

    def found(table: TomlTable, *_: object) -> Found:
        for key in map(Condition, () if needed.holds(table) else keys):
            around = attrgetter(key.key.rpartition(".")[0])(table)
            if key.where[-1] in around.model_fields_set if even_if_false else key.holds(table):
                yield key.where, f"is only for images with {needed}{reason}: remove it"

    return found


def must_be(condition: str, *, where: str) -> Find:
    """`condition`, which names a value, must hold where the other does: reported at its key."""
    needed, other = Condition(condition), Condition(where)

    def found(table: TomlTable, *_: object) -> Found:
        if other.holds(table) and not needed.holds(table):
            reason = f"{other.key} = {quoted(other.of(table))}"
            yield needed.where, f"must be {quoted(needed.value)} for {reason}, got {quoted(needed.of(table))}"

    return found
