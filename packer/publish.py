"""Where Packer publishes the version, and the managed image that some versions are a copy of."""

from collections.abc import Iterator

from catalog.build import Build
from catalog.image import Image
from packer.hcl import Arguments, Block, Group, Hcl, Interpolated
from packer.image_version import image_version


def encryption(build: Build) -> str:
    """How the disk of a confidential VM is encrypted."""
    return build.confidential_vm_image_encryption_type or "EncryptedVMGuestStateOnlyWithPmk"


def managed_image_resource_group(image: Image) -> str | None:
    """The group of a managed image that stays after the build; None if none stays."""
    build = image.build
    named = build.managed_image_resource_group_name or build.build_resource_group_name
    return named if image.managed_image else None


def temp_resource_group_prefix(image: Image) -> str | None:
    """How Packer begins the name of its temporary group, where the template must know that name.

    Source: packer-plugin-azure 2.6.3, tempname.go.
    """
    given = managed_image_resource_group(image) or image.build.temp_resource_group_name
    if given or not image.managed_image:
        return None
    return str(image.build.extra.get("custom_resource_build_prefix", "pkr"))


def managed_image(key: str, image: Image) -> Iterator[Group]:
    """The managed image, where the version must be a copy of one."""
    if image.managed_image:
        named = managed_image_resource_group(image) or image.build.temp_resource_group_name
        yield Group(
            {
                "managed_image_name": Interpolated(f"{key}-${{{image_version(image.build)}}}"),
                "managed_image_resource_group_name": named or Hcl("local.temp_resource_group_name"),
            },
            comment="Azure takes no version of this definition straight from a VM, "
            "so it goes through a managed image."
            if image.profile.managed_image
            else "azure-arm starts from a managed image only where it makes one.",
        )


def destination(image: Image, gallery: Arguments, image_name: str) -> Block:
    """The gallery, the definition, and the regions that copies are kept in."""
    build = image.build
    return Block(
        {
            **gallery,
            "image_name": image_name,
            "image_version": Hcl(image_version(build)),
            "storage_account_type": build.storage_account_type,
            "use_shallow_replication": build.use_shallow_replication,
            "specialized": image.specialized,
            "confidential_vm_image_encryption_type": encryption(build)
            if image.profile.confidential
            else None,
            "target_region": [Block(region.model_dump()) for region in build.regions],
        }
    )


def timeout(build: Build) -> str:
    """Two hours for the first region and ten minutes for each additional one, at most six hours.

    Packer's default of one hour is often too short; 27 regions took three hours; Azure advises up to six.
    """
    if build.shared_image_gallery_timeout:
        return build.shared_image_gallery_timeout
    minutes = 60 if build.use_shallow_replication else min(110 + 10 * len(build.regions), 360)
    return f"{minutes}m"
