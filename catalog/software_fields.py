"""The types of single fields of `[software]`."""

from typing import Annotated, Any

from catalog.limit import Limit, is_list_of, matching

DWORD_MAX = 4_294_967_295


def _is_registry_data(value: Any) -> bool:
    return (
        isinstance(value, str) or is_list_of(str, value) or (type(value) is int and 0 <= value <= DWORD_MAX)
    )


RegistryData = Annotated[
    int | str | list[str],
    Limit(
        fits=_is_registry_data,
        message=f"must be a string, a list of strings, or a whole number from 0 to {DWORD_MAX}",
        any_type=True,
        schema={"type": ["string", "array", "integer"]},
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
AptPackage = Annotated[
    str,
    # apt removes a package whose name ends in '-'
    matching(
        r"[a-z0-9][a-z0-9.+-]*[a-z0-9.+]",
        "use lower-case letters, digits, '.', '+', and '-' except at the end",
    ),
]
AptVersion = Annotated[str, matching(r"[A-Za-z0-9.+~:-]+", "use the full version, as apt shows it")]
