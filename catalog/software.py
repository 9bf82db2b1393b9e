"""The products that an image can install: those of catalog/software.toml, and a catalog's own.

One entry makes the step that installs the product, the proof that it is installed, and its line in the
software manifest of the image.
"""

from functools import cache
from pathlib import Path
from typing import Any

import tomli

from catalog import software_fields
from catalog.linux_product import LinuxProduct
from catalog.toml_table import TomlTable
from catalog.windows_product import FILES, OF_ANY, ORIGINS, WindowsProduct

SHIPPED = Path(__file__).parent.parent / "catalog/software.toml"


class Software(TomlTable):
    """Every product that an image of this catalog can install, by operating system and id."""

    windows: dict[software_fields.ProductId, WindowsProduct] = {}
    """Products for Windows images, by id."""
    linux: dict[software_fields.ProductId, LinuxProduct] = {}
    """Products for Linux images, by id."""

    def of(self, os_type: str) -> dict[str, WindowsProduct] | dict[str, LinuxProduct]:
        """Return the products for an operating system."""
        return self.windows if os_type == "Windows" else self.linux


@cache
def shipped() -> dict[str, dict[str, Any]]:
    """Return catalog/software.toml."""
    return tomli.loads(SHIPPED.read_text("utf-8"))


def with_shipped(own: Any) -> Any:
    """Return the shipped products and the catalog's own, whose keys win: they can set a shipped version."""
    if not isinstance(own, dict):
        return own  # the model reports it
    merged: dict[str, Any] = {**own}
    for system, products in shipped().items():
        mine = own.get(system, {})
        if not isinstance(mine, dict):
            continue
        merged[system] = {**products, **mine}
        for key in products.keys() & mine.keys():
            if isinstance(mine[key], dict):
                kept = _kept(products[key], mine[key]) if system == "windows" else products[key]
                merged[system][key] = {**kept, **mine[key]}
    return merged


def _kept(product: dict[str, Any], mine: dict[str, Any]) -> dict[str, Any]:
    """Return the keys of a shipped product that stay: those of its installer do not, if mine is another."""
    other_origin = any(one in mine for one in ORIGINS)
    same_installer = mine.get("installer", product.get("installer")) == product.get("installer")
    if same_installer and not other_origin:
        return product
    gone = {*ORIGINS} if other_origin else set()
    if not same_installer or not any(one in mine for one in FILES):
        gone |= product.keys() - OF_ANY - {*ORIGINS}
    return {key: value for key, value in product.items() if key not in gone}
