"""What Azure has retired or will retire: retired.txt, by argument of azure-arm and value."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

TABLE = Path(__file__).parent / "retired.txt"

Status = Literal["retired", "announced"]


@dataclass(frozen=True, kw_only=True)
class Retirement:
    """A line of the table."""

    day: date
    status: Status
    instead: str


@cache
def retirement(argument: str, value: str) -> Retirement | None:
    """Return what the table says of the value; upper and lower case are the same, as in Azure."""
    return retirements().get(argument, {}).get(re.sub(r"[0-9]+(?:-[0-9]+)?", "#", value, count=1).lower())


@cache
def retirements() -> Mapping[str, Mapping[str, Retirement]]:
    """Return the table: argument -> value, with # for its first number -> retirement."""
    table: dict[str, dict[str, Retirement]] = {}
    for line in TABLE.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        what, instead = line.split(" : ")
        day, status, argument, *values = what.split()
        it = Retirement(
            day=date.fromisoformat(day),
            status="retired" if status == "retired" else "announced",
            instead=instead,
        )
        table.setdefault(argument, {}).update({value.lower(): it for value in values})
    return table
