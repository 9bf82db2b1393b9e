"""What the Office Deployment Tool is asked for, and what the source has already."""

from catalog.image import Image
from catalog.model import Catalog
from catalog.origin import origin
from catalog.problem import Found
from catalog.rule import each_image, rule
from catalog.source import MarketplaceSource
from facts.office_languages import AS_OF, NOT_OF_VISIO, OF_WINDOWS, office_languages
from files.suggest import did_you_mean

OF_FEWER_LANGUAGES = {"VisioProRetail": "Visio", "ProjectProRetail": "Project"}


@rule(
    "GS350",
    "Languages of Office must be ones that it has",
    example="""
[software.windows.microsoft-365-apps]
- office = { languages = ["de-at"] }
+ office = { languages = ["de-de"] }
""",
    happens="The Office Deployment Tool fails in the build.",
    fix=f"Use tags of facts/office_languages.txt, in upper or lower case, or {OF_WINDOWS} for the languages of Windows.",
    source=f"Microsoft: Overview of deploying languages for Microsoft 365 Apps ({AS_OF}), and Configuration options for "
    "the Office Deployment Tool",
)
def languages_of_office(catalog: Catalog) -> Found:
    """Also of products that no image installs."""
    for name, product in catalog.software.windows.items():
        office = product.office
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
    for index, name in enumerate(image.build.software):
        product = catalog.software.windows.get(name)
        if product and product.kind == "office" and product.office.suites:
            yield (
                ("build", "software", index),
                f"{name!r} is installed over the Microsoft 365 Apps that {source.sku} has: start from the image "
                "without them, or remove it",
            )
