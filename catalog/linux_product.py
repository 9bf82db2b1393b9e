"""`[software.linux.<id>]`: a package, or a package file, and how to see that it is installed."""

from typing import Literal, Self

from pydantic import model_validator

from catalog import fields, package_fields, software_fields, step_fields
from catalog.limit import refusal
from catalog.toml_table import TomlTable
from facts.package_managers import PackageManager

FORMATS: dict[PackageManager, Literal["deb", "rpm"]] = {"apt": "deb", "dnf": "rpm", "zypper": "rpm"}
"""The package files that each package manager installs."""


class LinuxProof(TomlTable):
    """How to see that a product is installed, and its version."""

    command: fields.Text
    """A command that exits with 0; the first number with dots in its output is the version."""


class LinuxProduct(TomlTable):
    """What to install in a Linux image: `package`, or a package file from `url` or `file`."""

    name: fields.Text
    """Name for people."""
    proof: LinuxProof
    """How to see that it is installed, and its version."""
    package: package_fields.PackageNames | None = None
    """Name of the package; where names differ, { apt = "apache2", dnf = "httpd" }."""
    version: package_fields.PackageVersions | None = None
    """The full version, as the package manager writes it, or one for each. Default: the newest there is."""
    repository: package_fields.RepositoryNames | None = None
    """The name in [repositories] of where the package is from, or one for each package manager."""
    url: software_fields.DownloadUrl | None = None
    """Where the build VM downloads a .deb or .rpm file from."""
    sha256: software_fields.Sha256 | None = None
    """SHA-256 of the download."""
    with_identity: bool = False
    """Download with the build VM's user-assigned identity: for a private storage account."""
    file: step_fields.OwnPath | None = None
    """A .deb or .rpm file beside the catalog."""

    @property
    def format(self) -> str | None:
        """Of its package file: deb or rpm; None if it has no file."""
        path = (self.file or self.url or "").partition("?")[0].partition("#")[0]
        return path.rpartition(".")[2].lower() if path else None

    def package_of(self, manager: PackageManager) -> str | None:
        """The name of its package; None if it has none for that package manager."""
        return of_manager(self.package, manager)

    def repository_of(self, manager: PackageManager) -> str | None:
        """The name of its repository; None if it needs none there."""
        return of_manager(self.repository, manager)

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        given = [name for name in ("package", "url", "file") if getattr(self, name)]
        if len(given) != 1:
            raise refusal("set exactly one of package, url and file, which say what to install")
        if bool(self.url) != bool(self.sha256):
            raise refusal("set url and sha256 together: a package file is checked before it is installed")
        if self.with_identity and not self.url:
            raise refusal("with_identity is for url: with it, the build VM reads a private storage account")
        if self.url and "{" in self.url:
            raise refusal("url must not have braces: nothing replaces them for Linux")
        if self.format not in {None, "deb", "rpm"}:
            raise refusal("the package file must end in .deb or .rpm")
        if not self.package and (self.version or self.repository):
            raise refusal("version and repository are for a package: a package file has its own version")
        return self


def of_manager(value: str | dict[str, str] | None, manager: PackageManager) -> str | None:
    """The part of a value for a package manager: a text is for all."""
    return value.get(manager) if isinstance(value, dict) else value
