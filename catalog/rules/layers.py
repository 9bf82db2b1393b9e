"""An image that starts from another image of the same catalog."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from catalog.build import CatalogSource
from catalog.model import Catalog, Image
from catalog.problem import Found
from catalog.rule import Find, rule
from facts.regions import region_id
from facts.security import BASES
from files.suggest import did_you_mean

SOURCE = ("build", "source", "image")


@dataclass(frozen=True, kw_only=True)
class Layer:
    """An image and the one that it starts from."""

    image: Image
    base: Image
    source: CatalogSource
    location: str
    """Where the image is built."""

    @property
    def name(self) -> str:
        """The base, as a message calls it."""
        return f"images.{self.source.image}"

    @property
    def is_next(self) -> bool:
        """Whether it starts from the version of its base that the catalog describes, or from the latest."""
        return self.source.version in {None, self.base.build.version}


def each_layer(find: Callable[[Layer], Found]) -> Find:
    """What is found in a layer, as what is found in the catalog."""

    def found(catalog: Catalog) -> Found:
        for key, source in _sources(catalog):
            image, base = catalog.images[key], catalog.images.get(source.image)
            if base:
                layer = Layer(image=image, base=base, source=source, location=catalog.location_of(image))
                for where, message in find(layer):
                    yield ("images", key, *where), message

    return found


def _sources(catalog: Catalog) -> Iterator[tuple[str, CatalogSource]]:
    for key, image in catalog.images.items():
        if isinstance(image.build.source, CatalogSource):
            yield key, image.build.source


@rule(
    "GS115",
    "A layer starts from an image of the catalog",
    happens="No definition of that name would be found, when the build starts.",
    todo="Name an image of this catalog, or one of another gallery by gallery_name, image_name and "
    "resource_group.",
    source="packer-plugin-azure 2.6.3, shared_image_gallery",
)
def known_image(catalog: Catalog) -> Found:
    """By its key, not by the name that Azure knows."""
    for key, source in _sources(catalog):
        if source.image not in catalog.images:
            now = (one for one, image in catalog.images.items() if source.image in image.formerly)
            known = did_you_mean(source.image, catalog.images, otherwise="name one")
            known = f"it is {key_now!r} now" if (key_now := next(now, None)) else known
            yield ("images", key, *SOURCE), f"{source.image!r} is no image of this catalog; {known}"


@rule(
    "GS140",
    "Layers end somewhere",
    happens="None of these images could ever be the first, when the build starts.",
    todo="Let one of them start from the marketplace or another gallery.",
    source="goldshelf: layers are built one on the other",
)
def no_circle(catalog: Catalog) -> Found:
    """Each image is walked over once."""
    below = {key: source.image for key, source in _sources(catalog)}
    seen: set[str] = set()
    for start in below:
        way: list[str] = []
        key = start
        while key in below and key not in seen:
            seen.add(key)
            way.append(key)
            key = below[key]
        for inside in way[way.index(key) :] if key in way else ():
            yield (
                ("images", inside, *SOURCE),
                f"{below[inside]!r} starts from this image again; one of them must start from elsewhere",
            )


@rule(
    "GS141",
    "A layer is of a security type that its base can become",
    happens="Azure refuses the build VM at VM creation, or the version after the build.",
    todo="Choose a profile for one of the two that goes with the other.",
    source="Azure: Trusted Launch for Azure virtual machines; packer-plugin-azure#304",
)
@each_layer
def security_of_base(layer: Layer) -> Found:
    """The table BASES of facts/security.py."""
    mine, other = layer.image.security, layer.base.security
    if other not in BASES[mine]:
        yield (
            ("security",),
            f"{mine!r} cannot start from {layer.name} with {other!r}; these can be below: "
            f"{', '.join(BASES[mine])}",
        )


@rule(
    "GS142",
    "A layer and its base are alike",
    happens="Azure refuses the version, after the build: 'different Hypervisor generation', or "
    "'different plan'.",
    todo="Write the same os_type, hyper_v_generation, architecture and purchase_plan in both.",
    source="Azure: Troubleshoot shared images in Azure Compute Gallery; packer-plugin-azure#42",
)
@each_layer
def like_base(layer: Layer) -> Found:
    """What a version takes from its source, and the definition says too."""
    for name in ("os_type", "hyper_v_generation", "architecture"):
        mine, other = getattr(layer.image, name), getattr(layer.base, name)
        if name == "architecture":
            mine, other = mine or "x64", other or "x64"
        if mine != other:
            yield (name,), f"{mine!r} differs from that of {layer.name}, which it starts from: {other!r}"
    if layer.image.purchase_plan != layer.base.purchase_plan:
        yield ("purchase_plan",), f"differs from that of {layer.name}, which it starts from"


@rule(
    "GS143",
    "A base has a copy where the layer is built",
    happens="Azure finds no version of it in that region, at VM creation.",
    todo="Add the region to those of the base, or build the layer elsewhere.",
    source="Azure: Troubleshoot shared images in Azure Compute Gallery",
)
@each_layer
def base_is_near(layer: Layer) -> Found:
    """A VM starts from a copy in its own region; of an older version the catalog does not know the copies."""
    if layer.is_next and region_id(layer.location) not in layer.base.build.region_ids:
        yield (
            SOURCE,
            f"{layer.source.image!r} has no copy in the build region {layer.location!r}; add it to its "
            "regions",
        )


@rule(
    "GS144",
    "A disk is not smaller than the one that it starts from",
    happens="Azure refuses the build VM, at VM creation.",
    todo="Raise os_disk_size_gb, or leave it out.",
    source="Azure: Expand virtual hard disks attached to a VM",
)
@each_layer
def disk_of_base(layer: Layer) -> Found:
    """Where both say a size, and the base's is that of the version that this starts from."""
    size, smallest = layer.image.build.os_disk_size_gb, layer.base.build.os_disk_size_gb
    if layer.is_next and size and smallest and size < smallest:
        yield (
            ("build", "os_disk_size_gb"),
            f"{size} is less than the {smallest} of {layer.name}, which it starts from",
        )


