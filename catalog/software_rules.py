"""What cannot be installed or set in an image, each rule with an id."""

from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from catalog.model import Catalog, Image
from catalog.near import did_you_mean
from catalog.rule import Found, Rule, each
from catalog.settings import settings
from catalog.software import REFUSED, LinuxProduct, WindowsProduct


def _software(image: Image, catalog: Catalog) -> Found:
    products = catalog.software.of(image.os_type)
    for index, name in enumerate(image.build.software):
        where = ("build", "software", index)
        product = products.get(name)
        if name in image.build.software[:index]:
            yield where, f"{name!r} stands twice; keep one"
        elif name in REFUSED:
            yield where, f"{name!r} is refused: {REFUSED[name]}"
        elif product is None:
            known = did_you_mean(name, products, otherwise=f"known are {', '.join(products)}.")
            table = f"[software.{image.os_type.lower()}.<id>]"
            yield (
                where,
                f"{name!r} is no product for {image.os_type}; {known} Your own go in {table}",
            )
        else:
            for message in (*_incomplete(product), *_without_identity(product, image)):
                yield where, f"{name!r} {message} (in [software.{image.os_type.lower()}.{name}])"


def _incomplete(product: WindowsProduct | LinuxProduct) -> Iterator[str]:
    if isinstance(product, LinuxProduct):
        return
    if "winget" in f"{product.url} {product.arguments} {product.proof.command}".lower():
        yield f"calls winget, which is refused: {REFUSED['winget']}"
    if not product.url:
        if product.installer or not product.registry:
            yield "has nothing to install: give its url and installer, or the registry values that it sets"
        return
    if "sig=" in unquote(product.url).lower():
        yield "has a signature in its url, which is a secret and never stands in a file"
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


def _settings(image: Image, _: Catalog) -> Found:
    for name in image.build.settings:
        if name not in settings():
            known = did_you_mean(name, settings(), otherwise=f"known: {', '.join(settings())}")
            yield ("build", "settings", name), f"is no setting; {known}"
    if image.os_type == "Windows":
        return
    for field in ("settings", "languages", "windows_update"):
        if field in image.build.model_fields_set:
            yield ("build", field), "is for Windows only; remove it"


SOFTWARE_RULES: Mapping[str, Rule] = {
    "GS116": each(_software),
    "GS117": each(_settings),
}
