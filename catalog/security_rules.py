"""What does not go with a security profile in a build, each rule with an id.

Source: packer-plugin-azure 2.6.3, builder/azure/arm/config.go.
"""

from collections.abc import Mapping

from catalog.build_fields import BUILD_RESOURCE_GROUP
from catalog.model import Catalog, Image
from catalog.rule import Found, Rule, each


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


SECURITY_RULES: Mapping[str, Rule] = {
    "GS113": each(_managed_image),
    "GS114": each(_confidential),
}
