"""Which package manager a Linux image has: what the catalog says, or what its source says."""

from typing import NamedTuple

from catalog.image import Image
from catalog.linux_product import LinuxProduct
from catalog.model import Catalog
from catalog.origin import layers
from catalog.source import MarketplaceSource
from facts.marketplace import facts_of
from facts.package_managers import PackageManager

LICENSES: dict[str, PackageManager] = {"RHEL_BYOS": "dnf", "SLES_BYOS": "zypper"}
"""What a license_type tells of the system."""


class Told(NamedTuple):
    """What tells the package manager of an image, besides its own `package_manager`."""

    manager: PackageManager
    by: str
    """In words, for a message."""


def told(image: Image, catalog: Catalog) -> Told | None:
    """What the source and the license of an image tell, or else its base; None if nothing does."""
    for one in layers(image, catalog):
        if not isinstance(one, Image):
            return None
        build, base = one.build, "" if one is image else ", from which its base is built"
        if base and build.package_manager:
            return Told(build.package_manager, f"its base {one.name!r}")
        source = build.source
        if isinstance(source, MarketplaceSource) and (found := facts_of(*source.names).package_manager):
            return Told(found, f"{source.publisher} / {source.offer}{base}")
        if build.license_type in LICENSES:
            return Told(LICENSES[build.license_type], f"license_type = {build.license_type!r}")
    return None


def package_manager(image: Image, catalog: Catalog) -> PackageManager | None:
    """Return that of a Linux image; None of another, or if nothing tells it, which GS310 reports."""
    if image.os_type != "Linux":
        return None
    known = told(image, catalog)
    return image.build.package_manager or (known and known.manager)


def linux_software(image: Image, catalog: Catalog) -> dict[str, LinuxProduct]:
    """The products of a Linux image that the catalog knows, by their names and in their order."""
    known = catalog.software.linux
    return {name: known[name] for name in image.build.software if name in known}


def repositories(image: Image, catalog: Catalog) -> list[str]:
    """The repositories of a Linux image: its own, then those of its products, each once."""
    manager = package_manager(image, catalog)
    products = linux_software(image, catalog).values()
    needed = (product.repository_of(manager) for product in products) if manager else ()
    return list(dict.fromkeys([*image.build.repositories, *filter(None, needed)]))
