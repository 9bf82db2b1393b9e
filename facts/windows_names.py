"""What the names of a marketplace image show of its Windows: client or server, sessions, language."""

import re
from typing import Literal

Windows = Literal["client", "server"]

CLIENT = "microsoftwindowsdesktop"
SERVER = "microsoftwindowsserver"
# Other publishers name the Windows that their image has: cis-windows-11-l1, sql2022-ws2022,
# vs-2022-ent-latest-win11-n-gen2, dsvm-win-2022.
NAMES_CLIENT = re.compile(r"(?:^|[-_ ])win(?:dows)?[-_]?1[01](?![0-9])")
NAMES_SERVER = re.compile(r"(?:^|[-_ ])(?:ws|win(?:dows)?|windows[-_]?server)[-_]?20(?:12|16|19|22|25)")
SEVERAL = re.compile(r"(?:^|[-_ ])(?:avd|evd|multi-?session)(?:$|[-_ ])")
"""Part of an offer or a sku: win11-25h2-avd, 19h1-evd."""


def windows(publisher: str, offer: str, sku: str) -> Windows | None:
    """Return the kind of Windows; None if it is none, or not known. The names are in lower case."""
    if publisher in {CLIENT, SERVER}:
        return "client" if publisher == CLIENT else "server"
    if NAMES_SERVER.search(f"{offer} {sku}"):
        return "server"
    return "client" if NAMES_CLIENT.search(f"{offer} {sku}") else None


def multi_session(publisher: str, offer: str, sku: str) -> bool | None:
    """Return whether it is Windows Enterprise multi-session; None if nothing says it."""
    kind = windows(publisher, offer, sku)
    if kind == "client" and SEVERAL.search(f"{offer} {sku}"):
        return True
    return False if kind == "server" or publisher == CLIENT else None


RELEASES = {
    kind: re.compile(rf"(?:^|[-_ ])(?:ws|win(?:dows)?|windows[-_]?server)?[-_]?({releases})(?=$|[-_ ])")
    for kind, releases in {"client": "10|11", "server": "20(?:12|16|19|22|25)"}.items()
}
"""Part of a sku or an offer: win11-25h2-avd, 2022-datacenter-g2."""


def release(publisher: str, offer: str, sku: str) -> str | None:
    """Return the name of the Windows, such as Windows 11 or Windows Server 2022; None if nothing says it."""
    kind = windows(publisher, offer, sku)
    if kind is None:
        return None
    found = {one for name in (sku, offer) for one in RELEASES[kind].findall(name)}
    return f"Windows {'Server ' if kind == 'server' else ''}{found.pop()}" if len(found) == 1 else None


OF_MOST = "en-US"
"""The language of Microsoft's own images of Windows."""
LANGUAGES = {"zhcn": "zh-CN"}
"""Part of a sku: 2022-datacenter-zhcn-g2."""


def language(publisher: str, sku: str) -> str | None:
    """Return the language in which it was installed; None if it is none of Microsoft's own."""
    if publisher not in {CLIENT, SERVER}:
        return None
    return next((LANGUAGES[part] for part in sku.split("-") if part in LANGUAGES), OF_MOST)
