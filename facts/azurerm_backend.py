"""The arguments of the backend azurerm: which of Terraform and OpenTofu has each, and from which version on.

Sources: hashicorp/terraform v1.6.0 to v1.15.9 and opentofu/opentofu v1.6.0 to v1.12.6, read tag by tag in
August 2026: internal/backend/remote-state/azure/backend.go.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SCHEMA = Path(__file__).with_name("azurerm-backend.json")

Number = tuple[int, int, int]


@dataclass(frozen=True, kw_only=True)
class Argument:
    """One argument of the backend."""

    type: str
    """string, bool or number."""
    first: Mapping[str, Number]
    """By program, the first version that has it; a program that has none is not named."""
    variables: tuple[str, ...]
    """What is read from the environment instead, the first of these that is set."""
    secret: bool


@cache
def arguments() -> Mapping[str, Argument]:
    """Return every argument by its name."""
    read = json.loads(SCHEMA.read_text("utf-8"))["arguments"]
    return {name: _argument(**one) for name, one in read.items()}


def _argument(*, type: str, first: dict[str, str], variables: list[str], secret: bool = False) -> Argument:  # noqa: A002
    return Argument(
        type=type,
        first={program: _number(version) for program, version in first.items()},
        variables=tuple(variables),
        secret=secret,
    )


def _number(version: str) -> Number:
    major, minor, patch = map(int, version.split("."))
    return major, minor, patch
