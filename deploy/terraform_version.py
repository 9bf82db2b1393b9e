"""The oldest Terraform and OpenTofu that the stacks can be deployed with, and the check of that."""

import os
import re
import subprocess
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from facts import azurerm_backend
from facts.azurerm_backend import Number

NAMED = re.compile(r"^(Terraform|OpenTofu) v(\d+)\.(\d+)\.(\d+)", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Version:
    """A program and its version."""

    program: str
    number: Number


@dataclass(frozen=True, kw_only=True)
class Need:
    """A feature, and the first version of each program that has it."""

    feature: str
    first: Mapping[str, Number]
    """By program; one that is not named never had it."""

    def unmet(self, version: Version) -> str | None:
        """Why this version is too old; None if it is not."""
        first = self.first.get(version.program)
        if first is None:
            return f"{self.feature} is not in {version.program}: only {' and '.join(self.first)} has it"
        if version.number >= first:
            return None
        return (
            f"{version.program} {_dotted(version.number)} is too old: {self.feature} needs "
            f"{version.program} {_dotted(first)} or newer"
        )


DEPLOY = Need(
    # Before, a failed plan looks like a complete one. Terraform's CHANGELOG, 1.6.0: #33372.
    feature="a check of the plans (`errored` in their JSON)",
    first={"Terraform": (1, 6, 0), "OpenTofu": (1, 6, 0)},
)
REMOVED_BLOCK = Need(
    # CHANGELOG of Terraform 1.7.0; of OpenTofu 1.10.0, #2556: before, it refused `lifecycle` in the block.
    feature="a `removed` block with `destroy = false`",
    first={"Terraform": (1, 7, 0), "OpenTofu": (1, 10, 0)},
)


def of_the_backend(arguments: Collection[str]) -> Iterator[Need]:
    """Yield what these arguments of the backend azurerm need."""
    for name in arguments:
        yield Need(feature=f"{name} in [backend]", first=azurerm_backend.arguments()[name].first)


def version_of(program: str) -> Version | None:
    """Run `program version`; None if it is neither of the two. Raise OSError if there is no such program."""
    run = subprocess.run(  # noqa: S603  (the user's own)
        [program, "version"],
        env={**os.environ, "CHECKPOINT_DISABLE": "1"},  # it would ask HashiCorp for a newer version
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    found = NAMED.search(run.stdout)
    if not found:
        return None
    return Version(program=found[1], number=(int(found[2]), int(found[3]), int(found[4])))


def _dotted(number: Number) -> str:
    return ".".join(map(str, number))
