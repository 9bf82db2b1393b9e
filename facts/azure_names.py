"""What Azure takes as a name, for each kind of thing that a build makes.

Sources: Azure, "Naming rules and restrictions for Azure resources", "Resolve errors for reserved resource
names", and REST reference "Virtual Machines - Create Or Update", OSProfile; Azure's errors
InvalidDomainNameLabel, DomainNameLabelReserved and ReservedResourceName; architecture-center#284.
"""

from typing import NamedTuple


class NameRule(NamedTuple):
    """The names of one kind."""

    pattern: str
    says: str
    """The same in words, as an instruction."""


WINDOWS_COMPUTER = NameRule(
    r"(?![0-9]+$)(?!.*-$)[A-Za-z0-9-]{1,15}",
    "use at most 15 letters, digits and '-', not only digits and no '-' at the end",
)
VIRTUAL_MACHINE = NameRule(
    r"(?!.*[.-]$)[A-Za-z0-9.-]{1,64}",
    "use at most 64 letters, digits, '.' and '-', with no '.' or '-' at the end",
)
"""The computer name of Linux has the same rule."""
DNS_LABEL = NameRule(
    r"[a-z][a-z0-9-]{1,61}[a-z0-9]",
    "use 3-63 lower-case letters, digits and '-', with a letter first and no '-' at the end",
)
RESOURCE = NameRule(
    r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,78}[A-Za-z0-9_])?",
    "use 1-80 letters, digits, '.', '_' and '-', with a letter or digit first and no '.' or '-' at the end",
)
"""Of disks, network interfaces and most others."""
KEY_VAULT = NameRule(
    r"(?=.{3,24}$)[A-Za-z](?:-?[A-Za-z0-9])*",
    "use letters, digits and single '-', with a letter first",
)

NO_ACCOUNTS = frozenset(
    """
    administrator admin user user1 test user2 test1 user3 admin1 1 123 a actuser adm admin2 aspnet backup
    console david guest john owner root server sql support support_388945a0 sys test2 test3 user4 user5
    """.split()
)
"""Names that Azure refuses for the account that it creates in a VM, in upper or lower case."""

OF_LINUX = frozenset("bin daemon mail nobody".split())
"""Accounts that Debian, Ubuntu, RedHat and SUSE have, besides root."""

NEVER = ("microsoft", "windows")
"""Trademarks that no name with an address of its own may contain, in upper or lower case."""
AT_START = "login"
"""Not at the start of one."""
WHOLE = frozenset(
    """
    access azure excel exchange kinect office onenote powerpoint skype visio
    """.split()
)
"""Not as the whole of one."""
PARTS = tuple(
    """
    bing bizspark biztalk cortana directx dotnet dynamics forefront groove hololens hyperv lync msdn o365
    office365 onedrive outlook sharepoint visualstudio xbox
    """.split()
)
"""The same according to Azure's page; Azure has also refused names that contain one."""


def trademark(name: str) -> str | None:
    """Return the reserved word for which Azure refuses a name with an address of its own."""
    return next((word for word in NEVER if word in name.lower()), None)


def doubtful(name: str) -> str | None:
    """Return the reserved word for which Azure may refuse such a name."""
    lower = name.lower()
    if lower.startswith(AT_START):
        return AT_START
    return lower if lower in WHOLE else next((word for word in PARTS if word in lower), None)
