"""The types of single fields of `[software]`."""

import re
from typing import Annotated, Any, Literal

from pydantic import Field

from catalog.limit import Limit, is_list_of, matching

DWORD_MAX = 4_294_967_295
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""What no text of the registry has: Windows ends it at the first NUL. A notice may have several lines."""


def _is_registry_data(value: Any) -> bool:
    if isinstance(value, str) or is_list_of(str, value):
        return not any(map(CONTROL.search, [value] if isinstance(value, str) else value))
    return type(value) is int and 0 <= value <= DWORD_MAX


RegistryData = Annotated[
    int | str | list[str],
    Limit(
        fits=_is_registry_data,
        message="must be a string or a list of strings, without control characters, or a whole number from "
        f"0 to {DWORD_MAX}",
        any_type=True,
        schema={"type": ["string", "array", "integer"]},
    ),
]
RegistryName = Annotated[
    str,
    Limit(
        fits=lambda name: name.strip() and name.isprintable(),
        message="use the name of a registry value: printable characters, not only blanks",
        schema={"pattern": "\\S"},
    ),
]
ProductId = Annotated[
    str,
    matching(r"[a-z0-9]+(?:-[a-z0-9]+)*", "use lower-case letters, digits and single '-'"),
]
ProductVersion = Annotated[str, matching(r"[0-9]+(?:\.[0-9]+)*", "use numbers with dots, such as 1.2.3")]
DownloadUrl = Annotated[
    str,
    matching(
        r"https://[A-Za-z0-9.-]+(?::[0-9]+)?/(?:[A-Za-z0-9_.~/?#@!$&'()*+,;=:%-]|\{version\}|\{digits\})*",
        "use an https:// address; the only braces allowed are {version} and {digits}, and other characters "
        "are written as %XX",
    ),
]
Sha256 = Annotated[str, matching(r"[0-9A-Fa-f]{64}", "use the 64 hexadecimal digits of the SHA-256")]
RegistryKey = Annotated[
    str,
    matching(
        r"(?:HKLM|DEFAULT_USER):\\[^\x00-\x1f]+",
        r"use a key such as 'HKLM:\SOFTWARE\Contoso', or 'DEFAULT_USER:\...' for every new user",
    ),
]
MachineKey = Annotated[str, matching(r"HKLM:\\[^\x00-\x1f]+", r"use a key such as 'HKLM:\SOFTWARE\Contoso'")]
PackageId = Annotated[
    str,
    matching(
        r"(?!(?:all|.*\.config)$)[A-Za-z0-9][A-Za-z0-9._+-]*",
        "use the id of a single package, such as 7zip or Git.Git",
    ),
]
ModuleName = Annotated[
    str, matching(r"[A-Za-z0-9_][A-Za-z0-9_.-]*", "use the name of a module, such as Az.Accounts")
]
FeatureNames = Annotated[
    list[
        Annotated[
            str,
            matching(
                r"[A-Za-z0-9][A-Za-z0-9_.-]*", "use the name of a feature, such as NetFx3 or Web-Server"
            ),
        ]
    ],
    Field(min_length=1),
]
CapabilityNames = Annotated[
    list[
        Annotated[
            str,
            matching(
                r"[A-Za-z0-9][A-Za-z0-9.-]*~[A-Za-z0-9]*~[A-Za-z0-9]*~[A-Za-z0-9-]*~[0-9]+(?:\.[0-9]+)*",
                "use the whole name, as Get-WindowsCapability shows it: OpenSSH.Server~~~~0.0.1.0",
            ),
        ]
    ],
    Field(min_length=1),
]
Feed = Annotated[
    str,
    matching(
        r"https://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9_.~/?#@!$&'()*+,;=:%-]*)?|[A-Za-z][A-Za-z0-9._-]*",
        "use an https:// address without a password, or the name of a source that is registered",
    ),
]
Arguments = Annotated[
    str,
    Limit(
        fits=lambda text: not text or text.isprintable(),
        message="must be one line of printable characters: end each line of a long text in triple quotes "
        "with a backslash",
    ),
]
Member = Annotated[
    str,
    matching(
        r"(?!.*(?:^|[\\/])\.\.?(?:[\\/]|$))[\\/]?[^\x00-\x1f\x7f\\/]+(?:[\\/][^\x00-\x1f\x7f\\/]+)*[\\/]?",
        "use a name in the archive, or the end of a path there, such as x64/setup.exe, without '..'; * is "
        "any text",
    ),
]
MachineFolder = Annotated[
    str,
    matching(
        r"(?!.*[\\/]\.\.?(?:[\\/]|$))(?:[A-Za-z]:|%[A-Za-z][A-Za-z0-9_()]*%)"
        r"""(?:[\\/][^\x00-\x1f\x7f\\/:*?"<>|;%{}]+)+""",
        "use an absolute path without '..', such as 'C:\\Contoso' or '%ProgramFiles%\\Contoso'; in double "
        "quotes, a backslash begins an escape",
    ),
]
MachinePath = Annotated[
    str,
    matching(
        r"(?!.*[\\/]\.\.?(?:[\\/]|$))(?:[A-Za-z]:|%[A-Za-z][A-Za-z0-9_()]*%)"
        r"""(?:[\\/][^\x00-\x1f\x7f\\/:*?"<>|]+)+[\\/]?""",
        "use an absolute path without '..' and wildcards, such as '%ProgramFiles%\\Contoso\\agent.exe'; in "
        "double quotes, a backslash begins an escape",
    ),
]
Windows = Literal[
    "client",
    "server",
    "Windows 10",
    "Windows 11",
    "Windows Server 2016",
    "Windows Server 2019",
    "Windows Server 2022",
    "Windows Server 2025",
]
