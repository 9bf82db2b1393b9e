"""The version that each image is built as: the release's, or one that ends with the pipeline's number."""

import re
from argparse import ArgumentTypeError
from collections.abc import Callable
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from catalog.run import synth_command
from catalog.version import DATE, INT32_MAX, ImageVersion, as_numbers, series
from committed.git import Git
from files.errors import GoldshelfError
from files.folders import Files
from review.image_folder import version_of

VERSION = TypeAdapter[str](ImageVersion)

VersionOf = Callable[[str, Files], str]
"""The version of an image: its key and its committed files -> Major.Minor.Patch; empty: its build's date."""


def numbered(patch: int, *, project: Path) -> VersionOf:
    """The catalog's Major.Minor, with the pipeline's number as the last part; above the last release."""
    # A release is a tag such as v1.4.0.
    names = Git(project).tag_names()
    tags = re.findall(r"^v([0-9]{1,10})\.([0-9]{1,10})\.([0-9]{1,10})$", names, flags=re.MULTILINE)
    released: tuple[int, ...] = max((tuple(map(int, tag)) for tag in tags), default=())

    def version(key: str, files: Files) -> str:
        wanted = version_of(files) or ""
        if wanted == DATE:
            return ""
        given = re.fullmatch(r"([0-9]{1,10})\.([0-9]{1,10})(?:\.[0-9]{1,10})?", wanted)
        if not given:
            raise GoldshelfError(
                f"images.{key}: its template has no version; run {synth_command()} and commit it"
            )
        numbers = (int(given[1]), int(given[2]), patch)
        if numbers <= released:
            raise GoldshelfError(
                f"images.{key}: {_text(numbers)} is not above the release v{_text(released)}, which hosts "
                "would keep as the latest: raise its version in the catalog"
            )
        return _text(numbers)

    return version


def released(given: str) -> VersionOf:
    """The version of a release, for every image whose own is not its date."""

    def version(key: str, files: Files) -> str:
        wanted = version_of(files)
        if wanted == DATE:
            return ""
        if (only := series(wanted)) and as_numbers(given)[:2] != as_numbers(only):
            raise GoldshelfError(
                f"images.{key}: {given} is not of the series {only}, which its version in the catalog is: "
                f"change one of them"
            )
        return given

    return version


def _text(numbers: tuple[int, ...]) -> str:
    return ".".join(map(str, numbers))


def patch_argument(given: str) -> int:
    """An option's value as the last part of a version."""
    if not _is_version(f"0.0.{given}"):
        raise ArgumentTypeError(f"use a whole number up to {INT32_MAX}, got {given!r}")
    return int(given)


def version_argument(given: str) -> str:
    """An option's value as a version, with or without the v of a tag."""
    version = given.removeprefix("v")
    if not _is_version(version):
        raise ArgumentTypeError(f"use Major.Minor.Patch, such as 1.4.0, got {given!r}")
    return version


def _is_version(text: str) -> bool:
    try:
        VERSION.validate_python(text)
    except ValidationError:
        return False
    return True