@rule(
    "GS145",
    "A base is generalized",
    happens="Packer makes no account in a VM of a specialized image, so after VM creation it waits in vain.",
    todo="Remove specialized = true from the base; for Linux, extra.ssh_private_key_file is another way.",
    source="packer-plugin-azure#307, #308",
)
@each_layer
def base_is_generalized(layer: Layer) -> Found:
    """A specialized one keeps the accounts that it had; over SSH, Packer may have the key of one."""
    keyed = layer.image.os_type == "Linux" and "ssh_private_key_file" in layer.image.build.extra
    if layer.base.specialized and not keyed:
        yield (
            SOURCE,
            f"{layer.source.image!r} is specialized, so the build VM gets no account of Packer's; start "
            "from a generalized image",
        )


@rule(
    "GS146",
    "A layer that is built on NVMe has a base that allows it",
    happens="Azure refuses the build VM, at VM creation: the base's definition says SCSI only.",
    todo="Set disk_controller_type_nvme_enabled = true in the base; this makes a new definition of it.",
    source="Azure: Store and share images (disk controller types); packer-plugin-azure#521",
)
@each_layer
def base_allows_nvme(layer: Layer) -> Found:
    """A VM takes what the definition of its source allows."""
    asked = layer.image.build.disk_controller_type == "NVMe"
    if asked and not layer.base.disk_controller_type_nvme_enabled:
        yield (
            ("build", "disk_controller_type"),
            f"'NVMe' needs disk_controller_type_nvme_enabled = true in {layer.name} too, which it "
            "starts from",
        )


@rule(
    "GS204",
    "A base whose latest version is left out is named with its version",
    happens="The layer gets an older version than the catalog's, or none, when the build starts.",
    todo="Give source.version, or let the base be the latest.",
    source="Azure: Store and share images: 'latest' ignores versions that are excluded from it",
)
@each_layer
def latest_of_base(layer: Layer) -> Found:
    """Without a version, a layer starts from the latest."""
    build = layer.base.build
    if layer.source.version is None and build.shared_gallery_image_version_exclude_from_latest:
        yield (
            SOURCE,
            f"{layer.source.image!r} is excluded from latest, so this starts from an older version of it, or "
            f"none: give version = {build.version!r}",
        )
