"""Two builds at once: names that both would claim."""

from collections import defaultdict
from collections.abc import Iterator

from catalog.claims import PORT, VAULT_ENTRY, Claim, claims
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
        if one.what not in {PORT, VAULT_ENTRY}:
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


@rule(
    "GS288",
    "Two builds should not write to the same secret of a key vault",
    example="""
[images.win11-avd.build]
build_resource_group_name   = "builds"
build_key_vault_name        = "kv-builds"

[images.win11-dev.build]
build_resource_group_name   = "builds"
build_key_vault_name        = "kv-builds"
+ build_key_vault_secret_name = "winrm-win11-dev"
""",
    happens="Two builds at once write their certificates to one secret when the build starts. Azure may refuse the "
    "second ('This can happen when multiple operations are performed in parallel against the secret'), or the first "
    "build VM gets the certificate of the other. It works, and the build fails at its end, where goldshelf looks for a "
    "certificate with the name of the VM.",
    fix="Give each image a build_key_vault_secret_name of its own.",
    source="packer-plugin-azure 2.6.3, step_certificate_in_keyvault.go and step_get_certificate.go; #335; "
    "azure-sdk-for-net#51761; goldshelf: packer/scripts/windows/seal.ps1",
)
def one_secret_for_each(catalog: Catalog) -> Found:
    """A layer is built after its base, and may have the same."""
    for key, one, other in _twice(catalog):
        if one.what == VAULT_ENTRY:
            yield (
                ("images", key, *one.where),
                f"leads both this build and that of images.{other} to one secret, which they may write at once: set "
                "another build_key_vault_secret_name",
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
