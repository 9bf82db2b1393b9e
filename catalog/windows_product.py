"""`[software.windows.<id>]`: a product for Windows images, from where it comes to the proof that it is there.

A product comes from one place (ORIGINS). What comes as a file is installed as `installer` says.
"""

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Literal, Self

from pydantic import model_validator

from catalog import fields, machine, software_fields, step_fields
from catalog.limit import refusal
from catalog.office import Office
from catalog.toml_table import TomlTable

ORIGINS = (
    *("url", "file", "chocolatey", "winget", "module"),
    *("features", "server_features", "capabilities"),
)
"""Keys that say where a product comes from; it has one of them, or only sets values."""
RESTART = "restart"
"""In `needs`: not a product."""
FILES = ("url", "file")
"""Origins that give a file, which `installer` installs."""
OF_ANY = frozenset(
    """name proof registry remove sysprep_hazards machine_environment path needs expects restart
    supports""".split()
)
"""Keys of every product."""
RUNS = frozenset("version timeout arguments exit_codes environment as_system".split())
"""Keys of what runs a program."""
SIGNED = frozenset("signer sha256 archive_member".split())
OF_ORIGIN: Mapping[str, frozenset[str]] = {
    "url": frozenset({"with_identity", "installer"}),
    "file": frozenset({"installer"}),
    "chocolatey": RUNS | {"feed"},
    "winget": RUNS - {"as_system"} | {"feed"},
    "module": frozenset({"version", "timeout", "feed"}),
    **dict.fromkeys(("features", "server_features", "capabilities"), frozenset({"timeout"})),
}
OF_INSTALLER: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("exe", "msi"), RUNS | SIGNED),
    "office": SIGNED - {"archive_member"} | {"version", "timeout", "exit_codes", "office"},
    "msix": SIGNED | {"version", "timeout", "dependencies"},
    "zip": frozenset({"version", "timeout", "sha256", "archive_member", "destination"}),
    "module": frozenset({"version", "timeout", "sha256"}),
    "chocolatey": RUNS | {"sha256"},
}


def applying(given: Collection[str], installer: object) -> frozenset[str]:
    """Return the keys that a product can have which has these, and this installer."""
    origin = next((one for one in ORIGINS if one in given), "")
    of_file = OF_INSTALLER.get(str(installer), RUNS | SIGNED) if origin in FILES else frozenset()
    return OF_ANY | OF_ORIGIN.get(origin, frozenset()) | of_file | {origin}


class RegistryValue(TomlTable):
    """A registry value to set: a whole number becomes REG_DWORD, a string REG_SZ, a list REG_MULTI_SZ."""

    path: software_fields.RegistryKey
    """The registry key."""
    name: software_fields.RegistryName
    """Name of the value."""
    value: software_fields.RegistryData
    """Data of the value."""


class WindowsProof(TomlTable):
    """How to see that a product is installed, and its version: one of its keys."""

    file: software_fields.MachinePath | None = None
    """A file that must exist; its version is the product's. The path may begin with %ProgramFiles%."""
    registry: software_fields.MachineKey | None = None
    """A registry key; its value `name` is the product's version."""
    name: fields.Text | None = None
    """Name of the value in `registry`."""
    command: fields.Text | None = None
    """A command that exits with 0; the first number with dots in its output is the version."""
    program: fields.Text | None = None
    """A name in Windows' list of programs, which has its version; a * at the end stands for any text."""
    appx: fields.Text | None = None
    """An Appx package that is provisioned for every user."""
    module: software_fields.ModuleName | None = None
    """A PowerShell module that is installed for all users."""

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        given = [self.file, self.registry, self.command, self.program, self.appx, self.module]
        if given.count(None) != len(given) - 1 or (self.registry is None) != (self.name is None):
            raise refusal("set exactly one of file, command, program, appx, module, or registry with name")
        return self


class Supports(TomlTable):
    """Which Windows a product is made for: an image of another one is refused."""

    windows: list[software_fields.Windows] = []
    """client, server, or single releases, such as "Windows 11" or "Windows Server 2022". Default: any."""
    multi_session: bool | None = None
    """false: not on Windows Enterprise multi-session; true: only there. Default: on any."""
    architecture: list[Literal["x64", "Arm64"]] = []
    """Processors. Default: any."""


