"""Confidential VMs."""

from catalog.image import Image
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import Rule, each_image, rule
from catalog.rules.forms import only_for

CONFIG = "packer-plugin-azure 2.6.3, config.go"

confidential_encryption = Rule(
    id="GS114",
    title='confidential_vm_image_encryption_type must be set only with security = "confidential_vm"',
    example="""
+ [images.win11-avd]
+ security = "confidential_vm"

[images.win11-avd.build]
+ vm_size                               = "Standard_DC4ads_v5"
confidential_vm_image_encryption_type = "EncryptedWithPmk"
""",
    find=each_image(only_for('security = "confidential_vm"', "build.confidential_vm_image_encryption_type")),
    happens="Packer refuses the template when the build starts.",
    fix="Remove confidential_vm_image_encryption_type, or use security = 'confidential_vm'.",
    source=CONFIG,
)


@rule(
    "GS139",
    'disk_encryption_set_id must be set in every region with "EncryptedWithCmk", and in none without it',
    example="""
[images.win11-avd]
security = "confidential_vm"

[images.win11-avd.build]
vm_size                               = "Standard_DC4ads_v5"
- confidential_vm_image_encryption_type = "EncryptedWithCmk"
+ confidential_vm_image_encryption_type = "EncryptedVMGuestStateOnlyWithPmk"
""",
    happens="Packer refuses the template when the build starts.",
    fix="With 'EncryptedWithCmk', set disk_encryption_set_id in build and in every region; otherwise in no "
    "region.",
    source=CONFIG,
)
@each_image
def confidential_keys(image: Image, _: Catalog) -> Found:
    """Of confidential_vm images."""
    if not image.profile.confidential:
        return
    build = image.build
    encryption = build.confidential_vm_image_encryption_type
    ids = [build.disk_encryption_set_id, *(region.disk_encryption_set_id for region in build.regions)]
    if encryption == "EncryptedWithCmk" and not all(ids):
        yield (
            ("build", "confidential_vm_image_encryption_type"),
            "'EncryptedWithCmk' needs a disk_encryption_set_id in build and in every region: set them, or use "
            "another type",
        )
    if encryption != "EncryptedWithCmk" and any(ids[1:]):
        yield (
            ("build", "regions"),
            "disk_encryption_set_id needs confidential_vm_image_encryption_type = 'EncryptedWithCmk': set "
            "that, or remove the id",
        )


@rule(
    "GS163",
    "A confidential_vm image must have only one region",
    example="""
[images.win11-avd]
security = "confidential_vm"

[images.win11-avd.build]
vm_size = "Standard_DC4ads_v5"
- regions = [{ name = "East US", replicas = 2 }, { name = "West Europe", replicas = 2 }]
+ regions = [{ name = "East US", replicas = 2 }]
""",
    happens="Azure refuses the version after the build: 'only the home region can be specified as a "
    "target region'.",
    fix="Keep only the build region, and make a separate catalog for each other region.",
    source="packer-plugin-azure#373; Azure: Create a confidential VM from an Azure Compute Gallery image",
)
@each_image
def confidential_at_home(image: Image, _: Catalog) -> Found:
    """Azure does not copy the state of a confidential VM to another region."""
    if image.profile.confidential and len(image.build.regions) > 1:
        yield (
            ("build", "regions"),
            f"must be the build region only for security = 'confidential_vm', got {len(image.build.regions)} "
            "regions: remove the others",
        )
