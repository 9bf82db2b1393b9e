"""What an image starts from, where the names of the marketplace tell."""

from collections.abc import Callable

from catalog.build import MarketplaceSource
from catalog.model import Catalog, Image
from catalog.problem import Found
from catalog.rule import Find, each_image, rule
from facts.marketplace import DESKTOPS, WINDOWS, ImageFacts, facts_of
from facts.marketplace_names import AS_OF, unlisted
from files.suggest import did_you_mean

SMALLEST_DESKTOP_DISK_GB = 127
"""The OS disk of MicrosoftWindowsDesktop's images: 127 GB for the older ones, 128 for the others."""


def each_marketplace_image(find: Callable[[Image, MarketplaceSource, ImageFacts], Found]) -> Find:
    """What is found in an image from the marketplace, as what is found in the catalog."""

    def found(catalog: Catalog) -> Found:
        for key, image in catalog.images.items():
            source = image.build.source
            if isinstance(source, MarketplaceSource):
                for where, message in find(image, source, facts_of(*source.names)):
                    yield ("images", key, *where), message

    return found


@rule(
    "GS159",
    "A definition is of its source's generation",
    happens="Azure refuses the version, after the build: 'different Hypervisor generation'.",
    todo="Use a sku of the definition's generation; of generation 2 is one such as ...-g2 or ...-gensecond.",
    source="Azure: Troubleshoot shared images; packer-plugin-azure#42; skus: facts/marketplace.py",
)
@each_marketplace_image
def generation_of_source(image: Image, source: MarketplaceSource, it: ImageFacts) -> Found:
    """Where the sku tells it."""
    if it.generation and it.generation != image.hyper_v_generation:
        yield (
            ("build", "source", "sku"),
            f"{source.sku!r} is of generation {it.generation}, and the definition of "
            f"{image.hyper_v_generation}: use another sku, or hyper_v_generation = {it.generation!r}",
        )


@rule(
    "GS160",
    "A definition is of its source's architecture",
    happens="Azure refuses the build VM, at VM creation: 'only supports a CPU Architecture of'.",
    todo="Use a sku of the definition's architecture; Windows for Arm64 is in an offer of its own.",
    source="Azure: Trusted launch FAQ, Arm64 images; skus: facts/marketplace.py",
)
@each_marketplace_image
def architecture_of_source(image: Image, source: MarketplaceSource, it: ImageFacts) -> Found:
    """Where publisher, offer and sku tell it."""
    mine = image.architecture or "x64"
    if it.architecture and it.architecture != mine:
        yield (
            ("build", "source"),
            f"{source.offer} / {source.sku} is of architecture {it.architecture!r}, and the definition of "
            f"{mine!r}: use another sku, or architecture = {it.architecture!r}",
        )


@rule(
    "GS161",
    "A definition is of its source's operating system",
    happens="Azure refuses the build VM at VM creation, or the version after the build ('different OS "
    "type').",
    todo="Correct os_type or the source.",
    source="Azure: Troubleshoot shared images in Azure Compute Gallery",
)
@each_marketplace_image
def system_of_source(image: Image, source: MarketplaceSource, it: ImageFacts) -> Found:
    """Where the publisher has one only."""
    if it.os_type and it.os_type != image.os_type:
        yield (
            ("build", "source", "publisher"),
            f"{source.publisher!r} publishes {it.os_type}, and os_type is {image.os_type!r}: correct one of "
            "them",
        )


