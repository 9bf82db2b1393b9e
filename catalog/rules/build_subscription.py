"""The build VM in another subscription than the gallery: build_subscription_id."""

from collections.abc import Iterator

from catalog.image import Image
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import each_image, rule
from catalog.rules.encryption import TROUBLESHOOTING


@rule(
    "GS382",
    "An encrypted build VM must be in the subscription of its disk encryption set",
    example="""
[images.win11-avd]
security = "standard"

[images.win11-avd.build]
- build_subscription_id  = "11111111-1111-1111-1111-111111111111"
disk_encryption_set_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/keys/providers/Microsoft.Compute/diskEncryptionSets/east"
""",
    happens="Azure refuses the build VM at VM creation.",
    fix="Remove build_subscription_id: Azure makes no version of an encrypted VM of another subscription either.",
    source=f"{TROUBLESHOOTING}: 'can be used only in the same subscription and region'",
)
@each_image
def vm_beside_its_key(image: Image, _: Catalog) -> Found:
    """Azure ignores upper and lower case of ids."""
    build = image.build
    if not (build.build_subscription_id and build.disk_encryption_set_id):
        return
    subscription = build.disk_encryption_set_id.split("/")[2].lower()
    if subscription != build.build_subscription_id.lower():
        yield (
            ("build", "disk_encryption_set_id"),
            f"is in subscription {subscription}, and the build VM in {build.build_subscription_id}: remove "
            "build_subscription_id, because the version of an encrypted VM must be in its subscription too",
        )


@rule(
    "GS287",
    "An encrypted build VM should be in the subscription of the gallery",
    example="""
[images.win11-avd]
security = "standard"

[images.win11-avd.build]
- build_subscription_id  = "00000000-0000-0000-0000-000000000000"
disk_encryption_set_id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/keys/providers/Microsoft.Compute/diskEncryptionSets/east"
""",
    happens="If the gallery is in another subscription, Azure refuses the version after the build: 'Encrypted source "
    "is in a different subscription ID'.",
    fix="Remove build_subscription_id or disk_encryption_set_id.",
    source=TROUBLESHOOTING,
)
@each_image
def encrypted_beside_the_gallery(image: Image, _: Catalog) -> Found:
    """Only a deploy knows the gallery's subscription, unless the regions have keys, which are in it: GS128."""
    build = image.build
    if build.build_subscription_id and build.disk_encryption_set_id and not any(_keys_of_regions(image)):
        yield (
            ("build", "disk_encryption_set_id"),
            "encrypts a build VM that has build_subscription_id: Azure makes no version of it in a gallery of another "
            "subscription; remove one of the two",
        )


def _keys_of_regions(image: Image) -> Iterator[str]:
    return (region.disk_encryption_set_id for region in image.build.regions if region.disk_encryption_set_id)
