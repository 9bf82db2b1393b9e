"""The products of a Windows image, as its scripts install and prove them."""

import re
from os.path import splitext
from typing import Any

from catalog.build import Build
from catalog.fields import seconds
from catalog.own_files import OwnFiles
from catalog.windows_product import FILES, WindowsProduct
from packer.office import installed, told

OF_WINGET = "Microsoft.Winget.Source"
"""What WinGet registers for the user it runs as (microsoft/winget-cli#5599)."""
ENDINGS = {"module": ".zip", "chocolatey": ".nupkg", "office": ".exe"}
"""Of the files that are always the same; others have the name of their installer."""
PACKAGES = (".msixbundle", ".appx", ".appxbundle")
"""Further endings of an msix."""
NOT_TOLD = {
    *("registry", "as_system", "supports", "needs", "expects", "restart", "timeout"),
    *("chocolatey", "winget", "module", "installer", "office"),
}
"""Keys that no script reads."""


def product_json(id_: str, product: WindowsProduct, build: Build, own: OwnFiles) -> dict[str, Any]:
    """Return what image.json says of a product. Every product has every key."""
    pattern = product.archive_member and member_pattern(product.archive_member)
    return {
        "id": id_,
        "kind": product.kind,
        **product.model_dump(exclude=NOT_TOLD),
        "url": product.download,
        "package": product.chocolatey or product.winget or product.module,
        "save_as": save_as(product),
        "sha256": own.digests[product.file] if product.file else product.sha256,
        "member_pattern": pattern,
        "dependencies": [member_pattern(one) for one in product.dependencies],
        "timeout": limits(product, build)[0],
        "exit_codes": [code - 2**32 if code >= 2**31 else code for code in product.exit_codes],
        "sysprep_hazards": [*product.sysprep_hazards, *([OF_WINGET] if product.winget else [])],
        "proof": proof(product),
        "office": told(product) if product.kind == "office" else None,
    }


def limits(product: WindowsProduct, build: Build) -> tuple[int, str]:
    """Return how many seconds the installer may run, and how long Packer waits for all of it."""
    beside = int(seconds(build.timeouts.beside_installer))
    if product.timeout:
        limit = int(seconds(product.timeout))
        return limit, in_minutes(limit + beside)
    whole = int(seconds(build.timeouts.software))
    return max(whole - beside, 1), build.timeouts.software


def in_minutes(limit: int) -> str:
    """Return a time limit in seconds as Packer writes it: 3600 is 1h."""
    hours, minutes = divmod(-(-limit // 60), 60)
    return f"{hours}h{minutes}m" if hours and minutes else f"{hours}h" if hours else f"{minutes}m"


def proof(product: WindowsProduct) -> dict[str, Any]:
    """Return how its scripts see that a product is there: one value is not empty, besides name and office."""
    given = product.proof.model_dump() if product.proof else {}
    implied = {} if product.proof else {"module": product.module, "chocolatey": product.chocolatey}
    named = ("features", "server_features", "capabilities")
    lists = {name: [] if product.proof else getattr(product, name) or [] for name in named}
    nothing = dict.fromkeys(
        ("file", "registry", "name", "command", "program", "appx", "module", "chocolatey")
    )
    office = installed(product.office) if product.kind == "office" else None
    return {**nothing, **given, **implied, **lists, "office": office}


def save_as(product: WindowsProduct) -> str | None:
    """Return the name of its file in the VM: programs of Windows look at the ending."""
    if product.origin not in FILES:
        return None
    ending = splitext((product.file or product.url or "").partition("?")[0])[1].lower()
    if product.archive_member or product.kind == "zip":
        return "setup.zip"
    if product.kind == "msix" and ending in PACKAGES:
        return f"setup{ending}"
    return f"setup{ENDINGS.get(str(product.kind), f'.{product.kind}')}"


def member_pattern(member: str) -> str:
    r"""Return a regular expression for the end of a path in an archive, from a `\` on.

    Python and .NET take it for the same.
    """
    text = re.escape(member.strip("/\\").replace("/", "\\")).replace(r"\*", ".*")
    return rf"(?i)\\{text}$"
