"""Images that are built through a managed image: for their security, or because they start from one."""

from catalog.extra import why_not_allowed
from catalog.image import Image
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import each_image, rule
from catalog.source import ManagedImageSource


@rule(
    "GS137",
    "managed_image_* must not be set without a managed image",
    example="""
[images.win11-avd]
- security = "trusted_launch"
+ security = "trusted_launch_supported"

[images.win11-avd.build]
managed_image_resource_group_name = "managed"
""",
    happens="The key would be ignored when the build starts: this profile publishes straight to the gallery.",
    fix="Remove the key.",
    source="goldshelf: facts/security.py",
)
@each_image
def managed_image_is_needed(image: Image, _: Catalog) -> Found:
    """No key of the catalog may be ignored."""
    if image.managed_image:
        return
    message = f"has no effect with security = {image.security!r}, which makes no managed image: remove it"
    if image.build.managed_image_resource_group_name:
        yield ("build", "managed_image_resource_group_name"), message
    for name in image.build.extra:
        if name.startswith("managed_image_") and not why_not_allowed(name):
            yield ("build", "extra", name), message


@rule(
    "GS113",
    "An image built through a managed image must be x64, generalized, unencrypted and fully replicated",
    example="""
[images.win11-avd]
- security    = "trusted_launch_supported"
+ security    = "trusted_launch"
specialized = true
""",
    happens="Packer refuses a specialized or encrypted image when the build starts, and Azure an Arm64 image "
    "after the build; a shallow version would be lost with its managed image.",
    fix="Use 'trusted_launch', 'confidential_vm' or 'standard', which publish straight to the gallery, or "
    "remove the other setting.",
    source="packer-plugin-azure#304, #528, #287; Azure: Trusted Launch FAQ; packer-plugin-azure 2.6.3, "
    "config.go",
)
@each_image
def managed_image_carries(image: Image, _: Catalog) -> Found:
    """Azure does not accept versions of a "...Supported" definition directly from a VM."""
    if not image.managed_image:
        return
    build, reason = image.build, f"security = {image.security!r} is built through a managed image"
    instead = "use 'trusted_launch'"
    if not image.profile.managed_image:
        reason = "a source that is a managed image is built through another one"
        instead = "use an image of a gallery"
    if image.architecture == "Arm64":
        yield ("architecture",), f"must not be 'Arm64': {reason}, which must be x64; {instead}"
    if image.specialized:
        yield ("specialized",), f"must not be true: {reason}, which is always generalized: remove it"
    if build.disk_encryption_set_id:
        yield (
            ("build", "disk_encryption_set_id"),
            f"must not be set: {reason}, which Packer cannot encrypt: remove it",
        )
    if build.use_shallow_replication:
        yield (
            ("build", "use_shallow_replication"),
            f"must not be true: {reason}, which is deleted after the build although a shallow version needs it",
        )


@rule(
    "GS380",
    "A build must not start from a managed image if its VM has a security type",
    example="""
[images.win11-avd]
security = "trusted_launch"

[images.win11-avd.build]
- source = { custom_managed_image_name = "hardened", custom_managed_image_resource_group_name = "images" }
+ source = { gallery_name = "hardened", image_name = "win11", resource_group = "images" }
""",
    happens="Packer starts from a managed image only where it makes one, and refuses that when the build starts: a "
    "managed image has neither Secure Boot nor a virtual TPM.",
    fix="Make a version of the managed image, in a definition of this security, with `az sig image-version create "
    "--managed-image <its id>`, and name that in source; or use 'standard', 'trusted_launch_supported' or 'confidential_vm_supported'.",
    source="packer-plugin-azure 2.6.3, config.go: custom_managed_image_name, managed_image_name",
)
@each_image
def plain_vm_of_managed_image(image: Image, _: Catalog) -> Found:
    """Those without a security type go through a managed image of their own."""
    if isinstance(image.build.source, ManagedImageSource) and image.profile.builder_arguments:
        yield (
            ("build", "source", "custom_managed_image_name"),
            f"security = {image.security!r} cannot be built from a managed image, because azure-arm would make one "
            f"of it too, and that has no security type: use '{image.security}_supported', or make a version of it, "
            "with az sig image-version create --managed-image, and name that by gallery_name, image_name and "
            "resource_group",
        )
