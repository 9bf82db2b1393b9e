"""Two builds at once: names that both would claim."""

from collections import defaultdict
from collections.abc import Iterator

from catalog.claims import PORT, Claim, claims
from catalog.image import Image
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import rule
from files.quote import quoted


@rule(
    "GS377",
    "Two builds must not claim the same name",
    example="""
[images.win11-avd.build]
temp_resource_group_name = "goldshelf-build"

[images.win11-dev.build]
- temp_resource_group_name = "goldshelf-build"
+ temp_resource_group_name = "goldshelf-build-dev"
""",
    happens="All images are built at once, and Packer deletes a temporary group without waiting: the second build "
    "is refused when the build starts or at VM creation, or changes what the first one made.",
    fix="Give each image a name of its own, or leave it out: then Packer makes one with random characters.",
    source="packer-plugin-azure 2.6.3, step_create_resource_group.go and builder.go; Azure: Naming rules and "
    "restrictions for Azure resources",
)
def one_name_for_each(catalog: Catalog) -> Found:
    """An image and its base are built in turn, which is enough for what is gone when a build ends."""
    for key, one, other in _twice(catalog):
        if one.what != PORT:
            yield (
                ("images", key, *one.where),
                f"{quoted(one.name)} is also that of images.{other}, and both builds would make {one.what}: "
                "choose another, or leave it out",
            )


@rule(
    "GS293",
    "Two builds should not listen on the same port",
    example="""
[images.tools]
os_type = "Linux"

[images.tools.build]
source = { publisher = "Canonical", offer = "ubuntu-24_04-lts", sku = "server" }
extra  = { ssh_local_tunnels = ["8080:localhost:80"] }

[images.more]
os_type = "Linux"

[images.more.build]
source = { publisher = "Canonical", offer = "ubuntu-24_04-lts", sku = "server" }
- extra  = { ssh_local_tunnels = ["8080:localhost:80"] }
+ extra  = { ssh_local_tunnels = ["8081:localhost:80"] }
""",
    happens="The second of two builds on one machine fails in the build, when Packer connects: the port is in use.",
    fix="Give each image a port of its own, or accept the warning if each build has a machine of its own.",
    source="packer-plugin-sdk 0.6.10, sdk-internals/communicator/ssh/communicator.go",
)
def one_port_for_each(catalog: Catalog) -> Found:
    """Packer listens where it runs."""
    for key, one, other in _twice(catalog):
        if one.what == PORT:
            yield (
                ("images", key, *one.where),
                f"port {one.name} is also that of images.{other}, which may be built on the same machine at the "
                "same time: choose another",
            )


def _twice(catalog: Catalog) -> Iterator[tuple[str, Claim, str]]:
    """Yield what an image claims like another one before it, with the keys of both."""
    seen: dict[tuple[str, ...], dict[str, Image]] = defaultdict(dict)
    for key, image in catalog.builds.items():
        for one in claims(image, catalog):
            holders = seen[one.key]
            others = (
                other
                for other, holder in holders.items()
                if other != key and not (one.until_the_end and _in_turn(image, holder, catalog))
            )
            if other := next(others, None):
                yield key, one, other
            holders[key] = image


def _in_turn(image: Image, other: Image, catalog: Catalog) -> bool:
    """Return whether one of them is built on the other, so that a pipeline builds it afterwards."""
    chains = (catalog.layers[id(image)], other), (catalog.layers[id(other)], image)
    return any(below is one for chain, one in chains for below in chain)
