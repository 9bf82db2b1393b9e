"""`build.machine` and `build.proxy`: what a machine itself has, and how its build reaches the internet."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from catalog import step_fields
from catalog.certificate import CertificateOrFile
from catalog.limit import Limit, matching, refusal
from catalog.toml_table import TomlTable
from catalog.user_defaults import UserDefaults

SYSTEM_NAMES = frozenset(
    """
    allusersprofile appdata commonprogramfiles computername driverdata ifs ld_library_path ld_preload
    localappdata logname number_of_processors os pathext processor_architecture programdata programfiles
    public username userprofile
    """.split()
) | {name.lower() for name in step_fields.TAKEN.split()}
"""Variables that the system itself sets or depends on."""

AppName = Annotated[
    str,
    matching(
        r"[A-Za-z0-9.-]{3,50}",
        "use the name of a package without wildcards, version or publisher, such as Microsoft.BingNews: "
        "`Get-AppxProvisionedPackage -Online` shows it as DisplayName",
    ),
]
AccountName = Annotated[
    str,
    matching(
        r"[A-Za-z_][A-Za-z0-9._-]{0,31}",
        "use the name of a local account: letters, digits, '.', '_' and '-', with a letter or '_' first",
    ),
]
MachineVariable = Annotated[
    str,
    matching(step_fields.NAME, "use letters, digits and '_', with a letter or '_' first"),
    Limit(
        fits=lambda name: name.lower() not in SYSTEM_NAMES,
        message="is a variable of the system: use another; folders of the PATH are in `path`",
    ),
]
MachineValue = Annotated[
    str,
    Field(max_length=2000),
    Limit(
        fits=lambda value: value and value.isprintable(),
        message="must be one line of printable characters, and not empty",
    ),
]
WINDOWS_FOLDER = r"""(?:[A-Za-z]:|%[A-Za-z0-9_()]+%)[\\/][^\x00-\x1f\x7f:;*?"'<>|%$`]*"""
MachinePath = Annotated[
    str,
    matching(
        rf"(?!.*[\\/]\.\.?(?:[\\/]|$))(?:{WINDOWS_FOLDER}|/[A-Za-z0-9._/+-]*)",
        "use an absolute path without '..', such as C:/Contoso/bin, %ProgramFiles%/Contoso or "
        "/opt/contoso/bin",
    ),
]
ZoneName = Annotated[
    str,
    matching(
        r"[A-Za-z0-9][A-Za-z0-9 .()/_+-]{0,126}",
        "use a time zone: such as Europe/Berlin for Linux, 'W. Europe Standard Time' for Windows",
    ),
]
ProxyAddress = Annotated[
    str,
    matching(
        r"https?://[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?:[0-9]{1,5}",
        "use the address of the proxy with its port, such as http://proxy.contoso.example:3128: no user, no "
        "password, no path",
    ),
]
NoProxy = Annotated[
    str,
    matching(
        r"(?:\*?\.)?[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?",
        "use a name, an address, or a domain with a dot before it, such as .contoso.example",
    ),
]


class Machine(TomlTable):
    """What the machine itself has and loses, besides products and settings."""

    remove_apps: list[AppName] = []
    """Appx packages that no user has or gets, such as "Microsoft.BingNews"."""
    local_accounts: list[AccountName] = []
    """Local accounts that an own step or a product creates, and that hosts keep."""
    environment: dict[MachineVariable, MachineValue] = {}
    """Environment variables of every user and host, not only of the build."""
    path: list[MachinePath] = []
    """Folders at the end of the PATH of every user."""
    time_zone: ZoneName | None = None
    """Time zone of hosts. Default: that of the source, in Azure UTC."""
    user_defaults: UserDefaults | None = None
    """Language, formats, region and keyboards of new users of Windows. Default: those of the source."""
    trusted_certificates: list[CertificateOrFile] = []
    """Files beside the catalog with certificates that every host trusts, such as your authority's."""


class Proxy(TomlTable):
    """How the build VM reaches the internet. Nothing of it stays in the image."""

    http: ProxyAddress | None = None
    """Proxy for http:// addresses."""
    https: ProxyAddress | None = None
    """Proxy for https:// addresses."""
    no_proxy: list[NoProxy] = []
    """What is reached without it, besides the VM itself and Azure's own addresses."""

    @model_validator(mode="after")
    def _has_one(self) -> Self:
        if self.http is None and self.https is None:
            raise refusal("needs http or https: set one, or remove the table")
        return self

    @property
    def direct(self) -> list[str]:
        """Return what is reached without the proxy: Azure's addresses answer only inside the VM."""
        own = ("localhost", "127.0.0.1", "169.254.169.254", "168.63.129.16")
        return [*own, *(one for one in self.no_proxy if one not in own)]

    @property
    def variables(self) -> dict[str, str]:
        """Return the environment variables by which programs know a proxy."""
        known = {"HTTP_PROXY": self.http, "HTTPS_PROXY": self.https, "NO_PROXY": ",".join(self.direct)}
        return {name: value for name, value in known.items() if value}
