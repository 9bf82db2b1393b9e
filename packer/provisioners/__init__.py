"""What a step of a build is, as data: the template writes the steps, and facts.json lists them."""

from dataclasses import dataclass
from functools import cached_property
from os.path import basename
from typing import Any

from catalog.timeouts import BuildTimeouts
from packer.hcl import Group, Hcl, Interpolated, body, comment, given, verbatim, word


@dataclass(frozen=True, kw_only=True)
class Provisioner:
    """One provisioner block."""

    type: str
    """Packer's name of it, such as powershell."""
    groups: tuple[Group, ...]
    name: str | None = None
    """Tells it from others in the facts; without one, its arguments do."""
    comment: str | None = None
    on_error: bool = False
    """Packer runs it only when another one has failed; a build can have one such block."""

    @cached_property
    def block(self) -> Hcl:
        """The block, below its comment."""
        inside = body(self.groups, indent=4)
        kind = "error-cleanup-provisioner" if self.on_error else "provisioner"
        return Hcl(f'{comment(self.comment)}\n  {kind} "{word(self.type)}" {{\n{inside}\n  }}')

    @cached_property
    def facts(self) -> dict[str, Any]:
        """Its arguments that have a value, and an `id` that tells it from others."""
        arguments = given(self.groups)
        script = basename(arguments.get("script", ""))
        words = (self.type, script, *arguments.get("environment_vars", ()))
        return {"id": self.name or " ".join(filter(None, words)), **arguments}


@dataclass(frozen=True, kw_only=True)
class Given:
    """What the script of a step is given."""

    variables: tuple[str, ...]
    """Of its environment, with their values; secrets are not among them."""
    options: str
    """Of bash."""
    limits: BuildTimeouts
    """Of the image."""


@dataclass(frozen=True, kw_only=True)
class Verbatim:
    """Blocks of a company's own, as they are in a file beside the catalog."""

    path: str
    type: str = "own"

    @property
    def block(self) -> Hcl:
        """Its place: the file is put in as it is."""
        return verbatim(self.path)

    @property
    def facts(self) -> dict[str, Any]:
        """The file stands for what is in it."""
        return {"id": self.path}


def provisioner(type_: str, *, comment: str | None = None, **arguments: object) -> Provisioner:
    """A provisioner with one group of arguments."""
    return Provisioner(type=type_, groups=(Group(arguments),), comment=comment)


def in_folder(*paths: str) -> list[Interpolated]:
    """Files of the rendered folder."""
    return [Interpolated(f"${{path.root}}/{path}") for path in paths]


def download_software_list(key: str, path: str) -> Provisioner:
    """What is installed, into the manifest folder."""
    return provisioner(
        "file",
        direction="download",
        source=path,
        destination=Interpolated(f"${{var.manifest_folder}}/{key}.software.json"),
    )
