"""What the Office Deployment Tool is asked for, and what the source has already."""

import re
from collections.abc import Iterator, Mapping

from catalog.image import Image
from catalog.model import Catalog
from catalog.office import App, Office
from catalog.origin import layers, origin
from catalog.problem import Found
from catalog.rule import each_image, rule
from catalog.source import MarketplaceSource
from facts.office_languages import AS_OF, NOT_OF_VISIO, OF_WINDOWS, office_languages
from files.suggest import did_you_mean

VERSION = re.compile(r"16\.0\.[0-9]+\.[0-9]+")
OF_A_MACHINE = ("client_edition", "channel", "updates_enabled", "shared_computer_activation")
"""What all of Office on a machine has in common: one key of the registry says it."""
APPS_OF_PRODUCTS: Mapping[App, str] = {"OneDrive": "onedrive", "Teams": "teams"}
OF_FEWER_LANGUAGES = {"VisioProRetail": "Visio", "ProjectProRetail": "Project"}


@rule(
    "GS350",
    "Office must be asked for languages and a version that it has",
    example="""
[software.windows.microsoft-365-apps]
- office = { languages = ["de-at"] }
+ office = { languages = ["de-de"] }
""",
    happens="The Office Deployment Tool fails in the build.",
    fix=f"Use tags of facts/office_languages.txt, in upper or lower case, or {OF_WINDOWS} for the languages of Windows; "
    "and a whole version, such as 16.0.15330.20306.",
    source=f"Microsoft: Overview of deploying languages for Microsoft 365 Apps ({AS_OF}), and Configuration options for "
    "the Office Deployment Tool",
)
def languages_of_office(catalog: Catalog) -> Found:
    """Also of products that no image installs."""
    for name, product in catalog.software.windows.items():
        office = product.office
        if product.kind == "office" and product.version and not VERSION.fullmatch(product.version):
            yield (
                ("software", "windows", name, "version"),
                f"{product.version!r} is not a version of Office: use one such as 16.0.15330.20306",
            )
        if "office" not in product.model_fields_set:
            continue
        known = {OF_WINDOWS.lower(), *(tag.lower() for tag in office_languages())}
        fewer = [OF_FEWER_LANGUAGES[id_] for id_ in office.products if id_ in OF_FEWER_LANGUAGES]
        for index, tag in enumerate(office.languages):
            where = ("software", "windows", name, "office", "languages", index)
            if tag.lower() not in known:
                hint = did_you_mean(tag, office_languages(), otherwise="use a tag such as en-us or de-de")
                yield where, f"Microsoft 365 Apps do not have {tag!r}; {hint}"
            elif fewer and tag.lower() in NOT_OF_VISIO:
                less = " and ".join(fewer)
                yield where, f"{tag!r} is not a language of {less}: install {less} in a product of its own"


def _offices(image: Image, catalog: Catalog) -> Iterator[tuple[int, str, Office]]:
    for index, name in enumerate(image.build.software):
        product = catalog.software.windows.get(name)
        if image.os_type == "Windows" and product and product.kind == "office":
            yield index, name, product.office


@rule(
    "GS260",
    "Microsoft 365 Apps should not be installed over those of the source",
    example="""
[images.win11-avd.build]
software = ["microsoft-365-apps"]
- source   = { publisher = "MicrosoftWindowsDesktop", offer = "office-365", sku = "win11-25h2-avd-m365" }
+ source   = { publisher = "MicrosoftWindowsDesktop", offer = "windows-11", sku = "win11-25h2-avd" }
""",
    happens="What the source has of Office stays, in the build, where the catalog says nothing of it, such as other "
    "languages.",
    fix="Start from the image without Microsoft 365 Apps, remove the product, or accept the warning.",
    source="Microsoft: Configuration options for the Office Deployment Tool, ExcludeApp element; Azure: "
    "facts/marketplace.txt",
)
@each_image
def office_of_the_source(image: Image, catalog: Catalog) -> Found:
    """Of the source below all layers, where its sku says that it has them. Visio and Project are added to them."""
    source = origin(image, catalog)
    if not isinstance(source, MarketplaceSource) or not source.sku.lower().endswith(("-m365", "-m365-g2")):
        return
    for index, name, office in _offices(image, catalog):
        if office.suites:
            yield (
                ("build", "software", index),
                f"{name!r} is installed over the Microsoft 365 Apps that {source.sku} has: start from the image "
                "without them, or remove it",
            )


@rule(
    "GS362",
    "All of Office in an image must have the same edition, channel, updates and activation",
    example="""
[images.win11-avd.build]
software = ["microsoft-365-apps", "visio"]

[software.windows.visio]
name      = "Visio"
url       = "https://officecdn.microsoft.com/pr/wsus/setup.exe"
installer = "office"
signer    = "Microsoft Corporation"
proof     = { program = "Microsoft Visio*" }
- office    = { products = ["VisioProRetail"], client_edition = 32 }
+ office    = { products = ["VisioProRetail"] }
""",
    happens="The Office Deployment Tool refuses in the build, or what it sets for the machine is not what the other "
    "product's proof looks for.",
    fix="Give the products the same client_edition, channel, updates_enabled and shared_computer_activation.",
    source="Microsoft: Install different Office, Visio, and Project versions on the same computer",
)
@each_image
def one_office(image: Image, catalog: Catalog) -> Found:
    """Of each product and those before it, in layers below too."""
    _, *below = layers(image, catalog)
    before = [
        found for base in reversed(below) if isinstance(base, Image) for found in _offices(base, catalog)
    ]
    for index, name, office in _offices(image, catalog):
        for key in OF_A_MACHINE:
            wanted = getattr(office, key)
            others = (other for _, other, one in before if getattr(one, key) != wanted)
            if other := next(others, None):
                yield (
                    ("build", "software", index),
                    f"{name!r} has another {key} than {other!r}, and a machine has only one: give both the same",
                )
        before.append((index, name, office))


@rule(
    "GS266",
    "Office should leave out the apps that are products of the image",
    example="""
[images.win11-avd.build]
software = ["microsoft-365-apps", "onedrive"]

[software.windows.microsoft-365-apps]
- office = { exclude_apps = ["Groove", "Lync", "Teams", "Publisher"] }
+ office = { exclude_apps = ["Groove", "Lync", "OneDrive", "Teams", "Publisher"] }
""",
    happens="Office installs the app too in the build: OneDrive for one user only, Teams as the classic one.",
    fix="Add the app to exclude_apps: what the catalog says replaces the whole default list.",
    source="Microsoft: Configuration options for the Office Deployment Tool, ExcludeApp element; Install the sync app "
    "per-machine",
)
def apps_of_their_own(catalog: Catalog) -> Found:
    """Once for each product and app; both may come from a layer below."""
    found: set[tuple[str, str]] = set()
    for key, image in catalog.builds.items():
        built = [one for one in layers(image, catalog) if isinstance(one, Image) and one.os_type == "Windows"]
        there = {name for one in built for name in one.build.software}
        offices = [office for one in built for office in _offices(one, catalog)]
        for app, other in APPS_OF_PRODUCTS.items():
            for _, name, office in offices if other in there else ():
                if app not in office.exclude_apps and (name, app) not in found:
                    found.add((name, app))
                    yield (
                        ("software", "windows", name, "office", "exclude_apps"),
                        f"replaces the default list and lacks {app!r}, which images.{key} has as the product "
                        f"{other!r}: add {app!r}",
                    )