class WindowsProduct(TomlTable):
    """How to install a product in a Windows image, and how to see that it is installed."""

    name: fields.Text
    """Name for people."""
    proof: WindowsProof | None = None
    """How to see that it is installed, and its version. Default: that what chocolatey, module, features,
    server_features or capabilities names is there."""

    # where it comes from: one of these
    url: software_fields.DownloadUrl | None = None
    """A download. May contain {version}, or {digits}: the version without dots."""
    file: step_fields.OwnPath | None = None
    """A file beside the catalog, of at most 5 MB: WinRM is slow."""
    chocolatey: software_fields.PackageId | None = None
    """Id of a Chocolatey package. Chocolatey itself is a product that comes before."""
    winget: software_fields.PackageId | None = None
    """Id of a WinGet package, installed for the machine. Only on client Windows and Windows Server 2025."""
    module: software_fields.ModuleName | None = None
    """Name of a PowerShell module of a repository: installed for all users, with what it depends on."""
    features: software_fields.FeatureNames | None = None
    """Optional features of Windows by the names of DISM, such as NetFx3: client and server."""
    server_features: software_fields.FeatureNames | None = None
    """Roles and features of Windows Server by the names of Install-WindowsFeature, such as Web-Server."""
    capabilities: software_fields.CapabilityNames | None = None
    """Features on demand, such as OpenSSH.Server~~~~0.0.1.0."""
    feed: software_fields.Feed | None = None
    """Where a package or module comes from: an address, or the name of a source that is registered. Default:
    the community's, which are winget and the PowerShell Gallery for those."""
    with_identity: bool = False
    """Download with the build VM's user-assigned identity: for a private storage account."""

    # how it is installed
    installer: Literal["exe", "msi", "msix", "zip", "module", "chocolatey", "office"] | None = None
    """What the file is. msix: provisioned for all users. zip: unpacked to `destination`. module,
    chocolatey: a package (.nupkg) with a PowerShell module, or for Chocolatey. office: setup.exe of the
    Office Deployment Tool."""
    office: Office = Office()
    """What the Office Deployment Tool installs; version is that of Office."""
    archive_member: software_fields.Member | None = None
    """The installer in the download, if that is a zip file: its name, or the end of its path, wherever it
    is in the archive; * stands for any text. For a zip: the folder whose content is unpacked."""
    dependencies: list[software_fields.Member] = []
    """Further packages of an msix in the same zip file, named like archive_member."""
    destination: software_fields.MachineFolder | None = None
    """The folder for a zip; it may begin with a variable such as %ProgramFiles%."""
    arguments: software_fields.Arguments = ""
    """The arguments of an exe; what follows `/i <file> /qn /norestart` for an msi; further options of
    `choco install` or `winget install`."""
    environment: dict[step_fields.VariableName, step_fields.VariableValue] = {}
    """Environment variables of the installer only."""
    timeout: fields.Duration | None = None
    """How long the installation may take; then it is ended, but for what changes Windows itself: msix,
    features, server_features and capabilities. Packer waits longer by build.timeouts.beside_installer.
    Default: 25m, which is build.timeouts.software less that."""
    exit_codes: list[step_fields.ExitCode] = []
    """Further exit codes that mean success, such as 1638. Always: 0, 3010, 1641."""
    signer: fields.Text | None = None
    """The name in the certificate of the installer's signature."""
    sha256: software_fields.Sha256 | None = None
    """SHA-256 of the download or file."""
    version: software_fields.ProductVersion | None = None
    """Inserted in the url; of a package or module, the one to install. The proof must find this version."""
    as_system: bool = False
    """Run the installer as SYSTEM instead of the build user."""

    # what the image gets besides
    registry: list[RegistryValue] = []
    """Registry values to set after the installation."""
    machine_environment: dict[machine.MachineVariable, machine.MachineValue] = {}
    """Environment variables of the machine, which stay in the image."""
    path: list[software_fields.MachineFolder] = []
    """Folders to add to the PATH of the machine."""
    remove: list[software_fields.MachinePath] = []
    """Files and folders to delete after the installation."""
    sysprep_hazards: list[fields.Text] = []
    """Appx packages that it installs for one user, which stop Sysprep: they are removed before."""

    # when, and where
    needs: list[software_fields.ProductId] = []
    """Ids of products that come before, also features; "restart": a restart before it."""
    expects: list[software_fields.ProductId] = []
    """Ids of products without which it does little: a warning, unless they come before, or the source has
    them."""
    restart: bool = False
    """Restart the VM afterwards."""
    supports: Supports = Supports()
    """Which Windows it is made for. Default: any."""

    @cached_property
    def origin(self) -> str | None:
        """Where it comes from: one of ORIGINS; None if it only sets values."""
        return next((one for one in ORIGINS if getattr(self, one) is not None), None)

    @cached_property
    def kind(self) -> str | None:
        """How it is installed."""
        return self.installer if self.origin in FILES else self.origin

    @property
    def runs(self) -> bool:
        """Whether it does more than to set registry values."""
        return bool(self.origin or self.machine_environment or self.path)

    @property
    def download(self) -> str | None:
        """The url with the version in it."""
        version = self.version or ""
        return self.url and self.url.replace("{version}", version).replace(
            "{digits}", version.replace(".", "")
        )
