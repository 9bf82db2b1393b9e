"""A security profile, and what its recipe cannot carry: the decision table of facts/security.py."""

from catalog.model import Catalog, Image
from catalog.problem import Found
from catalog.rule import each_image, rule

CONFIG = "packer-plugin-azure 2.6.3, config.go"


@rule(
    "GS137",
    "A managed image is named only where one is made",
    happens="It would be ignored when the build starts: this profile publishes straight to the gallery.",
    todo="Remove managed_image_resource_group_name.",
    source="goldshelf: facts/security.py",
)
@each_image
def managed_image_is_needed(image: Image, _: Catalog) -> Found:
    """Nothing that the catalog says is ignored."""
    if image.profile.managed_image:
        return
    if image.build.managed_image_resource_group_name:
        yield ("build", "managed_image_resource_group_name"), _no_use(image)
    for name in image.build.extra:
        if name.startswith("managed_image_"):
            yield ("build", "extra", name), _no_use(image)


@rule(
    "GS180",
    "A snapshot is in a group that stays",
    happens="Packer deletes the snapshot with its temporary group, after the build.",
    todo="Give managed_image_resource_group_name, a group that exists.",
    source="packer-plugin-azure 2.6.3, step_snapshot_os_disk.go and step_snapshot_data_disks.go",
)
@each_image
def snapshot_stays(image: Image, _: Catalog) -> Found:
    """It is where the managed image is."""
    build = image.build
    if image.profile.managed_image and not (
        build.managed_image_resource_group_name or build.build_resource_group_name
    ):
        for name in ("managed_image_os_disk_snapshot_name", "managed_image_data_disk_snapshot_prefix"):
            if name in build.extra:
                yield (
                    ("build", "extra", name),
                    "would go with the temporary group that Packer deletes: give "
                    "managed_image_resource_group_name too, a group that exists",
                )


@rule(
    "GS113",
    "What goes through a managed image is x64, generalized, and a full copy without keys",
    happens="Packer refuses a specialized or encrypted one when the build starts, and Azure an Arm64 "
    "one after the build; a shallow copy would end with the managed image.",
    todo="Use 'trusted_launch', 'confidential_vm' or 'standard', which go straight to the gallery, or "
    "give up the other.",
    source="packer-plugin-azure#304, #528, #287; Azure: Trusted Launch FAQ; " + CONFIG,
)
@each_image
def managed_image_carries(image: Image, _: Catalog) -> Found:
    """Azure takes a version of a "...Supported" definition from no VM: a managed image is on the way."""
    if not image.profile.managed_image:
        return
    needs = _needs(image)
    if image.architecture == "Arm64":
        yield ("architecture",), f"'Arm64' has no managed images, and {needs}: use 'trusted_launch'"
    if image.specialized:
        yield ("specialized",), f"cannot be: {needs}, and that is always generalized"
    if image.build.disk_encryption_set_id:
        yield ("build", "disk_encryption_set_id"), f"cannot be: {needs}, and Packer encrypts none: remove it"
    if image.build.use_shallow_replication:
        yield (
            ("build", "use_shallow_replication"),
            f"cannot be: {needs}, which goes after the build, but a shallow copy keeps using: remove it",
        )


def _no_use(image: Image) -> str:
    return f"has no use: security = {image.security!r} publishes straight to the gallery: remove it"


def _needs(image: Image) -> str:
    return f"security = {image.security!r} needs a managed image on the way"


@rule(
    "GS114",
    "The encryption of a confidential VM is for confidential VMs",
    happens="Packer refuses the template, when the build starts.",
    todo="Remove confidential_vm_image_encryption_type, or use 'confidential_vm'.",
    source=CONFIG,
)
@each_image
def confidential_encryption(image: Image, _: Catalog) -> Found:
    """The other profiles build no confidential VM."""
    if image.build.confidential_vm_image_encryption_type and not image.profile.confidential:
        yield (
            ("build", "confidential_vm_image_encryption_type"),
            f"does not go with security = {image.security!r}: remove it, or use 'confidential_vm'",
        )


@rule(
    "GS139",
    "A confidential version is encrypted with a key of yours everywhere, or nowhere",
    happens="Packer refuses the template, when the build starts.",
    todo="With 'EncryptedWithCmk' give disk_encryption_set_id in build and in every region; else in no "
    "region.",
    source=CONFIG,
)
@each_image
def confidential_keys(image: Image, _: Catalog) -> Found:
    """EncryptedWithCmk and the ids belong together."""
    if not image.profile.confidential:
        return
    build = image.build
    encryption = build.confidential_vm_image_encryption_type
    everywhere = [build.disk_encryption_set_id, *(region.disk_encryption_set_id for region in build.regions)]
    if encryption == "EncryptedWithCmk" and not all(everywhere):
        yield (
            ("build", "confidential_vm_image_encryption_type"),
            "'EncryptedWithCmk' needs disk_encryption_set_id in build and in every region",
        )
    if encryption != "EncryptedWithCmk" and any(everywhere[1:]):
        yield (
            ("build", "regions"),
            "disk_encryption_set_id needs confidential_vm_image_encryption_type = 'EncryptedWithCmk'",
        )


@rule(
    "GS163",
    "A confidential version stays in its region",
    happens="Azure refuses the version, after the build: 'only the home region can be specified as a "
    "target region'.",
    todo="Keep the build region alone, and give other regions a catalog of their own.",
    source="packer-plugin-azure#373; Azure: Create a confidential VM from an Azure Compute Gallery image",
)
@each_image
def confidential_at_home(image: Image, _: Catalog) -> Found:
    """Azure copies no state of a confidential VM to another region."""
    if image.profile.confidential and len(image.build.regions) > 1:
        yield (
            ("build", "regions"),
            f"are {len(image.build.regions)}; a version for confidential VMs has the build region only: "
            "remove the others",
        )
