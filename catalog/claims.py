"""What only one build at a time can have in Azure, as far as an image names it."""

from collections.abc import Iterator
from dataclasses import dataclass

from catalog.build_names import has_public_address
from catalog.image import Image
from catalog.limit import texts
from catalog.model import Catalog
from catalog.problem import Location
from catalog.version import DATE
from facts.regions import region_id

IN_A_GROUP = {
    "temp_compute_name": "a virtual machine",
    "temp_nic_name": "a network interface",
    "temp_os_disk_name": "a disk",
}
"""Arguments of `extra` that name something in the group of the build, as a whole."""
TUNNELS = "ssh_local_tunnels"
PORT = "a port of the machine that runs Packer"
"""What each of them takes. It is another machine for each build, if runners are."""
VAULT_ENTRY = "a secret of the key vault"
"""What a Windows build writes WinRM's certificate to."""
USUAL_ENTRY = "packerKeyVaultSecret"
"""Its name, unless the build says one. Source: packer-plugin-azure 2.6.3, builder.go."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One name that a build takes."""

    where: Location
    """The key of the image that gives the name."""
    name: str
    what: str
    """What has the name, in words."""
    scope: tuple[str, ...] = ()
    """Where the name is unique: a subscription, a resource group of one, or a region."""
    until_the_end: bool
    """Whether it is free again when the build has ended."""

    @property
    def key(self) -> tuple[str, ...]:
        """The same for all that claim the same: Azure ignores upper and lower case."""
        return (self.what, *(part.lower() for part in (*self.scope, self.name)))


def claims(image: Image, catalog: Catalog) -> Iterator[Claim]:
    """Yield what the build of an image claims. Names with random characters of Packer's own are not there."""
    build, extra = image.build, image.build.extra
    group = build.build_resource_group_name
    if build.temp_resource_group_name:
        yield Claim(
            where=("build", "temp_resource_group_name"),
            name=build.temp_resource_group_name,
            what="a resource group",
            scope=(_subscription(image),),
            until_the_end=extra.get("async_resourcegroup_delete") is False,
        )
    for argument, what in IN_A_GROUP.items() if group else ():
        if not extra.get(argument):
            continue
        yield Claim(
            where=("build", "extra", argument),
            name=str(extra[argument]),
            what=what,
            scope=(_subscription(image), str(group)),
            until_the_end=True,
        )
    label = extra.get("temp_compute_name")
    # The region of an existing group is not known, unless the build says it.
    if label and has_public_address(image) and (build.location or not group):
        yield Claim(
            where=("build", "extra", "temp_compute_name"),
            name=str(label),
            what="a public address with that DNS name",
            scope=(region_id(catalog.location_of(image)),),
            until_the_end=True,
        )
    yield from _vault_entry(image)
    for tunnel in texts(extra.get(TUNNELS)) if image.os_type == "Linux" else ():
        yield Claim(
            where=("build", "extra", TUNNELS),
            name=tunnel.partition(":")[0],
            what=PORT,
            until_the_end=True,
        )


def _vault_entry(image: Image) -> Iterator[Claim]:
    """Yield the secret of an existing key vault, which has a name that no other customer's has."""
    build = image.build
    if build.build_key_vault_name and image.os_type == "Windows":
        named = build.build_key_vault_secret_name
        yield Claim(
            where=("build", "build_key_vault_secret_name" if named else "build_key_vault_name"),
            name=named or USUAL_ENTRY,
            what=VAULT_ENTRY,
            scope=(build.build_key_vault_name,),
            until_the_end=True,
        )


def _subscription(image: Image) -> str:
    """Return that of the build VM; empty: the gallery's, whose id only a deploy knows."""
    return image.build.build_subscription_id or ""


def managed_image(key: str, image: Image) -> Claim | None:
    """Return what the managed image claims that stays after a build; None if there is none."""
    build = image.build
    group = build.managed_image_resource_group_name or build.build_resource_group_name
    if not (image.managed_image and group) or build.version == DATE:  # that of another time differs
        return None
    return Claim(
        where=("build", "version"),
        name=f"{key}-{build.version}",
        what="a managed image",
        scope=(_subscription(image), group),
        until_the_end=False,
    )
