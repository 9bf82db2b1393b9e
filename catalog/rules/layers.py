"""An image that starts from another image of the same catalog."""

from collections.abc import Callable, Iterator

from catalog.build import CatalogSource
from catalog.model import Catalog, Image
from catalog.near import did_you_mean
from catalog.problem import Found
from catalog.regions import region_id
from catalog.rule import Find, rule
from catalog.security import BASES

SOURCE = ("build", "source", "image")


def each_layer(find: Callable[[Image, Image, Catalog], Found]) -> Find:
    """What is found in an image and the one that it starts from, as what is found in the catalog."""

    def found(catalog: Catalog) -> Found:
        for key, image in catalog.images.items():
            base = _base(image, catalog)
            if base:
                for where, message in find(image, base, catalog):
                    yield ("images", key, *where), message

    return found


def _base(image: Image, catalog: Catalog) -> Image | None:
    source = image.build.source
    return catalog.images.get(source.image) if isinstance(source, CatalogSource) else None


def _name_of_base(image: Image) -> str:
    assert isinstance(image.build.source, CatalogSource)  # noqa: S101  (each_layer gives no other)
    return image.build.source.image


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
    for key, image in catalog.images.items():
        source = image.build.source
        if isinstance(source, CatalogSource) and source.image not in catalog.images:
            known = did_you_mean(source.image, catalog.images, otherwise="name one")
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
    seen: set[str] = set()
    for start in catalog.images:
        way: dict[str, None] = {}
        for key in _down(start, catalog):
            if key in way:
                names = list(way)
                for inside in names[names.index(key) :]:
                    name = _name_of_base(catalog.images[inside])
                    yield (
                        ("images", inside, *SOURCE),
                        f"{name!r} starts from this image again; one of them must start from elsewhere",
                    )
            if key in seen:
                break
            way[key] = None
            seen.add(key)


def _down(key: str, catalog: Catalog) -> Iterator[str]:
    """The image, the one that it starts from, and so on; without end where they go round."""
    image = catalog.images.get(key)
    while image:
        yield key
        source = image.build.source
        if not isinstance(source, CatalogSource):
            return
        key = source.image
        image = catalog.images.get(key)


@rule(
    "GS141",
    "A layer is of a security type that its base can become",
    happens="Azure refuses the build VM at VM creation, or the version after the build.",
    todo="Choose a profile for one of the two that goes with the other.",
    source="Azure: Trusted Launch for Azure virtual machines; packer-plugin-azure#304",
)
@each_layer
def security_of_base(image: Image, base: Image, _: Catalog) -> Found:
    """The table BASES of catalog/security.py."""
    if base.security not in BASES[image.security]:
        yield (
            ("security",),
            f"{image.security!r} cannot start from images.{_name_of_base(image)} with {base.security!r}; "
            f"these can be below: {', '.join(BASES[image.security])}",
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
def like_base(image: Image, base: Image, _: Catalog) -> Found:
    """What a version takes from its source, and the definition says too."""
    key = _name_of_base(image)
    for name in ("os_type", "hyper_v_generation", "architecture"):
        mine, other = getattr(image, name), getattr(base, name)
        if name == "architecture":
            mine, other = mine or "x64", other or "x64"
        if mine != other:
            yield (name,), f"{mine!r} differs from that of images.{key}, which it starts from: {other!r}"
    if image.purchase_plan != base.purchase_plan:
        yield ("purchase_plan",), f"differs from that of images.{key}, which it starts from"


@rule(
    "GS143",
    "A base has a copy where the layer is built",
    happens="Azure finds no version of it in that region, at VM creation.",
    todo="Add the region to those of the base, or build the layer elsewhere.",
    source="Azure: Troubleshoot shared images in Azure Compute Gallery",
)
@each_layer
def base_is_near(image: Image, base: Image, catalog: Catalog) -> Found:
    """A VM starts from a copy in its own region; of an older version the catalog does not know the copies."""
    if not _is_next(image, base):
        return
    location = catalog.location_of(image)
    if region_id(location) not in {region_id(region.name) for region in base.build.regions}:
        key = _name_of_base(image)
        yield SOURCE, f"{key!r} has no copy in the build region {location!r}; add it to its regions"


def _is_next(image: Image, base: Image) -> bool:
    """Whether a layer starts from the version of its base that the catalog describes, or from the latest."""
    source = image.build.source
    return isinstance(source, CatalogSource) and source.version in {None, base.build.version}


@rule(
    "GS144",
    "A disk is not smaller than the one that it starts from",
    happens="Azure refuses the build VM, at VM creation.",
    todo="Raise os_disk_size_gb, or leave it out.",
    source="Azure: Expand virtual hard disks attached to a VM",
)
@each_layer
def disk_of_base(image: Image, base: Image, _: Catalog) -> Found:
    """Where both say a size, and the base's is that of the version that this starts from."""
    if not _is_next(image, base):
        return
    size, smallest = image.build.os_disk_size_gb, base.build.os_disk_size_gb
    if size and smallest and size < smallest:
        yield (
            ("build", "os_disk_size_gb"),
            f"{size} is less than the {smallest} of images.{_name_of_base(image)}, which it starts from",
        )


@rule(
    "GS145",
    "A base is generalized",
    happens="Packer makes no account in a VM of a specialized image, so after VM creation it waits in vain.",
    todo="Remove specialized = true from the base; for Linux, extra.ssh_private_key_file is another way.",
    source="packer-plugin-azure#307, #308",
)
@each_layer
def base_is_generalized(image: Image, base: Image, _: Catalog) -> Found:
    """A specialized one keeps the accounts that it had; over SSH, Packer may have the key of one."""
    keyed = image.os_type == "Linux" and "ssh_private_key_file" in image.build.extra
    if base.specialized and not keyed:
        yield (
            SOURCE,
            f"{_name_of_base(image)!r} is specialized, so the build VM gets no account of Packer's; start "
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
def base_allows_nvme(image: Image, base: Image, _: Catalog) -> Found:
    """A VM takes what the definition of its source allows."""
    if image.build.disk_controller_type == "NVMe" and not base.disk_controller_type_nvme_enabled:
        yield (
            ("build", "disk_controller_type"),
            f"'NVMe' needs disk_controller_type_nvme_enabled = true in images.{_name_of_base(image)} "
            "too, which it starts from",
        )


@rule(
    "GS204",
    "A base whose latest version is left out is named with its version",
    happens="The layer gets an older version than the catalog's, or none, when the build starts.",
    todo="Give source.version, or let the base be the latest.",
    source="Azure: Store and share images: 'latest' ignores versions that are excluded from it",
)
@each_layer
def latest_of_base(image: Image, base: Image, _: Catalog) -> Found:
    """Without a version, a layer starts from the latest."""
    source = image.build.source
    excluded = base.build.shared_gallery_image_version_exclude_from_latest
    if isinstance(source, CatalogSource) and source.version is None and excluded:
        yield (
            SOURCE,
            f"{source.image!r} is excluded from latest, so this starts from an older version of it, or none: "
            f"give version = {base.build.version!r}",
        )
