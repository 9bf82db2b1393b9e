"""Downloads of products and of goss: what proves an address that gives another file from time to time."""

import re
from collections.abc import Iterator

from catalog.model import Catalog
from catalog.problem import Found, Location
from catalog.rule import rule
from catalog.windows_product import OF_INSTALLER

MOVES = re.compile(
    r"https://(?:aka\.ms/|go\.microsoft\.com/fwlink/|[^?#]*/latest(?:[/?#]|$)|[^?#]*[/_.-]latest\.\w+(?:[?#]|$))",
    re.IGNORECASE,
)
"""Short links, of which the owner sets where they lead, and addresses that say so themselves."""


@rule(
    "GS277",
    "A SHA-256 should be of an address that always gives the same file",
    example="""
[images.win11-avd.build]
software = ["agent"]

[software.windows.agent]
name      = "Contoso Agent"
- url       = "https://github.com/contoso/agent/releases/latest/download/agent.msi"
- sha256    = "0000000000000000000000000000000000000000000000000000000000000000"
+ url       = "https://github.com/contoso/agent/releases/download/v1.4.0/agent.msi"
+ sha256    = "0000000000000000000000000000000000000000000000000000000000000000"
installer = "msi"
proof     = { program = "Contoso Agent" }
""",
    happens="The download fails in the build as soon as its publisher releases the next version.",
    fix="Set url to the address of one release; on Windows, you can remove sha256 and set signer instead, which "
    "proves each release.",
    source="GitHub: Linking to releases; Microsoft: Install FSLogix, and Distribute your app and the WebView2 "
    "Runtime (addresses that give the newest)",
)
def same_file(catalog: Catalog) -> Found:
    """The build is right to fail: what it gets is not what was looked at."""
    for where, url, signed in _downloads(catalog):
        if MOVES.match(url.partition("{version}")[0]):
            other = ", or remove sha256 and set signer, which proves each release" if signed else ""
            yield (
                where,
                f"{url!r} gives the newest release or leads where its owner says, so a build fails after the "
                f"next release: set url to the address of one release{other}",
            )


def _downloads(catalog: Catalog) -> Iterator[tuple[Location, str, bool]]:
    """Yield what has a SHA-256: its place, the address, and whether a signer could be set instead."""
    for name, product in catalog.software.windows.items():
        if product.url and product.sha256:
            can_be_signed = "signer" in OF_INSTALLER.get(product.installer or "", ())
            yield ("software", "windows", name, "sha256"), product.url, can_be_signed
    for name, package in catalog.software.linux.items():
        if package.url and package.sha256:
            yield ("software", "linux", name, "sha256"), package.url, False
    for place, step in catalog.all_steps:
        if step.goss and step.goss.url:
            yield (*place, "goss", "sha256"), step.goss.url, False
