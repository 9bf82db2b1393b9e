"""The build VM's network, key vault and resource groups."""

from collections.abc import Iterator

from catalog.build import GallerySource
from catalog.model import Catalog, Image
from catalog.problem import Found
from catalog.rule import each_image, rule

CONFIG = "packer-plugin-azure 2.6.3, config.go"
GROUPS = (
    "build_resource_group_name",
    "managed_image_resource_group_name",
    "virtual_network_resource_group_name",
)
"""Keys of `build` that name a group that exists."""


@rule(
    "GS109",
    "A group and a subnet are those of a virtual network",
    happens="Packer refuses the template, when the build starts.",
    todo="Give virtual_network_name too, or none of them.",
    source=CONFIG,
)
@each_image
def whole_network(image: Image, _: Catalog) -> Found:
    """With the network's name alone, Packer looks for its group and its one subnet."""
    if image.build.virtual_network_name:
        return
    for name in ("virtual_network_resource_group_name", "virtual_network_subnet_name"):
        if getattr(image.build, name):
            yield ("build", name), "needs virtual_network_name too; give it, or remove this"


@rule(
    "GS131",
    "Addresses are let into the temporary network only",
    happens="Packer refuses the template, when the build starts.",
    todo="Remove allowed_inbound_ip_addresses: the rules of the subnet count.",
    source=CONFIG,
)
@each_image
def addresses_of_the_temporary_network(image: Image, _: Catalog) -> Found:
    """A network of one's own has rules of its own."""
    if image.build.virtual_network_name and image.build.allowed_inbound_ip_addresses is not None:
        yield (
            ("build", "allowed_inbound_ip_addresses"),
            "is for the temporary network; with virtual_network_name the subnet's own rules count: remove it",
        )


@rule(
    "GS132",
    "A public address is added to a network of yours",
    happens="Packer ignores it when the build starts: the temporary network has a public address already.",
    todo="Name the network, or remove private_virtual_network_with_public_ip.",
    source=CONFIG,
)
@each_image
def public_address_of_a_network(image: Image, _: Catalog) -> Found:
    """Nothing that the catalog says is ignored."""
    build = image.build
    if build.private_virtual_network_with_public_ip and not build.virtual_network_name:
        yield ("build", "private_virtual_network_with_public_ip"), "needs virtual_network_name"


@rule(
    "GS110",
    "A build is in a group that exists, or in one of its own",
    happens="Packer refuses the template, when the build starts.",
    todo="Keep build_resource_group_name or temp_resource_group_name.",
    source=CONFIG,
)
@each_image
def one_resource_group(image: Image, _: Catalog) -> Found:
    """One names a group that exists, the other one that Packer makes and deletes."""
    if image.build.build_resource_group_name and image.build.temp_resource_group_name:
        yield (
            ("build", "temp_resource_group_name"),
            "names a group for Packer to make, and build_resource_group_name one that exists: keep one",
        )


@rule(
    "GS133",
    "The temporary group is not one that exists",
    happens="Packer stops when the build starts: it makes that group, and deletes it with all that is in it.",
    todo="Choose a name that no group has, or use build_resource_group_name.",
    source="packer-plugin-azure 2.6.3, step_create_resource_group.go",
)
def temporary_group_is_new(catalog: Catalog) -> Found:
    """The catalog names some groups that exist by then: the gallery's, and those that builds use."""
    existing = dict(_groups(catalog))
    for key, image in catalog.images.items():
        name = image.build.temp_resource_group_name
        if name and name.lower() in existing:
            yield (
                ("images", key, "build", "temp_resource_group_name"),
                f"{name!r} is {existing[name.lower()]} too, a group that exists; Packer makes this one and "
                "deletes it: choose another name",
            )


def _groups(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """The name of each group that the catalog says is there, and the field that says so."""
    for key, image in catalog.images.items():
        build, source = image.build, image.build.source
        for field in GROUPS:
            name = getattr(build, field)
            if name:
                yield name.lower(), f"images.{key}.build.{field}"
        if isinstance(source, GallerySource):
            yield source.resource_group.lower(), f"images.{key}.build.source.resource_group"
    yield catalog.gallery.resource_group.lower(), "gallery.resource_group"


@rule(
    "GS111",
    "A key vault is for Windows",
    happens="It would be ignored when the build starts: the vault holds WinRM's certificate, and Linux "
    "is built over SSH.",
    todo="Remove the key.",
    source="packer-plugin-azure 2.6.3, builder.go",
)
@each_image
def key_vault_is_for_windows(image: Image, _: Catalog) -> Found:
    """Nothing that the catalog says is ignored."""
    if image.os_type == "Windows":
        return
    for name in ("build_key_vault_name", "build_key_vault_secret_name", "skip_create_build_key_vault"):
        if getattr(image.build, name):
            yield ("build", name), "is for WinRM's certificate, and Linux is built over SSH: remove it"


@rule(
    "GS134",
    "A key vault is used, or none is made",
    happens="Packer would make no vault when the build starts, and never use the one that is named.",
    todo="Keep skip_create_build_key_vault or build_key_vault_name.",
    source=CONFIG,
)
@each_image
def one_key_vault(image: Image, _: Catalog) -> Found:
    """Nothing that the catalog says is ignored."""
    if image.build.skip_create_build_key_vault and image.build.build_key_vault_name:
        yield (
            ("build", "skip_create_build_key_vault"),
            "and build_key_vault_name exclude each other: remove one",
        )


@rule(
    "GS135",
    "A specialized image is built with a key vault",
    happens="Every host would listen for WinRM after VM creation: only an image that is generalized "
    "closes the port.",
    todo="Remove skip_create_build_key_vault.",
    source="goldshelf: packer/scripts/windows/enable-winrm.ps1",
)
@each_image
def specialized_needs_a_key_vault(image: Image, _: Catalog) -> Found:
    """Sysprep's first start is what closes WinRM again."""
    if image.build.skip_create_build_key_vault and image.specialized:
        yield (
            ("build", "skip_create_build_key_vault"),
            "leaves WinRM open in a specialized image: only one that is generalized closes it; remove it",
        )


@rule(
    "GS136",
    "A key vault's secret comes with the vault's name",
    happens="Packer would make a vault of its own when the build starts, and ignore the name.",
    todo="Give build_key_vault_name too, or remove the secret's name.",
    source=CONFIG,
)
@each_image
def secret_needs_a_key_vault(image: Image, _: Catalog) -> Found:
    """Nothing that the catalog says is ignored."""
    if image.build.build_key_vault_secret_name and not image.build.build_key_vault_name:
        yield ("build", "build_key_vault_secret_name"), "needs build_key_vault_name"
