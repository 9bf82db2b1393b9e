"""The names of what a build makes in Azure for a while, and the argument that each comes from.

What is not here is called `custom_resource_build_prefix`, two letters and random characters, and fits
wherever that prefix does: the public address, the network, its subnet and security group, data disks, the
deployments and the temporary group. Source: packer-plugin-azure 2.6.3, tempname.go and template_factory.go.
"""

from collections.abc import Iterator
from typing import NamedTuple

from catalog.image import Image
from catalog.model import Catalog
from catalog.source import CatalogSource, ManagedImageSource, MarketplaceSource
from facts.azure_names import DNS_LABEL, KEY_VAULT, RESOURCE, VIRTUAL_MACHINE, WINDOWS_COMPUTER, NameRule

PREFIX = "custom_resource_build_prefix"
RANDOM = "xxxxx"
"""Stands for the random characters after the prefix and two letters: small letters and digits."""


class Made(NamedTuple):
    """A name, as far as the catalog says it."""

    argument: str
    name: str
    what: str
    """What is called so, in words."""
    rule: NameRule
    has_address: bool = False
    """Whether the name becomes an address in the internet."""

    @property
    def told(self) -> str:
        """The name in words: what is random of it is not shown."""
        start = self.name.removesuffix(RANDOM)
        return f"{start!r} and five random characters" if self.argument == PREFIX else repr(start)


def has_public_address(image: Image) -> bool:
    """Return whether the build VM has one: in a temporary network always."""
    build = image.build
    return not build.virtual_network_name or bool(build.private_virtual_network_with_public_ip)


def has_new_account(image: Image, catalog: Catalog) -> bool | None:
    """Return whether Azure creates an account and a computer name in the build VM; None if not known.

    Not if the source is specialized, as no managed image is. Source: packer-plugin-azure 2.6.3, builder.go.
    """
    source = image.build.source
    if isinstance(source, CatalogSource):
        base = catalog.images.get(source.image)
        return None if base is None else not base.specialized
    return True if isinstance(source, MarketplaceSource | ManagedImageSource) else None


def made(image: Image, catalog: Catalog) -> Iterator[Made]:
    """Yield the names that an argument of `extra` decides, and that Azure judges."""
    extra = image.build.extra
    if not (extra.keys() & {PREFIX, "temp_compute_name", "temp_nic_name", "temp_os_disk_name"}):
        return
    computer = VIRTUAL_MACHINE
    if image.os_type == "Windows" and has_new_account(image, catalog) is not False:
        computer = WINDOWS_COMPUTER
    yield from _made(image, "temp_compute_name", "vm", "the name of the build VM", computer)
    if has_public_address(image):
        what = "the DNS name of the build VM's public address"
        yield from _made(image, "temp_compute_name", "vm", what, DNS_LABEL, has_address=True)
    yield from _made(image, "temp_nic_name", "ni", "the name of its network interface", RESOURCE)
    yield from _made(image, "temp_os_disk_name", "os", "the name of its OS disk", RESOURCE)
    build = image.build
    if image.os_type == "Windows" and not (build.build_key_vault_name or build.skip_create_build_key_vault):
        yield from _made(image, "", "kv", "the name of a key vault", KEY_VAULT, has_address=True)


def _made(
    image: Image, argument: str, letters: str, what: str, rule: NameRule, *, has_address: bool = False
) -> Iterator[Made]:
    """Yield the name that `argument` gives as a whole, or the one that starts with the prefix."""
    extra = image.build.extra
    whole, prefix = extra.get(argument), extra.get(PREFIX)
    if isinstance(whole, str):
        yield Made(argument, whole, what, rule, has_address)
    elif isinstance(prefix, str) and prefix:
        yield Made(PREFIX, f"{prefix}{letters}{RANDOM}", what, rule, has_address)
