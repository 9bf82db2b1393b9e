"""What is installed and set in an image."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from catalog.model import Catalog, Image
from catalog.problem import Found
from catalog.rule import each_image, rule
from catalog.settings import settings
from catalog.software import REFUSED, LinuxProduct, WindowsProduct
from files.quote import first_names
from files.suggest import did_you_mean

SECRET = re.compile(r"(?i)(?:sig|signature|token|key|password|secret)=")
"""Of an address: Azure's, Amazon's and Google's signatures, GitLab's tokens, and the like."""


@rule(
    "GS116",
    "Software is named as it is known",
    happens="There would be nothing to install, or something that stops Sysprep late in the build.",
    todo="Name a shipped product, or describe your own in [software.windows.<id>] or [software.linux.<id>].",
    source="goldshelf: catalog/software.toml; microsoft/winget-cli#5599",
)
@each_image
def known_software(image: Image, catalog: Catalog) -> Found:
    """The shipped products, and the catalog's own."""
    products = catalog.software.of(image.os_type)
    seen: set[str] = set()
    for index, name in enumerate(image.build.software):
        where = ("build", "software", index)
        if name in seen:
            yield where, f"{name!r} stands twice; keep one"
        elif name in REFUSED:
            yield where, f"{name!r} is refused: {REFUSED[name]}"
        elif name not in products:
            known = did_you_mean(name, products, otherwise=f"known are {first_names(products)}.")
            table = f"[software.{image.os_type.lower()}.<id>]"
            yield (
                where,
                f"{name!r} is no product for {image.os_type}; {known} Your own go in {table}",
            )
        seen.add(name)


@rule(
    "GS147",
    "A product says all that its installation needs",
    happens="The download or the installer fails in the VM in the build, or runs unchecked.",
    todo="Complete the product in [software]; docs/images.md shows one.",
    source="goldshelf: packer/scripts/windows/install-software.ps1",
)
def complete_software(catalog: Catalog) -> Found:
    """Only products that an image names: the others may wait for their version."""
    known = {system: catalog.software.of(system) for system in ("Linux", "Windows")}
    lacking = {
        system: {name: list(_incomplete(product)) for name, product in products.items()}
        for system, products in known.items()
    }
    for key, image in catalog.images.items():
        for index, name in enumerate(image.build.software):
            product = known[image.os_type].get(name)
            if product is None or name in REFUSED:
                continue
            # What a product lacks is told once, by the first image that names it.
            for message in (*lacking[image.os_type].pop(name, ()), *_without_identity(product, image)):
                yield (
                    ("images", key, "build", "software", index),
                    f"{name!r} {message} (in [software.{image.os_type.lower()}.{name}])",
                )


def _incomplete(product: WindowsProduct | LinuxProduct) -> Iterator[str]:
    if isinstance(product, LinuxProduct):
        return
    if "winget" in f"{product.url} {product.arguments} {product.proof.command}".lower():
        yield f"calls winget, which is refused: {REFUSED['winget']}"
    if not product.url:
        if product.installer or not product.registry:
            yield "has nothing to install: give its url and installer, or the registry values that it sets"
        return
    if not product.installer:
        yield "has no installer; write installer = 'exe' or 'msi'"
    if "{" in product.url and not product.version:
        yield "has no version; give the one you chose, which its url needs"
    if not (product.signer or product.sha256):
        yield "would be run unchecked; give the sha256 that its publisher names, or its signer"


def _without_identity(product: WindowsProduct | LinuxProduct, image: Image) -> Iterator[str]:
    if isinstance(product, LinuxProduct) or not product.with_identity:
        return
    if len(image.build.user_assigned_managed_identities) != 1:
        yield "is downloaded with_identity; give build.user_assigned_managed_identities exactly one"


@rule(
    "GS169",
    "The address of a product holds no secret",
    happens="Whoever reads the catalog, the pull request or the rendered files could use the signature, the "
    "token or the key, before the build and after it.",
    todo="Keep the installer in a storage account, give the VM an identity that may read it (with_identity), "
    "and the address without its signature.",
    source="goldshelf: secrets never stand in a file",
)
def no_secret_in_an_address(catalog: Catalog) -> Found:
    """Of every product, whether an image names it or not."""
    for name, product in catalog.software.windows.items():
        if product.url and SECRET.search(unquote(product.url)):
            yield (
                ("software", "windows", name, "url"),
                "has a signature, a token or a key in it: a secret, which never stands in a file; see "
                "with_identity",
            )


@rule(
    "GS117",
    "Settings are those that are known",
    happens="A setting that nobody knows would be ignored in the build.",
    todo="Name a setting of catalog/settings.toml.",
    source="goldshelf: catalog/settings.toml",
)
@each_image
def known_settings(image: Image, _: Catalog) -> Found:
    """By name."""
    for name in image.build.settings:
        if name not in settings():
            known = did_you_mean(name, settings(), otherwise=f"known: {', '.join(settings())}")
            yield ("build", "settings", name), f"is no setting; {known}"


@rule(
    "GS148",
    "Settings, languages and Windows Update are for Windows",
    happens="They would be ignored in the build of a Linux image.",
    todo="Remove the key.",
    source="goldshelf: packer/templates/linux/build.pkr.hcl.j2",
)
@each_image
def windows_only(image: Image, _: Catalog) -> Found:
    """Nothing that the catalog says is ignored."""
    if image.os_type == "Windows":
        return
    for field in ("settings", "languages", "windows_update"):
        if field in image.build.model_fields_set:
            yield ("build", field), "is for Windows only; remove it"
