"""What products need before them: other products, features, and restarts."""

from catalog.image import Image
from catalog.model import Catalog
from catalog.origin import layers, origin
from catalog.problem import Found
from catalog.rule import each_image, rule
from catalog.source import MarketplaceSource
from catalog.windows_product import RESTART
from files.suggest import did_you_mean


@rule(
    "GS305",
    "needs and expects must name other products, each once, and needs not lead back to its own",
    example="""
[software.windows.app]
name   = "Contoso App"
winget = "Contoso.App"
proof  = { program = "Contoso App" }
- needs  = ["runtimes"]
+ needs  = ["runtime"]

[software.windows.runtime]
name     = "The runtime"
features = ["NetFx3"]
""",
    happens="No order of the products would be right in the build.",
    fix='Name products of this catalog, or "restart".',
    source="goldshelf: docs/products.md",
)
def needs_that_can_be_met(catalog: Catalog) -> Found:
    """Also of products that no image installs. A circle is reported at each product of it."""
    known = catalog.software.windows
    if RESTART in known:
        yield (
            ("software", "windows", RESTART),
            "has the word that stands for a restart in needs: use another id",
        )
    for name, product in known.items():
        for index, other in enumerate(product.needs):
            where = ("software", "windows", name, "needs", index)
            if other in product.needs[:index]:
                yield where, f"{other!r} is listed twice: keep one"
                continue
            if other == RESTART:
                continue
            if other not in known:
                hint = did_you_mean(other, known, otherwise='name a product of Windows, or "restart"')
                yield where, f"there is no product {other!r}; {hint}"
            elif name in _all_needs(other, catalog):
                yield where, f"{other!r} needs {name!r} itself: remove one of the two"
    yield from _unknown_expectations(catalog)


def _unknown_expectations(catalog: Catalog) -> Found:
    known = catalog.software.windows
    expecting = [
        (("software", "windows", name), product.expects, {name}) for name, product in known.items()
    ] + [
        (("settings", "windows", name), one.expects, set()) for name, one in catalog.settings.windows.items()
    ]
    for where, expected, own in expecting:
        for index, other in enumerate(expected):
            if other in expected[:index]:
                yield (*where, "expects", index), f"{other!r} is listed twice: keep one"
            elif other not in known.keys() - own:
                hint = did_you_mean(other, known.keys() - own, otherwise="name a product of Windows")
                yield (*where, "expects", index), f"there is no other product {other!r}; {hint}"


def _all_needs(name: str, catalog: Catalog) -> set[str]:
    """Return the product, and all that it needs."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one not in found and one in catalog.software.windows:
            found.add(one)
            waiting += catalog.software.windows[one].needs
    return found


@rule(
    "GS306",
    "An image must have what its products need, and before them",
    example="""
[images.win11-avd.build]
- software = ["app"]
+ software = ["runtime", "app"]

[software.windows.app]
name      = "Contoso App"
url       = "https://downloads.example.com/app.msi"
installer = "msi"
signer    = "Contoso Ltd"
proof     = { program = "Contoso App" }
needs     = ["runtime"]

[software.windows.runtime]
name     = "The runtime"
features = ["NetFx3"]
""",
    happens="The installer fails in the build.",
    fix="Add the product to the image, above the one that needs it.",
    source="goldshelf: docs/products.md",
)
@each_image
def needs_before(image: Image, catalog: Catalog) -> Found:
    """What a layer below has, the image has; of an image of another gallery, nothing is known."""
    if image.os_type != "Windows":
        return
    _, *below = layers(image, catalog)
    before = {name for base in below if isinstance(base, Image) for name in base.build.software}
    unknown = not isinstance(origin(image, catalog), MarketplaceSource)
    for index, name in enumerate(image.build.software):
        product = catalog.software.windows.get(name)
        for other in product.needs if product else ():
            where = ("build", "software", index)
            if other not in catalog.software.windows:
                continue
            if other in image.build.software[index + 1 :]:
                yield where, f"{name!r} needs {other!r}, which comes later: move that above it"
            elif other not in {*before, name, RESTART} and not unknown:
                yield where, f"{name!r} needs {other!r}: add that above it"
        before.add(name)


@rule(
    "GS233",
    "A Chocolatey package should come after Chocolatey",
    example="""
[images.win11-avd.build]
- software = ["node"]
+ software = ["chocolatey", "node"]

[software.windows.node]
name       = "Node.js"
chocolatey = "nodejs-lts"
version    = "1.2.3"

+ [software.windows.chocolatey]
+ version = "1.2.3"
+ sha256  = "0000000000000000000000000000000000000000000000000000000000000000"
""",
    happens="There is no choco.exe in the build, unless the source has it or a step brings it.",
    fix='Add a product that installs Chocolatey above it, such as "chocolatey" with a version and its sha256; or '
    "accept the warning.",
    source="Chocolatey: setup",
)
@each_image
def chocolatey_before(image: Image, catalog: Catalog) -> Found:
    """By the ids of the products, or by what they need."""
    _, *below = layers(image, catalog)
    before = {name for base in below if isinstance(base, Image) for name in base.build.software}
    if image.os_type != "Windows" or not isinstance(origin(image, catalog), MarketplaceSource):
        return
    for index, name in enumerate(image.build.software):
        product = catalog.software.windows.get(name)
        if product and product.chocolatey and not (before & {"chocolatey", *product.needs}):
            yield ("build", "software", index), f'{name!r} comes from Chocolatey: add "chocolatey" above it'
            return
        before.add(name)
