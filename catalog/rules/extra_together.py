"""Arguments of `extra` that must fit together, in one image and with its base."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from catalog.extra import MAX_PORT
from catalog.image import Definition, Image
from catalog.limit import is_list_of, matching, texts
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import each_image, rule
from catalog.rules.layers import Layer, each_layer
from files.quote import quoted

Extra = Mapping[str, Any]
LUNS, SIZES = "disk_additional_luns", "disk_additional_size"
MAX_LUN = 63
LARGEST = 32_767
"""GB of a data disk. Source: Azure, Scalability and performance targets for VM disks."""
MOST = MAX_LUN + 1
NEEDS: Mapping[str, tuple[str, ...]] = {
    LUNS: (SIZES,),
    "ssh_certificate_file": ("ssh_private_key_file",),
    "ssh_bastion_certificate_file": ("ssh_bastion_private_key_file",),
    "ssh_bastion_host": ("ssh_bastion_private_key_file", "ssh_private_key_file", "ssh_bastion_agent_auth"),
}
"""What an argument needs beside it: one of these."""
TUNNEL = matching(
    r"[0-9]{1,5}:(?:[^:\s]+|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5}", "use port:host:port, as in 8080:localhost:80"
)


@rule(
    "GS385",
    "Arguments of extra must fit together",
    example="""
[images.win11-avd.build.extra]
disk_additional_luns = [5]
+ disk_additional_size = [64]
""",
    happens="Packer refuses the template when the build starts, or Azure refuses the build VM at VM creation.",
    fix="Set what the message names, or remove the argument.",
    source="packer-plugin-azure 2.6.3, config.go; packer-plugin-sdk 0.6.10, communicator/config.go; Azure REST: "
    "virtual machines, dataDisks",
)
@each_image
def fits_together(image: Image, _: Catalog) -> Found:
    """What config.go checks between arguments that `extra` sets."""
    for name, message in _wrong(image.build.extra):
        yield ("build", "extra", name), message


def _wrong(extra: Extra) -> Iterator[tuple[str, str]]:
    for name, others in NEEDS.items():
        if extra.get(name) and not any(extra.get(other) for other in others):
            yield name, f"needs {' or '.join(others)}: set it, or remove this"
    if extra.get("ssh_bastion_host"):
        if not extra.get("ssh_bastion_username"):
            yield "ssh_bastion_host", "needs ssh_bastion_username, which has no default: set it"
        if extra.get("ssh_proxy_host"):
            yield "ssh_proxy_host", "must not be set together with ssh_bastion_host: remove one of them"
    for name in ("ssh_local_tunnels", "ssh_remote_tunnels"):
        for tunnel in texts(extra.get(name)):
            ports = tunnel.split(":")[:1] + tunnel.split(":")[-1:]
            if not TUNNEL.fits(tunnel) or not all(0 < int(port) <= MAX_PORT for port in ports):
                yield name, f"{TUNNEL.message}, got {quoted(tunnel)}"
        first = [one.partition(":")[0] for one in texts(extra.get(name)) if TUNNEL.fits(one)]
        if len(set(first)) < len(first):
            yield name, "must not have the first port twice: each tunnel listens on its own"
    yield from _wrong_disks(extra)


def _wrong_disks(extra: Extra) -> Iterator[tuple[str, str]]:
    sizes, luns = _numbers(extra.get(SIZES)), _numbers(extra.get(LUNS))
    if any(size < 1 for size in sizes):
        yield SIZES, f"must be 1 GB or more each, got {min(sizes)}: raise it"
    if any(size > LARGEST for size in sizes):
        yield SIZES, f"must be {LARGEST} GB at most each, got {max(sizes)}: lower it"
    if len(sizes) > MOST:
        yield (
            SIZES,
            f"must not be more than {MOST} disks, which is what the largest VM takes, got {len(sizes)}",
        )
    if sizes and luns and len(sizes) != len(luns):
        yield LUNS, f"must have one number for each disk of {SIZES}, which are {len(sizes)}, got {len(luns)}"
    if wrong := [lun for lun in luns if not 0 <= lun <= MAX_LUN]:
        yield LUNS, f"must be from 0 to {MAX_LUN} each, got {wrong[0]}"
    if len(set(luns)) < len(luns):
        yield LUNS, "must not have a number twice: each is one disk's"


@rule(
    "GS386",
    "Data disks of a layered image must fit those of its base",
    example="""
[images.win11-avd.build.extra]
disk_additional_size = [64]

[images.win11-dev.build]
source = { image = "win11-avd" }

[images.win11-dev.build.extra]
disk_additional_size = [32]
- disk_additional_luns = [0]
+ disk_additional_luns = [1]
""",
    happens="Packer stops when the build starts: 'conflicts with source image data disk LUN'; or Azure "
    "refuses more than 64 data disks at VM creation.",
    fix="Use a number that is free, or remove disk_additional_luns: Packer then takes the next free ones.",
    source="packer-plugin-azure 2.6.3, template_builder.go, SetAdditionalDisks; Azure: Scalability and performance "
    "targets for VM disks; apache/libcloud#1372",
)
def numbers_are_free(catalog: Catalog) -> Found:
    """As far as the base is the one that the catalog describes."""

    def of_layer(layer: Layer) -> Found:
        extra, below = layer.image.build.extra, catalog.layers[id(layer.base)]
        wanted, added = _numbers(extra.get(LUNS)), _numbers(extra.get(SIZES))
        if not (wanted or added) or not layer.is_next or any(one is layer.image for one in below):
            return
        taken = _luns(below)
        if both := sorted(taken.intersection(wanted)):
            yield (
                ("build", "extra", LUNS),
                f"{both[0]} is the number of a data disk of {layer.name}, the base of this image: use another, "
                "or remove this, and Packer takes the next free ones",
            )
        if len(taken) + len(added) > MOST >= len(added):
            yield (
                ("build", "extra", SIZES),
                f"must not be more than {MOST} disks with those of {layer.name}, the base of this image, got "
                f"{len(taken) + len(added)}",
            )

    yield from each_layer(of_layer)(catalog)


def _luns(images: Sequence[Definition]) -> set[int]:
    """Return the numbers of the data disks of an image, the first one, with those of its bases."""
    taken: set[int] = set()
    for one in reversed(images):
        extra = one.build.extra if isinstance(one, Image) else {}
        added = _numbers(extra.get(LUNS))
        free = [lun for lun in range(MOST) if lun not in taken]
        taken |= set(added or free[: len(_numbers(extra.get(SIZES)))])
    return taken


def _numbers(value: Any) -> list[int]:
    return value if is_list_of(int, value) else []
