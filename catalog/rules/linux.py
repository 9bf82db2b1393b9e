"""Linux images: their package manager, and what it installs."""

from collections.abc import Iterator

from catalog.image import Definition, Image
from catalog.linux_product import FORMATS, LinuxProduct
from catalog.model import Catalog
from catalog.package_manager import linux_software, package_manager, told
from catalog.problem import Found
from catalog.rule import Rule, each_image, rule
from catalog.rules.forms import only_for
from catalog.source import CatalogSource, MarketplaceSource
from facts.marketplace import facts_of
from facts.package_managers import PackageManager

WRITE = 'write package_manager = "apt", "dnf" or "zypper"'


@rule(
    "GS176",
    "A Linux source must have apt, dnf or zypper",
    example="""
[images.linux]
os_type = "Linux"

[images.linux.build]
- source = { publisher = "MicrosoftCBLMariner", offer = "azure-linux-3", sku = "azure-linux-3-gen2" }
+ source = { publisher = "Canonical", offer = "ubuntu-24_04-lts", sku = "server" }
""",
    happens="The build fails in its first step, after VM creation: there is no package manager that it knows.",
    fix="Use Ubuntu, Debian, RHEL from 8 on, AlmaLinux, Rocky Linux, Oracle Linux from 8 on, or SLES.",
    source="goldshelf: packer/scripts/linux; publishers: facts/package_managers.py",
)
@each_image
def known_systems(image: Image, _: Catalog) -> Found:
    """As far as publisher, offer and sku show it, whatever package_manager says."""
    source = image.build.source
    if image.os_type != "Linux" or not isinstance(source, MarketplaceSource):
        return
    other = facts_of(*source.names).other_manager
    if other:
        yield (
            ("build", "source"),
            f"{source.publisher} / {source.offer} / {source.sku} has {other}, "
            "but Linux builds need apt, dnf or zypper: use another source",
        )


@rule(
    "GS310",
    "The package manager of a Linux image must be known",
    example="""
[images.linux]
os_type = "Linux"

[images.linux.build]
source          = { gallery_name = "theirs", image_name = "base", resource_group = "images" }
+ package_manager = "dnf"
""",
    happens="Whichever was assumed, on another system the first step would fail in the build: 'command not found'.",
    fix="Write package_manager, or use a source that tells: a marketplace image, or an image of this catalog.",
    source="goldshelf: facts/package_managers.py",
)
@each_image
def known_package_manager(image: Image, catalog: Catalog) -> Found:
    """Only of a base that is there, and has no build that is reported itself."""
    source = image.build.source
    if image.os_type != "Linux" or package_manager(image, catalog):
        return
    if isinstance(source, MarketplaceSource) and _says_something_else(source):
        return
    if not isinstance(source, CatalogSource) or _is_filled_by_others(catalog.images.get(source.image)):
        yield ("build", "package_manager"), f"the source does not tell which one the image has: {WRITE}"


def _is_filled_by_others(base: Definition | None) -> bool:
    """Whether a base of Linux has no build, so that nothing is reported of it."""
    return base is not None and not isinstance(base, Image) and base.os_type == "Linux"


def _says_something_else(source: MarketplaceSource) -> bool:
    """Whether another rule reports the source: it has none of the three, or is no Linux."""
    known = facts_of(*source.names)
    return bool(known.other_manager) or known.os_type == "Windows"


@rule(
    "GS311",
    "package_manager must be that of the source",
    example="""
[images.linux]
os_type = "Linux"

[images.linux.build]
source          = { publisher = "RedHat", offer = "RHEL", sku = "9-lvm-gen2" }
- package_manager = "apt"
+ package_manager = "dnf"
""",
    happens="The build fails in its first step, after VM creation: there is no such package manager.",
    fix="Remove package_manager, or correct the source, its license_type or its base.",
    source="goldshelf: facts/package_managers.py",
)
@each_image
def package_manager_of_source(image: Image, catalog: Catalog) -> Found:
    """As far as the source, the license and the base tell."""
    known, written = told(image, catalog), image.build.package_manager
    if image.os_type == "Linux" and known and written and known.manager != written:
        yield (
            ("build", "package_manager"),
            f"{written!r} contradicts {known.by}, which tells {known.manager!r}: remove it, or correct the other",
        )


