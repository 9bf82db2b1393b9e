"""When a marketplace image was published, when it was withdrawn, and how long its release gets updates."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from facts.name_table import fact

SHORTEST = timedelta(days=120)
"""After that long, one was deprecated: 22.04.202501080 on 2025-05-14. Source: microsoft/AzureTRE#4370."""
YEAR_MONTH_DAY = re.compile(r"(20[0-9]{2})([0-9]{2})([0-9]{2})[0-9]{0,4}")
"""Part of a version of Linux: 24.04.202601150, 0.20240901.1857, 9.3.20231113, 7.9.2020100116."""
SHORT_DAY = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{2})")
"""The last part of a version of Windows: 26200.8246.260414."""


@dataclass(frozen=True, kw_only=True)
class Withdrawn:
    """A line of withdrawn.txt."""

    how: Literal["gone", "deprecated"]
    since: str
    instead: str


@dataclass(frozen=True, kw_only=True)
class Release:
    """A line of supported.txt."""

    name: str
    last_day: date


def withdrawn(publisher: str, offer: str, sku: str) -> Withdrawn | None:
    """Return what is known of its withdrawal, if it was withdrawn."""
    told = fact("withdrawn", publisher, offer, sku)
    if told is None:
        return None
    how, since, instead = told.split(maxsplit=2)
    return Withdrawn(how="gone" if how == "gone" else "deprecated", since=since, instead=instead)


def release(publisher: str, offer: str, sku: str) -> Release | None:
    """Return its release, and until when that is supported, if the names show it."""
    told = fact("supported", publisher, offer, sku)
    if told is None:
        return None
    last_day, name = told.split(maxsplit=1)
    return Release(name=name, last_day=date.fromisoformat(last_day))


def published(version: str) -> date | None:
    """Return the day that a version names, if it names one."""
    *_, last = parts = version.split(".")
    named = [match.groups() for part in parts if (match := YEAR_MONTH_DAY.fullmatch(part))]
    if short := SHORT_DAY.fullmatch(last):
        named.append((f"20{short[1]}", short[2], short[3]))
    try:
        return date(*map(int, named[0])) if named else None
    except ValueError:
        return None
