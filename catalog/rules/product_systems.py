"""Products, and the Windows that they are made for."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from catalog.image import Image
from catalog.model import Catalog
from catalog.origin import facts_of_origin
from catalog.problem import Found
from catalog.rule import each_image, rule
from catalog.windows_product import Supports, WindowsProduct
from facts.marketplace import ImageFacts
from files.quote import first_names

OF_KIND: Mapping[str, Supports] = {
    "winget": Supports(windows=["client", "Windows Server 2025"]),
    "server_features": Supports(windows=["server"]),
}
"""What Windows itself needs for a kind of product.

Microsoft, "Use WinGet to install and manage applications": Windows 10, Windows 11 and Windows Server 2025.
"""


class Asked(NamedTuple):
    """A product of an image, and its place there."""

    place: int
    name: str
    product: WindowsProduct


def supports_of(product: WindowsProduct) -> Iterator[Supports]:
    """What its kind and the product itself support."""
    if (kind := str(product.kind)) in OF_KIND:
        yield OF_KIND[kind]
    yield product.supports


def _asked(image: Image, catalog: Catalog) -> Iterator[Asked]:
    known = catalog.software.windows if image.os_type == "Windows" else {}
    for place, name in enumerate(image.build.software):
        if name in known:
            yield Asked(place=place, name=name, product=known[name])


def fits(wanted: Supports, facts: ImageFacts) -> bool | None:
    """Whether a Windows is one of those; None if not enough is known of it."""
    found: list[bool | None] = [True]
    if wanted.windows and facts.windows not in wanted.windows:
        releases = [one for one in wanted.windows if one not in {"client", "server"}]
        family = {"server" if "Server" in one else "client" for one in releases}
        if facts.windows and facts.windows not in family:
            found.append(False)
        else:
            found.append(facts.release in releases if facts.release else None)
    if wanted.multi_session is not None:
        several = facts.multi_session
        found.append(None if several is None else several is wanted.multi_session)
    return False if False in found else None if None in found else True


def _words(wanted: Supports) -> str:
    sessions = {True: "multi-session Windows", False: "Windows for a single session", None: ""}
    families = {"client": "client Windows", "server": "Windows Server"}
    releases = ", ".join(families.get(one, one) for one in wanted.windows)
    return " and ".join(filter(None, [releases, sessions[wanted.multi_session]]))


@rule(
    "GS307",
    "A product must support the Windows of the image",
    example="""
[images.win11-avd.build]
- software = ["iis"]

[software.windows.iis]
name            = "Internet Information Services"
server_features = ["Web-Server"]
""",
    happens="The installer refuses, or installs what does not work, in the build.",
    fix="Remove the product from the image, or change `supports` of the product if that is wrong.",
    source="the publishers: catalog/software.toml; Microsoft: Install-WindowsFeature, WinGet",
)
@each_image
def supported(image: Image, catalog: Catalog) -> Found:
    """Where the names of the source below all layers show its Windows; the processor is in the definition."""
    facts, processor = facts_of_origin(image, catalog), image.architecture or "x64"
    for one in _asked(image, catalog):
        where = ("build", "software", one.place)
        for wanted in supports_of(one.product):
            if wanted.architecture and processor not in wanted.architecture:
                yield (
                    where,
                    f"{one.name!r} is made for {', '.join(wanted.architecture)}, the image is {processor}",
                )
            if fits(wanted, facts) is False:
                found = facts.release or f"{facts.windows} Windows"
                several = ", multi-session" if facts.multi_session else ""
                yield where, f"{one.name!r} is made for {_words(wanted)}, and the source has {found}{several}"


@rule(
    "GS231",
    "It should be known whether a product supports the Windows of the image",
    example="""
[images.win11-avd.build]
software = ["iis"]
- source   = { gallery_name = "others", image_name = "base", resource_group = "others" }
+ source   = { publisher = "MicrosoftWindowsServer", offer = "windowsserver2022", sku = "2022-datacenter-g2" }

[software.windows.iis]
name            = "Internet Information Services"
server_features = ["Web-Server"]
""",
    happens="The installer may refuse in the build.",
    fix="Make sure that the source has a Windows that the product supports, and accept the warning.",
    source="goldshelf: facts/windows_names.py",
)
@each_image
def support_is_known(image: Image, catalog: Catalog) -> Found:
    """One warning for all products of an image."""
    facts = facts_of_origin(image, catalog)
    asked = [
        one
        for one in _asked(image, catalog)
        if any(fits(wanted, facts) is None for wanted in supports_of(one.product))
    ]
    if asked:
        what = "; ".join(
            f"{one.name!r} is made for {_words(wanted)}"
            for one in asked[:3]
            for wanted in supports_of(one.product)
            if fits(wanted, facts) is None
        )
        more = f" (and {first_names([one.name for one in asked[3:]])})" if asked[3:] else ""
        yield (
            ("build", "software"),
            f"nothing shows which Windows the source has, and {what}{more}: make sure",
        )


@rule(
    "GS232",
    "A WinGet package should be pinned, and tried before it is relied on",
    example="""
[images.win11-avd.build]
- software = ["tool"]

[software.windows.tool]
name   = "Contoso Tool"
winget = "Contoso.Tool"
proof  = { program = "Contoso Tool*" }
""",
    happens="WinGet is made for people at a desktop: it runs as the build user in the build, and registers "
    "Microsoft.Winget.Source for that user, which stops Sysprep unless it is removed before.",
    fix="Use the product's own installer or Chocolatey. Otherwise set version, try a build, and accept the warning: "
    "goldshelf removes the package before Sysprep, but has not been tried with every version of WinGet.",
    source="microsoft/winget-cli#5599, #1627, #4271",
)
@each_image
def winget_is_tried(image: Image, catalog: Catalog) -> Found:
    """At the first such product of an image."""
    for one in _asked(image, catalog):
        if one.product.winget:
            pinned = "" if one.product.version else "set version, "
            yield (
                ("build", "software", one.place),
                f"{one.name!r} comes from WinGet, which is not made for image builds: {pinned}use the product's own "
                "installer if you can, or try a build and accept this warning",
            )
            return