@rule(
    "GS312",
    "A product must have a package for the image's package manager",
    example="""
[software.linux.apache]
name    = "Apache"
- package = { apt = "apache2" }
+ package = { apt = "apache2", dnf = "httpd" }
proof   = { command = "apachectl -v" }

[images.linux]
os_type = "Linux"

[images.linux.build]
source   = { publisher = "RedHat", offer = "RHEL", sku = "9-lvm-gen2" }
software = ["apache"]
""",
    happens="There would be nothing to install, or a file that the package manager does not know, in the build.",
    fix="Add the name, version or repository for that package manager, or leave the product out of the image.",
    source="goldshelf: packer/scripts/linux/install-packages.sh",
)
@each_image
def package_for_the_manager(image: Image, catalog: Catalog) -> Found:
    """Of a table by package manager, the image's own must be there; a .deb file is for apt only."""
    manager = package_manager(image, catalog)
    if not manager:
        return
    products = linux_software(image, catalog)
    for index, name in enumerate(image.build.software):
        for message in _missing(products[name], manager) if name in products else ():
            yield ("build", "software", index), f"{name!r} {message} (in [software.linux.{name}])"


def _missing(product: LinuxProduct, manager: PackageManager) -> Iterator[str]:
    if product.format:
        if product.format != FORMATS[manager]:
            yield f"is a .{product.format} file, and {manager} installs .{FORMATS[manager]} files: use another product"
        return
    for key in ("package", "version", "repository"):
        value = getattr(product, key)
        if isinstance(value, dict) and manager not in value:
            yield f"has a {key} for {', '.join(value)}, and none for {manager}: add {manager} = ..."


linux_only = Rule(
    id="GS313",
    title="package_manager, package_updates and repositories must be set only for Linux images",
    example="""
[images.win11-avd.build]
- package_manager = "apt"
""",
    find=each_image(
        only_for(
            'os_type = "Linux"',
            *("build.package_manager", "build.package_updates", "build.repositories"),
            even_if_false=True,
        )
    ),
    happens="They would be ignored in the build of a Windows image.",
    fix="Remove the key. For updates of Windows, it is windows_update.",
    source="goldshelf: packer/provisioners/windows.py",
)


@rule(
    "GS236",
    "An image with a subscription of your own should register before its updates",
    example="""
[images.linux]
os_type = "Linux"

[images.linux.build]
source       = { gallery_name = "theirs", image_name = "rhel", resource_group = "images" }
license_type = "RHEL_BYOS"
+ steps        = [{ name = "register", phase = "start", inline = "subscription-manager register" }]
""",
    happens="The VM has no repositories, so updates and packages fail in the build.",
    fix="Register in a step of phase start, with the key as a secret, and take that back in one of phase seal; or accept "
    "the warning if the base is registered elsewhere.",
    source="Azure: Red Hat Update Infrastructure for on-demand RHEL VMs: 'BYOS ... needs to be attached to RHSM'",
)
@each_image
def registered(image: Image, catalog: Catalog) -> Found:
    """Where the license says so, and no step runs before the updates."""
    license_type = image.build.license_type or ""
    first = any(step.phase == "start" for _, step in catalog.steps_of(image))
    if image.os_type == "Linux" and license_type.endswith("_BYOS") and not first and not image.build.hcl:
        yield (
            ("build", "license_type"),
            f"{license_type!r} brings no subscription, and no step of phase start registers the build VM: "
            "add one, or accept this if Azure registers it, as it does an image that it bills",
        )
