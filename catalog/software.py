"""The products that an image can install: those of catalog/software.toml, and a catalog's own.

One entry makes the step that installs the product, the proof that it is installed, and its line in the
software manifest of the image.
"""

from functools import cache
from pathlib import Path
from typing import Any, Literal, Self

import tomli
from pydantic import model_validator

from catalog import fields, software_fields
from catalog.limit import refusal
from catalog.toml_table import TomlTable

SHIPPED = Path(__file__).parent.parent / "catalog/software.toml"

REFUSED = {
    "winget": "winget finds no sources as SYSTEM, and registers Microsoft.Winget.Source for one user, "
    "so that Sysprep never ends (microsoft/winget-cli#5599); use the product's own installer",
}
"""Ids that cannot be installed, and why."""


class RegistryValue(TomlTable):
    """A registry value to set: a whole number becomes REG_DWORD, a string REG_SZ, a list REG_MULTI_SZ."""

    path: software_fields.RegistryKey
    """The registry key."""
    name: fields.Text
    """Name of the value."""
    value: software_fields.RegistryData
    """Data of the value."""


class WindowsProof(TomlTable):
    """How to see that a product is installed, and its version: one of file, registry, command, appx."""

    file: fields.Text | None = None
    """A file that must exist; its version is the product's."""
    registry: software_fields.MachineKey | None = None
    """A registry key; its value `name` is the product's version."""
    name: fields.Text | None = None
    """Name of the value in `registry`."""
    command: fields.Text | None = None
    """A command that exits with 0; the first number with dots in its output is the version."""
    appx: fields.Text | None = None
    """An Appx package that is provisioned for every user."""

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        given = [self.file, self.registry, self.command, self.appx]
        if given.count(None) != len(given) - 1 or (self.registry is None) != (self.name is None):
            raise refusal("set exactly one of file, command, appx, or registry with name")
        return self


class LinuxProof(TomlTable):
    """How to see that a product is installed, and its version."""

    command: fields.Text
    """A command that exits with 0; the first number with dots in its output is the version."""


class WindowsProduct(TomlTable):
    """How to install a product in a Windows image, and how to see that it is installed."""

    name: fields.Text
    """Name for people."""
    proof: WindowsProof
    """How to see that it is installed, and its version."""
    url: software_fields.DownloadUrl | None = None
    """May contain {version}, or {digits}: the version without dots. Default: only `registry` is set."""
    installer: Literal["exe", "msi"] | None = None
    """Type of the installer."""
    archive_member: fields.Text | None = None
    """The installer in the download, if that is a zip file."""
    arguments: str = ""
    """The arguments of an exe, or what follows `/i <file> /qn /norestart` for an msi."""
    signer: fields.Text | None = None
    """The name in the certificate of the installer's signature."""
    sha256: software_fields.Sha256 | None = None
    """SHA-256 of the download."""
    with_identity: bool = False
    """Download with the build VM's user-assigned identity: for a private storage account."""
    version: software_fields.ProductVersion | None = None
    """Inserted in the url; the proof must find this version."""
    as_system: bool = False
    """Run the installer as SYSTEM instead of the build user."""
    registry: list[RegistryValue] = []
    """Registry values to set after the installation."""
    remove: list[fields.Text] = []
    """Paths to delete after the installation."""
    sysprep_hazards: list[fields.Text] = []
    """Appx packages that it installs for one user, which stop Sysprep: they are removed before."""

    @property
    def download(self) -> str | None:
        """The url with the version in it."""
        version = self.version or ""
        return self.url and self.url.replace("{version}", version).replace(
            "{digits}", version.replace(".", "")
        )


class LinuxProduct(TomlTable):
    """An apt package."""

    name: fields.Text
    """Name for people."""
    proof: LinuxProof
    """How to see that it is installed, and its version."""
    package: software_fields.AptPackage
    """Name of the apt package."""
    version: software_fields.AptVersion | None = None
    """Default: the version that apt offers."""


class Software(TomlTable):
    """Every product that an image of this catalog can install, by operating system and id."""

    windows: dict[software_fields.ProductId, WindowsProduct] = {}
    """Products for Windows images, by id."""
    linux: dict[software_fields.ProductId, LinuxProduct] = {}
    """Products for Linux images, by id."""

    def of(self, os_type: str) -> dict[str, WindowsProduct] | dict[str, LinuxProduct]:
        """Return the products for an operating system."""
        return self.windows if os_type == "Windows" else self.linux


@cache
def shipped() -> dict[str, dict[str, Any]]:
    """Return catalog/software.toml."""
    return tomli.loads(SHIPPED.read_text("utf-8"))


def with_shipped(own: Any) -> Any:
    """Return the shipped products and the catalog's own, whose keys win: they can set a shipped version."""
    if not isinstance(own, dict):
        return own  # the model reports it
    merged: dict[str, Any] = {**own}
    for system, products in shipped().items():
        mine = own.get(system, {})
        if not isinstance(mine, dict):
            continue
        merged[system] = {**products, **mine}
        for key in products.keys() & mine.keys():
            if isinstance(mine[key], dict):
                merged[system][key] = {**products[key], **mine[key]}
    return merged
