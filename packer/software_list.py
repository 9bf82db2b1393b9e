"""<image>.software.json: what a build writes down of the image that it made, read with every error named."""

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from catalog.finding import dotted
from files import limits
from files.errors import GoldshelfError

LARGEST_FILE = 10_000_000
"""In bytes: results of an image's own tests can be long."""
SHORT = 60
"""Of a value in a message, in characters."""
WANTED = "give the <image>.software.json of a build"


class Table(BaseModel):
    """A table of it. What a newer goldshelf adds is not compared, and no error."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Source(Table):
    """What the build VM was made from, as Azure's metadata service says."""

    publisher: str | None = None
    offer: str | None = None
    sku: str | None = None
    version: str | None = None
    id: str | None = None
    """Of a version of a gallery."""
    unknown: str | None = None
    """Why nothing is known of it."""


class System(Table):
    """The operating system."""

    caption: str
    build: str


class Product(Table):
    """A product of the catalog, as its proof found it."""

    id: str
    name: str
    version: str
    proof: dict[str, Any] | None = None
    """What was looked at. An older goldshelf did not write it."""


class Program(Table):
    """A program that Windows lists as installed."""

    name: str
    version: str


class SoftwareList(Table):
    """The whole file: a list is None if its operating system has none, or if it could not be read."""

    image: str
    version: str
    source: Source | None = None
    os: System
    software: list[Product]
    programs: list[Program] | None = None
    updates: list[str] | None = None
    appx: list[str] | None = None
    packages: list[str] | None = None
    own: dict[str, Any] = {}


def read_all(*paths: Path) -> list[SoftwareList]:
    """Return what is in the files; of all that cannot be read, say why."""
    found, problems = [], []
    for path in paths:
        try:
            found.append(read(path))
        except GoldshelfError as error:
            problems += str(error).split("\n")
    if problems:
        raise GoldshelfError(*problems)
    return found


def _got(detail: ErrorDetails) -> str:
    """The value that is wrong, where it is short."""
    value = detail["input"]
    return (
        f", got {value!r}"
        if isinstance(value, str | int | float | None) and len(repr(value)) <= SHORT
        else ""
    )


def read(path: Path) -> SoftwareList:
    """Return what is in the file."""
    try:
        data = limits.from_json(limits.content(path, longest=LARGEST_FILE).decode("utf-8-sig"))
    except OSError as error:  # of a folder, Python names a number
        raise GoldshelfError(f"{path}: {error.strerror}; {WANTED}") from None
    except limits.LimitError as error:
        raise GoldshelfError(f"{path}: {error}; {WANTED}") from None
    except ValueError as error:  # of JSON or UTF-8
        raise GoldshelfError(f"{path}: not valid JSON: {error}; {WANTED}") from None
    if isinstance(data, dict) and "builds" in data:
        raise GoldshelfError(f"{path}: this is Packer's own manifest; {WANTED}, which is beside it")
    try:
        return SoftwareList.model_validate(data)
    except ValidationError as error:
        problems = [
            f"{path}: {dotted(detail['loc'])}: {detail['msg']}{_got(detail)}; {WANTED}"
            if detail["loc"]
            else f"{path}: must be a JSON object; {WANTED}"
            for detail in error.errors()
        ]
        raise GoldshelfError(*problems) from None
