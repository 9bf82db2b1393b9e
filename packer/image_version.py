"""The version that a build publishes: what the template takes for it, and how it refers to it."""

from dataclasses import dataclass

from catalog.build import Build
from catalog.version import DATE, series
from packer.hcl import Hcl, hcl

NUMBER = "(0|[1-9][0-9]*)"


@dataclass(frozen=True, kw_only=True)
class VersionVariable:
    """What the variable image_version may be."""

    default: Hcl | None
    """None: each build must be given one."""
    pattern: Hcl
    example: Hcl
    """What it must be, in words."""
    dated: bool
    """Whether it may be empty: then it is the date of the build."""


def image_version(build: Build) -> str:
    """Return the expression of the version that is published."""
    return "local.image_version" if build.version == DATE else "var.image_version"


def version_variable(build: Build) -> VersionVariable:
    """Return the variable that a build is given."""
    begin = series(build.version)
    dated = build.version == DATE
    first = begin.replace(".", r"\.") if begin else rf"{NUMBER}\.{NUMBER}"
    return VersionVariable(
        default=None if begin else hcl("" if dated else build.version),
        pattern=hcl(rf"^{first}\.{NUMBER}$"),
        example=Hcl(f"{begin}.Patch, such as {begin}.1" if begin else "Major.Minor.Patch, such as 1.0.0"),
        dated=dated,
    )
