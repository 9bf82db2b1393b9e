"""The steps of a build, in order, as data: the template writes them, and facts.json lists them."""

from collections.abc import Mapping
from dataclasses import dataclass

from packer.hcl import Group, Interpolated

Environment = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Provisioner:
    """One provisioner block."""

    type: str
    """Packer's name of it, such as powershell."""
    groups: tuple[Group, ...]
    comment: str | None = None


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
