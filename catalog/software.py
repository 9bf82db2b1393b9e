"""What can be installed in an image: the products of catalog/software.toml, and a catalog's own.

From one entry come the step that installs the product, the proof that it is there, and its line in the
image's software manifest.
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
    "so that Sysprep never ends (microsoft/winget-cli#5599); give the product's own installer",
}
"""Ids that are never taken, and why."""


class RegistryValue(TomlTable):
    """A value that is set: a whole number becomes REG_DWORD, a text REG_SZ, a list REG_MULTI_SZ."""

    path: software_fields.RegistryKey
    """The key."""
    name: fields.Text
    """The name of the value."""
    value: software_fields.RegistryData
    """What it is set to."""


class WindowsProof(TomlTable):
    """What shows that a product is there, and its version. Exactly one of file, registry, command, appx."""

    file: fields.Text | None = None
    """A file that is there; its version is the product's."""
    registry: software_fields.MachineKey | None = None
    """A key; its value `name` is the product's version."""
    name: fields.Text | None = None
    """The name of the value in `registry`."""
    command: fields.Text | None = None
    """Ends with 0; the first number with dots in what it says is the version."""
    appx: fields.Text | None = None
    """A package that is provisioned for every user."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        given = [self.file, self.registry, self.command, self.appx]
        if given.count(None) != len(given) - 1 or (self.registry is None) != (self.name is None):
            raise refusal("give one of file, command, appx, or registry with name")
        return self


class LinuxProof(TomlTable):
    """The command that shows that a product is there; the first number with dots in it is the version."""

    command: fields.Text
    """Ends with 0."""


class WindowsProduct(TomlTable):
    """How a product comes into a Windows image, and how it is seen to be there."""

    name: fields.Text
    """As people know it."""
    proof: WindowsProof
    """What shows that it is installed, and which version."""
    url: software_fields.DownloadUrl | None = None
    """May hold {version}, or {digits}: the version without its dots. None: only `registry` is set."""
    installer: Literal["exe", "msi"] | None = None
    """Kind of the installer."""
    archive_member: fields.Text | None = None
    """The download is a zip file, and this file in it is the installer."""
    arguments: str = ""
    """The command line of an exe; what follows `/i <file> /qn /norestart` for an msi."""
    signer: fields.Text | None = None
    """The name in the certificate that the installer must be signed with."""
    sha256: software_fields.Sha256 | None = None
    """The hash of the download."""
    with_identity: bool = False
    """Download as the build VM's user-assigned identity: for a private storage account."""
    version: software_fields.ProductVersion | None = None
    """Fills the address, and must be what is found after the install."""
    as_system: bool = False
    """Run the installer as SYSTEM, not as the build user."""
    registry: list[RegistryValue] = []
    """Values to set after the install."""
    remove: list[fields.Text] = []
    """Paths that are deleted after the install."""
    sysprep_hazards: list[fields.Text] = []
    """Appx packages that it registers for one user, which stop Sysprep: they are removed before it."""

    @property
    def download(self) -> str | None:
        """The address with the version in it."""
        version = self.version or ""
        return self.url and self.url.replace("{version}", version).replace(
            "{digits}", version.replace(".", "")
        )


class LinuxProduct(TomlTable):
    """An apt package."""

    name: fields.Text
    """As people know it."""
    proof: LinuxProof
    """What shows that it is installed, and which version."""
    package: software_fields.AptPackage
    """Name of the apt package."""
    version: software_fields.AptVersion | None = None
    """Left out: what apt offers."""


class Software(TomlTable):
    """Every product that an image of this catalog may name, by operating system and id."""

    windows: dict[software_fields.ProductId, WindowsProduct] = {}
    """For Windows images, by id."""
    linux: dict[software_fields.ProductId, LinuxProduct] = {}
    """For Linux images, by id."""

    def of(self, os_type: str) -> dict[str, WindowsProduct] | dict[str, LinuxProduct]:
        """The products for images of that operating system."""
        return self.windows if os_type == "Windows" else self.linux


@cache
def shipped() -> dict[str, dict[str, Any]]:
    """catalog/software.toml as it stands."""
    return tomli.loads(SHIPPED.read_text("utf-8"))


def with_shipped(own: Any) -> Any:
    """The shipped products and the catalog's own, whose keys win: so it gives a shipped one its version."""
    if not isinstance(own, dict):
        return own  # the model says what is wrong with it
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
