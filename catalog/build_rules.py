"""What Azure and Packer refuse of one image's build, each rule with an id.

Sources: packer-plugin-azure 2.6.3, builder/azure/arm/config.go; Azure "Troubleshoot shared image galleries".
"""

from collections.abc import Iterator, Mapping

from catalog import azure_arm
from catalog.layer_rules import LAYER_RULES
from catalog.model import Catalog, Image
from catalog.problem import Location, Problem
from catalog.regions import region_id
from catalog.rule import Found, Rule, each
from catalog.security_rules import SECURITY_RULES
from catalog.software_rules import SOFTWARE_RULES
from catalog.text import unfit

MAX_BUILD_TAGS = 50
PROVENANCE_TAGS = 3
"""image, git_commit and pipeline_url: what a version tells of where it comes from."""
PLAN_TAGS = 4
"""Packer writes the purchase plan into tags of its own."""


def _regions(image: Image, catalog: Catalog) -> Found:
    location = catalog.location_of(image)
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
    **SECURITY_RULES,
    **LAYER_RULES,
    **SOFTWARE_RULES,
    "GS118": each(_extra),
    "GS119": each(_tags),
    "GS120": each(_license),
    "GS121": each(_nvme),
    "GS122": _text,
}
