"""Products that others, settings and the purpose of an image expect, and that nothing brings."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from catalog.fields import Purpose
from catalog.image import Image
from catalog.model import Catalog
from catalog.origin import facts_of_origin, layers
from catalog.problem import Found, Location
from catalog.purpose import purpose_of
from catalog.rule import each_image, rule
from catalog.rules.product_systems import fits, supports_of
from catalog.settings import Setting, settings
from catalog.windows_product import WindowsProduct

OF_PURPOSE: Mapping[Purpose, Sequence[str]] = {"session_host": ["rds-session-host"], "none": []}
SOFTWARE = ("build", "software")


@rule(
    "GS265",
    "An image should have the products that it is expected to have, in their order",
    example="""
[images.win11-avd]
purpose = "session_host"

[images.win11-avd.build]
source   = { publisher = "MicrosoftWindowsServer", offer = "windowsserver2022", sku = "2022-datacenter-g2" }
- software = ["teams"]
+ software = ["rds-session-host", "webview2-runtime", "teams"]
""",
    happens="The build and its tests succeed; on hosts, after the build, the product or the setting does nothing, or "
    "not what it is for.",
    fix="Add the product, above the one that expects it; or accept the warning, if a step of yours brings it.",
    source="the publishers: catalog/software.toml, catalog/settings.toml; Azure: facts/brought.txt",
)
@each_image
def expected(image: Image, catalog: Catalog) -> Found:
    """Not of a source that may have anything, nor where the expected product is not for its Windows."""
    facts = facts_of_origin(image, catalog)
    if image.os_type != "Windows" or facts.brings is None:
        return
    _, *below = layers(image, catalog)
    known = catalog.software.windows
    there = {
        *facts.brings,
        *(name for base in below if isinstance(base, Image) for name in base.build.software),
    }
    for where, what, other in _expectations(image, catalog):
        if other not in known or not _suits(other, image, catalog):
            continue
        if any(_is(name, other, known) for name in there):
            continue
        listed = image.build.software
        place = next((index for index, name in enumerate(listed) if _is(name, other, known)), None)
        if place is None:
            there.add(other)  # once is enough
            yield where, f"{what} expects {other!r}, which nothing brings: add it to software"
        elif where[:-1] == SOFTWARE and place > int(where[-1]):
            yield where, f"{what} expects {other!r} before it: move that above it"


def _is(name: str, other: str, known: Mapping[str, WindowsProduct]) -> bool:
    """Whether a product is another one, or one of the catalog's own that brings the same."""
    if name == other or name not in known:
        return name == other
    one, wanted = known[name], known[other]
    features = wanted.server_features
    same = set(features) <= set(one.server_features or ()) if features else one.proof == wanted.proof
    return same and bool(features or wanted.proof)


def _expectations(image: Image, catalog: Catalog) -> Iterator[tuple[Location, str, str]]:
    """Yield the place of each expectation, who has it, and the product."""
    purpose = purpose_of(image, catalog)
    for other in OF_PURPOSE[purpose]:
        yield ("purpose",) if image.purpose else SOFTWARE, f"purpose = {purpose!r}", other
    for index, name in enumerate(image.build.software):
        if product := catalog.software.windows.get(name):
            yield from (((*SOFTWARE, index), repr(name), other) for other in product.expects)
    own = catalog.settings.windows
    for name, one in [*(one for one in _shipped() if one[0] not in own), *own.items()]:
        said = image.build.settings.get(name)
        if one.is_default(purpose) if said is None else said is not False:
            where = ("build", "settings", *([] if said is None else [name]))
            yield from ((where, f"the setting {name!r}", other) for other in one.expects)


@cache
def _shipped() -> list[tuple[str, Setting]]:
    """Return the few shipped settings that expect a product."""
    return [(name, one) for name, one in settings().items() if one.expects]


def _suits(name: str, image: Image, catalog: Catalog) -> bool:
    facts, processor = facts_of_origin(image, catalog), image.architecture or "x64"
    return all(
        fits(wanted, facts) is not False and (not wanted.architecture or processor in wanted.architecture)
        for wanted in supports_of(catalog.software.windows[name])
    )


@rule(
    "GS267",
    "A Windows Server with rds-session-host should say its purpose",
    example="""
[images.win11-avd]
+ purpose = "session_host"

[images.win11-avd.build]
source   = { publisher = "MicrosoftWindowsServer", offer = "windowsserver2022", sku = "2022-datacenter-g2" }
software = ["rds-session-host"]
""",
    happens="The image gets none of the settings of session hosts in the build: nothing of a server's source says that "
    "it is for them.",
    fix="Set purpose = 'session_host'; or purpose = 'none', if no session host is made of it.",
    source="goldshelf: catalog/purpose.py, catalog/settings.toml",
)
@each_image
def purpose_of_a_server(image: Image, catalog: Catalog) -> Found:
    """Not of the layers above the image that installs the role: they have its purpose."""
    for index, name in enumerate(image.build.software):
        written = any(one.purpose for one in layers(image, catalog))
        if name in OF_PURPOSE["session_host"] and image.os_type == "Windows" and not written:
            yield (
                (*SOFTWARE, index),
                f"{name!r} is for session hosts, and the image has none of their settings: set purpose = "
                "'session_host', or 'none' if it is not for them",
            )
