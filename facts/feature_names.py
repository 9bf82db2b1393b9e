"""Which command of Windows knows the name of a feature, as far as that is certain: many have two names.

Sources: Microsoft, "Roles, Role Services, and Features included in Windows Server - Server Core"
(MicrosoftDocs/windowsserverdocs, 2018-02), for the names of Install-WindowsFeature, which begin as in SERVER;
DISM's own names of IIS and .NET begin as in DISM, and to Web-Server it answers 0x800f080c, an unknown feature
(gist raycrawford/3184323a17029aaaa52c).
"""

from typing import Literal

SERVER = ("web-", "net-framework-")
NOT_IIS = "web-application-proxy"
"""A role service of Remote Access, of which DISM's name was not found."""
DISM = ("iis-", "netfx")
COMMANDS = {
    "features": "Get-WindowsOptionalFeature",
    "server_features": "Get-WindowsFeature",
}
"""What lists the names for each key of a product."""


def key_of(name: str) -> Literal["features", "server_features"] | None:
    """Return the key of a product that the name is for; None if it may be for both."""
    lower = name.lower()
    if lower.startswith(SERVER) and lower != NOT_IIS:
        return "server_features"
    return "features" if lower.startswith(DISM) else None
