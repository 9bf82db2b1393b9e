"""The build VM's network and resource groups."""

from collections.abc import Iterator
from ipaddress import ip_network

from catalog.backend import AzurermBackend
from catalog.image import Image
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import Rule, each_image, rule
from catalog.rules.forms import excludes, needs
from catalog.source import GallerySource, ManagedImageSource

CONFIG = "packer-plugin-azure 2.6.3, config.go"
GROUPS = (
    "build_resource_group_name",
    "managed_image_resource_group_name",
    "virtual_network_resource_group_name",
)
"""Keys of `build` that name an existing group."""
OWN_BITS = 8
"""The first bits of an address that a company may have to itself."""
GROUP_OF_ID = 4
"""In the parts of an id: /subscriptions/<id>/resourceGroups/<group>/..."""


whole_network = Rule(
    id="GS109",
    title="The group and the subnet of a network must not be set without virtual_network_name",
    example="""
[images.win11-avd.build]
+ virtual_network_name                = "hub"
+ virtual_network_resource_group_name = "network"
virtual_network_subnet_name         = "builds"
""",
    find=each_image(
        needs(
            "build.virtual_network_resource_group_name",
            "build.virtual_network_subnet_name",
            other="build.virtual_network_name",
        )
    ),
    happens="Packer refuses the template when the build starts.",
    fix="Set virtual_network_name too, or remove the other keys.",
    source=CONFIG,
)

allowed_addresses = Rule(
    id="GS131",
    title="allowed_inbound_ip_addresses must not be set with virtual_network_name",
    example="""
[images.win11-avd.build]
- virtual_network_name                = "hub"
- virtual_network_resource_group_name = "network"
- virtual_network_subnet_name         = "builds"
allowed_inbound_ip_addresses        = ["203.0.113.7"]
""",
    find=each_image(
        excludes(
            "build.allowed_inbound_ip_addresses",
            "build.virtual_network_name",
            because="your own network has its own rules",
        )
    ),
    happens="Packer refuses the template when the build starts: your own network has its own rules.",
    fix="Remove allowed_inbound_ip_addresses.",
    source=CONFIG,
)


@rule(
    "GS289",
    "The build VM should not be open to most of the internet",
    example="""
[images.win11-avd.build]
- allowed_inbound_ip_addresses = ["0.0.0.0/0"]
+ allowed_inbound_ip_addresses = ["203.0.113.7"]
""",
    happens="Everybody can try to sign in to the build VM, which has a public address, in the build.",
    fix="Name the addresses of the machine that runs Packer, or use a network that it can reach.",
    source="packer-plugin-azure 2.6.3, config.go: allowed_inbound_ip_addresses",
)
@each_image
def open_to_few(image: Image, _: Catalog) -> Found:
    """No company has a larger block of addresses than one that begins with eight bits of its own."""
    for index, block in enumerate(image.build.allowed_inbound_ip_addresses or ()):
        if ip_network(block, strict=False).prefixlen < OWN_BITS:
            yield (
                ("build", "allowed_inbound_ip_addresses", index),
                f"{block!r} lets most of the internet try to sign in to the build VM: name the addresses of the machine "
                "that runs Packer",
            )


public_address_of_a_network = Rule(
    id="GS132",
    title="private_virtual_network_with_public_ip must not be set without virtual_network_name",
    example="""
[images.win11-avd.build]
private_virtual_network_with_public_ip = true
+ virtual_network_name                   = "hub"
+ virtual_network_resource_group_name    = "network"
+ virtual_network_subnet_name            = "builds"
""",
    find=each_image(
        needs("build.private_virtual_network_with_public_ip", other="build.virtual_network_name")
    ),
    happens="Packer ignores it when the build starts: a temporary network always has a public address.",
    fix="Set virtual_network_name, or remove private_virtual_network_with_public_ip.",
    source=CONFIG,
)

one_resource_group = Rule(
    id="GS110",
    title="temp_resource_group_name must not be set with build_resource_group_name",
    example="""
[images.win11-avd.build]
- build_resource_group_name = "builds"
temp_resource_group_name  = "goldshelf-build"
""",
    find=each_image(excludes("build.temp_resource_group_name", "build.build_resource_group_name")),
    happens="Packer refuses the template when the build starts.",
    fix="Keep build_resource_group_name for an existing group, or temp_resource_group_name for one that Packer "
    "creates and deletes.",
    source=CONFIG,
)


@rule(
    "GS133",
    "temp_resource_group_name must not be an existing group",
    example="""
[images.win11-avd.build]
- temp_resource_group_name = "My-Resources"
+ temp_resource_group_name = "my-resources-build"
""",
    happens="Packer stops when the build starts: it creates that group, and deletes it with everything in it.",
    fix="Choose a name that no group has, or use build_resource_group_name.",
    source="packer-plugin-azure 2.6.3, step_create_resource_group.go",
)
def temporary_group_is_new(catalog: Catalog) -> Found:
    """As far as the catalog names groups of its subscription: the gallery's, the state's, and those of builds."""
    existing = dict(_existing_groups(catalog))
    for key, image in catalog.builds.items():
        name = image.build.temp_resource_group_name
        used = name and existing.get((_folded(image.build.build_subscription_id), name.lower()))
        if used:
            yield (
                ("images", key, "build", "temp_resource_group_name"),
                f"{name!r} is also {used}, an existing group, and Packer would delete this "
                "one: choose another name",
            )


def _existing_groups(catalog: Catalog) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield each group that exists according to the catalog, with its subscription, and the key that names it."""
    for key, image in catalog.builds.items():
        build, source = image.build, image.build.source
        here = _folded(build.build_subscription_id)
        for field in GROUPS:
            name = getattr(build, field)
            if name:
                yield (here, name.lower()), f"images.{key}.build.{field}"
        if isinstance(source, GallerySource):
            group = source.resource_group.lower()
            yield (_folded(source.subscription), group), f"images.{key}.build.source.resource_group"
        if isinstance(source, ManagedImageSource):
            group = source.custom_managed_image_resource_group_name.lower()
            yield (here, group), f"images.{key}.build.source.custom_managed_image_resource_group_name"
        # Azure: what is encrypted with a disk encryption set is in its subscription.
        if build.disk_encryption_set_id:
            group = build.disk_encryption_set_id.split("/")[GROUP_OF_ID].lower()
            yield (here, group), f"the group of images.{key}.build.disk_encryption_set_id"
    backend = catalog.backend
    if isinstance(backend, AzurermBackend) and backend.resource_group_name:
        group = backend.resource_group_name.lower()
        yield (_folded(backend.subscription_id), group), "backend.resource_group_name"
    yield (_folded(None), catalog.gallery.resource_group.lower()), "gallery.resource_group"


def _folded(subscription: str | None) -> str:
    """Return what tells groups of one name apart; empty: the gallery's, whose id only a deploy knows."""
    return (subscription or "").lower()
