"""What the Office Deployment Tool is told, and what it leaves in the registry when it has done that."""

from typing import Any

from catalog.office import Office
from catalog.windows_product import WindowsProduct
from facts.office_languages import OF_WINDOWS

TRUE = {True: "TRUE", False: "FALSE"}
PLATFORM = {32: "x86", 64: "x64"}


def configuration(product: WindowsProduct) -> str:
    """Return what `setup.exe /configure` reads, in the words of catalog/office.py's first source."""
    from xml.etree.ElementTree import Element, SubElement, indent, tostring  # only Office needs it

    office = product.office
    root = Element("Configuration")
    pinned = {"Version": product.version} if product.version else {}
    edition = {"OfficeClientEdition": str(office.client_edition), "Channel": office.channel}
    add = SubElement(root, "Add", edition | pinned)
    for id_ in office.products:
        one = SubElement(add, "Product", ID=id_)
        for language in office.languages:
            SubElement(one, "Language", ID=language)
        for app in office.exclude_apps:
            SubElement(one, "ExcludeApp", ID=app)
    SubElement(root, "RemoveMSI")
    SubElement(root, "Updates", Enabled=TRUE[office.updates_enabled])
    SubElement(root, "Display", Level="None", AcceptEULA="TRUE")
    # Nobody uses these programs in a build, and one that is open would stop the installation.
    SubElement(root, "Property", Name="FORCEAPPSHUTDOWN", Value="TRUE")
    shared = str(int(office.shared_computer_activation))
    SubElement(root, "Property", Name="SharedComputerLicensing", Value=shared)
    indent(root)
    return tostring(root, "unicode") + "\n"


def installed(office: Office) -> dict[str, Any]:
    """Return what the registry must have then: in values, parts between commas; in languages, a key for each.

    Names: OfficeDev/Office-IT-Pro-Deployment-Scripts 08e4d1d, Generate-ODTConfigurationXML.ps1, which looks
    for excluded apps of the suites only. SharedComputerLicensing: Microsoft, "Overview of shared computer
    activation for Microsoft 365 Apps".
    """
    shared = {"SharedComputerLicensing": ["1"]} if office.shared_computer_activation else {}
    excluded = [app.lower() for app in office.exclude_apps]
    named = [one for one in office.languages if one.lower() != OF_WINDOWS.lower()]
    return {
        "values": {
            "ProductReleaseIds": [*office.products],
            "Platform": [PLATFORM[office.client_edition]],
            "UpdatesEnabled": [str(office.updates_enabled)],
            **shared,
            **{f"{id_}.ExcludedApps": excluded for id_ in office.suites if excluded},
        },
        "languages": dict.fromkeys(office.products, named),
    }


def told(product: WindowsProduct) -> dict[str, Any]:
    """Return what image.json says of it: what the catalog wants, for a review, and what the tool reads."""
    return {**product.office.model_dump(), "configuration": configuration(product)}
