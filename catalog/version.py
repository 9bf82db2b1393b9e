"""Versions of images: an exact one, a series whose last number a build is given, or the date of the build."""

import re
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

from catalog.limit import refusal

ID = "GS009"
"""The rule of versions."""
DATE = "{date}"
"""The version of a build that is named by its date and time in UTC, such as 2026.1129.221912."""
INT32_MAX = 2_147_483_647
"""Azure keeps each part of an image version in a signed 32-bit integer."""
NUMBERS = re.compile(r"[0-9]+(?:\.[0-9]+)*")
WHOLE = r"(?:0|[1-9][0-9]{0,9})"
EXACT = rf"{WHOLE}(?:\.{WHOLE}){{2}}"
SERIES = rf"{WHOLE}\.{WHOLE}"
EXACTLY = "use Major.Minor.Patch: three whole numbers, such as 1.0.0"
NEXT = f"{EXACTLY}; Major.Minor, such as 1.4, whose last number each build is given; or {DATE}"


def _checked(value: str, pattern: str, message: str) -> str:
    if NUMBERS.fullmatch(value):
        parts = value.split(".")
        plain = ".".join(part.lstrip("0") or "0" for part in parts)
        if plain != value and re.fullmatch(pattern, plain):
            # Packer takes them, and nobody says what Azure makes of them.
            raise refusal(f"must not have leading zeros: write {plain}", id_=ID)
        if any(len(part) > len(str(INT32_MAX)) or int(part) > INT32_MAX for part in parts):
            raise refusal(f"each part must be at most {INT32_MAX} (a 32-bit integer)", id_=ID)
    if not re.fullmatch(pattern, value):
        raise refusal(message, id_=ID)
    return value


def _schema(pattern: str, message: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^(?:{pattern})$", "description": message})


ImageVersion = Annotated[
    str, AfterValidator(lambda value: _checked(value, EXACT, EXACTLY)), _schema(EXACT, EXACTLY)
]
NEXT_PATTERN = rf"{EXACT}|{SERIES}|\{{date\}}"
NextVersion = Annotated[
    str, AfterValidator(lambda value: _checked(value, NEXT_PATTERN, NEXT)), _schema(NEXT_PATTERN, NEXT)
]


def exact(version: str) -> str | None:
    """Return the version if it is an exact one."""
    return version if re.fullmatch(EXACT, version) else None


def series(version: str | None) -> str | None:
    """Return the series, such as 1.4, if the version is one."""
    return version if version and re.fullmatch(SERIES, version) else None


def as_numbers(version: str) -> tuple[int, ...]:
    """Return what orders exact versions as Azure does."""
    return tuple(map(int, version.split(".")))
