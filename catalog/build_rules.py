"""What Azure and Packer refuse of one image's build, each rule with an id.

Sources: packer-plugin-azure 2.6.3, builder/azure/arm/config.go; Azure "Troubleshoot shared image galleries".
"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from catalog import azure_arm
from catalog.build import CatalogSource
from catalog.build_fields import BUILD_RESOURCE_GROUP
from catalog.model import Catalog, Image
from catalog.problem import Location, Problem
from catalog.regions import region_id
from catalog.rule import Found, Rule, each
from catalog.security import BASES
from catalog.software_rules import SOFTWARE_RULES
from catalog.text import unfit

MAX_BUILD_TAGS = 50
PROVENANCE_TAGS = 3
"""image, git_commit and pipeline_url: what a version tells of where it comes from."""
PLAN_TAGS = 4
"""Packer writes the purchase plan into tags of its own."""


def _regions(image: Image, catalog: Catalog) -> Found:
    location = _location(image, catalog)
    seen: set[str] = set()
    for index, region in enumerate(image.build.regions):
        if region_id(region.name) in seen:
            yield ("build", "regions", index, "name"), f"{region.name!r} stands twice; keep one"
        seen.add(region_id(region.name))
    if region_id(location) not in seen:
        yield (
            ("build", "regions"),
            f"the build region {location!r} is not among them; Azure refuses the version after the build: "
            f"add it (it is {'build' if image.build.location else 'gallery'}.location)",
        )


def _location(image: Image, catalog: Catalog) -> str:
    """Where the build VM runs."""
    return image.build.location or catalog.gallery.location


def _network(image: Image, _: Catalog) -> Found:
    build = image.build
    network = {
        "virtual_network_name": build.virtual_network_name,
        "virtual_network_resource_group_name": build.virtual_network_resource_group_name,
        "virtual_network_subnet_name": build.virtual_network_subnet_name,
    }
    given = [name for name, value in network.items() if value]
    missing = [name for name, value in network.items() if not value]
    if given and missing:
        yield ("build", given[0]), f"needs {' and '.join(missing)} too; give all three, or none"
    if given and build.allowed_inbound_ip_addresses is not None:
        yield (
            ("build", "allowed_inbound_ip_addresses"),
            "is for the temporary network; with virtual_network_name the subnet's own rules count: remove it",
        )
    if build.private_virtual_network_with_public_ip and not given:
        yield ("build", "private_virtual_network_with_public_ip"), "needs virtual_network_name"


def _resource_group(image: Image, _: Catalog) -> Found:
    if image.build.build_resource_group_name and image.build.temp_resource_group_name:
        yield (
            ("build", "temp_resource_group_name"),
            "names a group for Packer to make, and build_resource_group_name one that exists: keep one",
        )


def _key_vault(image: Image, _: Catalog) -> Found:
    build = image.build
    used = {
        name
        for name in ("build_key_vault_name", "build_key_vault_secret_name", "skip_create_build_key_vault")
        if getattr(build, name)
    }
    if used and image.os_type != "Windows":
        yield ("build", min(used)), "is for WinRM's certificate, and Linux is built over SSH: remove it"
    if build.skip_create_build_key_vault and build.build_key_vault_name:
        yield (
            ("build", "skip_create_build_key_vault"),
            "and build_key_vault_name exclude each other: remove one",
        )
    if build.skip_create_build_key_vault and image.specialized:
        yield (
            ("build", "skip_create_build_key_vault"),
            "leaves WinRM open in a specialized image: only one that is generalized closes it; remove it",
        )
    if build.build_key_vault_secret_name and not build.build_key_vault_name:
        yield ("build", "build_key_vault_secret_name"), "needs build_key_vault_name"


def _replication(image: Image, _: Catalog) -> Found:
    build = image.build
    encrypted = [region for region in build.regions if region.disk_encryption_set_id]
    if encrypted and len(encrypted) != len(build.regions):
        yield (
            ("build", "regions"),
            "give disk_encryption_set_id to every region or to none; Azure refuses a mix",
        )
    if not build.use_shallow_replication:
        return
    if len(build.regions) > 1 or build.regions[0].replicas > 1:
        yield (
            ("build", "use_shallow_replication"),
            "allows one region with one replica; it is for trials: remove it, or the other copies",
        )
    if encrypted:
        yield (
            ("build", "use_shallow_replication"),
            "and disk_encryption_set_id exclude each other: remove one",
        )


def _managed_image(image: Image, catalog: Catalog) -> Found:
    build, profile = image.build, image.profile
    if build.managed_image_resource_group_name and not profile.managed_image:
        yield (
            ("build", "managed_image_resource_group_name"),
            f"has no use: security = {image.security!r} publishes straight to the gallery: remove it",
        )
    if not profile.managed_image:
        return
    needs = f"security = {image.security!r} needs a managed image on the way"
    group = build.managed_image_resource_group_name or catalog.gallery.resource_group
    if not BUILD_RESOURCE_GROUP.fullmatch(group):
        yield (
            ("build",),
            f"{needs}; Packer takes no group {group!r} for it: give managed_image_resource_group_name",
        )
    if image.architecture == "Arm64":
        yield ("architecture",), f"'Arm64' has no managed images, and {needs}: use 'trusted_launch'"
    if image.specialized:
        yield ("specialized",), f"cannot be: {needs}, and that is always generalized"
    if build.disk_encryption_set_id:
        yield ("build", "disk_encryption_set_id"), f"cannot be: {needs}, and Packer encrypts none: remove it"
    if build.use_shallow_replication:
        yield (
            ("build", "use_shallow_replication"),
            f"cannot be: {needs}, which a shallow copy would keep using: remove it",
        )


def _confidential(image: Image, _: Catalog) -> Found:
    build = image.build
    encryption = build.confidential_vm_image_encryption_type
    if encryption and not image.profile.confidential:
        yield (
            ("build", "confidential_vm_image_encryption_type"),
            f"does not go with security = {image.security!r}: remove it, or use 'confidential_vm'",
        )
    if not image.profile.confidential:
        return
    everywhere = [build.disk_encryption_set_id, *(region.disk_encryption_set_id for region in build.regions)]
    if encryption == "EncryptedWithCmk" and not all(everywhere):
        yield (
            ("build", "confidential_vm_image_encryption_type"),
            "'EncryptedWithCmk' needs disk_encryption_set_id in build and in every region",
        )
    if encryption != "EncryptedWithCmk" and any(everywhere):
        yield (
            ("build", "disk_encryption_set_id" if build.disk_encryption_set_id else "regions"),
            "disk_encryption_set_id needs confidential_vm_image_encryption_type = 'EncryptedWithCmk'",
        )


def _layers(image: Image, catalog: Catalog) -> Found:
    if not isinstance(image.build.source, CatalogSource):
        return
    where = ("build", "source", "image")
    key = image.build.source.image
    base = catalog.images.get(key)
    if base is None:
        near = get_close_matches(key, catalog.images, n=1)
        yield where, f"{key!r} is no image of this catalog" + (f"; did you mean {near[0]!r}?" if near else "")
        return
    if image is _bottom(image, catalog):
        yield where, f"{key!r} starts from this image again; one of them must start from elsewhere"
    if base.security not in BASES[image.security]:
        yield (
            ("security",),
            f"{image.security!r} cannot start from images.{key} with {base.security!r}; "
            f"these can be below: {', '.join(BASES[image.security])}",
        )
    for name in ("os_type", "hyper_v_generation", "architecture", "purchase_plan"):
        mine, other = getattr(image, name), getattr(base, name)
        if name == "architecture":
            mine, other = mine or "x64", other or "x64"
        if mine != other and name == "purchase_plan":
            yield (name,), f"differs from that of images.{key}, which it starts from"
        elif mine != other:
            yield (name,), f"{mine!r} differs from that of images.{key}, which it starts from: {other!r}"
    location = _location(image, catalog)
    if region_id(location) not in {region_id(region.name) for region in base.build.regions}:
        yield where, f"{key!r} has no copy in the build region {location!r}; add it to its regions"
    size, smallest = image.build.os_disk_size_gb, base.build.os_disk_size_gb
    if size and smallest and size < smallest:
        yield (
            ("build", "os_disk_size_gb"),
            f"{size} is less than the {smallest} of images.{key}, which it starts from",
        )
    if base.specialized:
        yield where, f"{key!r} is specialized; Packer starts from generalized images only"


def _bottom(image: Image, catalog: Catalog) -> Image | None:
    """The image that the layers below `image` end in; `image` itself where they go round to it."""
    seen: set[int] = set()
    below: Image | None = image
    while below and isinstance(below.build.source, CatalogSource) and id(below) not in seen:
        seen.add(id(below))
        below = catalog.images.get(below.build.source.image)
    return below


def _extra(image: Image, _: Catalog) -> Found:
    for name, message in azure_arm.refused(image.build.extra):
        yield ("build", "extra", name), message


def _tags(image: Image, catalog: Catalog) -> Found:
    tags = catalog.tags_of(image)
    reserved = PROVENANCE_TAGS + (PLAN_TAGS if image.purchase_plan else 0)
    if len(tags) <= MAX_BUILD_TAGS < len(tags) + reserved:
        yield (
            ("tags",),
            f"with the catalog's own tags they are {len(tags)}; a version gets {reserved} more, and "
            f"Azure allows {MAX_BUILD_TAGS}: remove some",
        )


def _text(catalog: Catalog) -> Iterator[Problem]:
    yield from _unfit_tags(("tags",), catalog.tags)
    for key, image in catalog.images.items():
        where = ("images", key)
        yield from _unfit_tags((*where, "tags"), image.tags)
        for name, value in image.purchase_plan or ():
            yield from _unfit((*where, "purchase_plan", name), value)
        for name, argument in image.build.extra.items():
            for text in _texts(argument):
                yield from _unfit((*where, "build", "extra", name), text)


def _unfit_tags(where: Location, tags: Mapping[str, str]) -> Iterator[Problem]:
    for name, value in tags.items():
        for text in (name, value):
            yield from _unfit((*where, name), text)


def _unfit(where: Location, text: str) -> Iterator[Problem]:
    if reason := unfit(text):
        yield Problem(where=where, message=f"{reason}, got {text!r}")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (item for item in value if isinstance(item, str))
    elif isinstance(value, dict):
        yield from (*value.keys(), *value.values())


def _license(image: Image, _: Catalog) -> Found:
    license_type = image.build.license_type
    if license_type and license_type.startswith("Windows") != (image.os_type == "Windows"):
        yield ("build", "license_type"), f"{license_type!r} does not go with os_type = {image.os_type!r}"


def _nvme(image: Image, _: Catalog) -> Found:
    if image.build.disk_controller_type == "NVMe" and not image.disk_controller_type_nvme_enabled:
        yield (
            ("build", "disk_controller_type"),
            "'NVMe' goes only into a definition that allows it; set disk_controller_type_nvme_enabled = true",
        )


BUILD_RULES: Mapping[str, Rule] = {
    "GS104": each(_regions),
    "GS109": each(_network),
    "GS110": each(_resource_group),
    "GS111": each(_key_vault),
    "GS112": each(_replication),
    "GS113": each(_managed_image),
    "GS114": each(_confidential),
    "GS115": each(_layers),
    **SOFTWARE_RULES,
    "GS118": each(_extra),
    "GS119": each(_tags),
    "GS120": each(_license),
    "GS121": each(_nvme),
    "GS122": _text,
}