@rule(
    "GS162",
    "A disk is not smaller than that of Windows' own image",
    happens="Azure refuses the build VM, at VM creation: a disk cannot be made smaller.",
    todo="Use 128 GB or more, or leave os_disk_size_gb out.",
    source="packer-plugin-azure 2.6.3, os_disk_size_gb; images of MicrosoftWindowsDesktop",
)
@each_marketplace_image
def disk_of_source(image: Image, source: MarketplaceSource, _: ImageFacts) -> Found:
    """Only Windows 10 and 11: Windows Server, for one, has images with small disks too."""
    size = image.build.os_disk_size_gb
    desktop = source.publisher.lower() == "microsoftwindowsdesktop" and source.offer.lower() in DESKTOPS
    if size and size < SMALLEST_DESKTOP_DISK_GB and desktop:
        yield (
            ("build", "os_disk_size_gb"),
            f"{size} is less than the {SMALLEST_DESKTOP_DISK_GB} of {source.publisher}'s images: use 128 or "
            "more",
        )


@rule(
    "GS209",
    "Microsoft's own images have no purchase plan",
    happens="Azure refuses the version after the build where only one of source and definition has a plan.",
    todo="Remove purchase_plan, or accept the warning where the image does have one.",
    source="Azure: Troubleshoot shared images, 'different plan than parent gallery image plan'",
)
@each_marketplace_image
def plan_of_source(image: Image, source: MarketplaceSource, _: ImageFacts) -> Found:
    """Of the publishers that are known to have none."""
    if image.purchase_plan and source.publisher.lower() in WINDOWS:
        yield (
            ("purchase_plan",),
            f"{source.publisher}'s images have none, and source and definition must have the same: remove it",
        )


@rule(
    "GS176",
    "A Linux source must have apt",
    happens="The build fails in its first step, after VM creation: 'apt-get: command not found'.",
    todo="Start from Ubuntu or Debian; RHEL, AlmaLinux, Rocky Linux, SLES and others cannot be built yet.",
    source="goldshelf: packer/scripts/linux; publishers: facts/marketplace.py",
)
@each_image
def apt_of_source(image: Image, _: Catalog) -> Found:
    """As far as the publisher, the offer or the license tells; a gallery's image may be anything."""
    source = image.build.source
    if image.os_type != "Linux":
        return
    if isinstance(source, MarketplaceSource) and facts_of(*source.names).apt is False:
        yield (
            ("build", "source"),
            f"{source.publisher} / {source.offer} has no apt, and the steps of a Linux build need it: start "
            "from Ubuntu or Debian",
        )
    elif image.build.license_type in {"RHEL_BYOS", "SLES_BYOS"}:
        yield (
            ("build", "license_type"),
            f"{image.build.license_type!r} is of a system without apt, and the steps of a Linux build need "
            "it: start from Ubuntu or Debian, without a license_type",
        )


@rule(
    "GS216",
    "Publisher, offer and sku should be names that are listed",
    happens="Azure refuses names that it does not have, at VM creation; of an image that is not listed, "
    "generation, architecture and purchase plan are not checked.",
    todo="Correct the name, or look it up with `az vm image show` and accept the warning.",
    source=f"goldshelf: facts/marketplace.txt, as of {AS_OF}",
)
def known_names(catalog: Catalog) -> Found:
    """The first one that is not listed, where it stands first; of a source without apt, GS176 says more."""
    if not catalog.cloud.is_public:
        return
    seen: set[tuple[str, ...]] = set()
    for key, image in catalog.images.items():
        source = image.build.source
        if not isinstance(source, MarketplaceSource) or facts_of(*source.names).apt is False:
            continue
        found = unlisted(*source.names)
        if not found:
            continue
        part, names = found
        urn = [source.publisher, source.offer, source.sku]
        value = tuple(urn[: ("publisher", "offer", "sku").index(part) + 1])
        id_ = tuple(map(str.lower, value))
        if id_ in seen:
            continue
        seen.add(id_)
        hint = did_you_mean(value[-1], names, otherwise="no similar name is in it.")
        yield (
            ("images", key, "build", "source", part),
            f"{value[-1]!r} is not in the list of marketplace names ({AS_OF}), so nothing checked it; {hint} "
            f"Look it up: az vm image show --urn {':'.join(urn)}:{source.version}",
        )
