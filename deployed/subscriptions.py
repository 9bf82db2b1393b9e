"""What of a catalog must be in the subscription of the gallery, which only a deploy knows."""

from collections.abc import Iterator

from catalog.finding import dotted
from catalog.image import Image
from catalog.model import Catalog
from catalog.problem import Location


def in_another_subscription(catalog: Catalog, gallery: str) -> Iterator[str]:
    """Yield what Azure would refuse after the build. `gallery` is the gallery's subscription."""
    for key, image in catalog.builds.items():
        for where, subscription in _keys(image):
            if subscription.lower() != gallery.lower():
                yield (
                    f"{_field(key, *where)}: is in subscription {subscription}, and the gallery in "
                    f"{gallery}: use a disk encryption set from there, or none"
                )
        vm, encrypted = image.build.build_subscription_id, image.build.disk_encryption_set_id
        if vm and encrypted and vm.lower() != gallery.lower():
            yield (
                f"{_field(key, 'build', 'build_subscription_id')}: the build VM is encrypted, and Azure "
                f"makes no version of it in a gallery of another subscription, {gallery}: remove "
                "build_subscription_id or disk_encryption_set_id"
            )


def _field(key: str, *where: str | int) -> str:
    return dotted(("images", key, *where))


def _keys(image: Image) -> Iterator[tuple[Location, str]]:
    """Yield where the disk encryption set of a region is named, and its subscription."""
    for index, region in enumerate(image.build.regions):
        if region.disk_encryption_set_id:
            yield (
                ("build", "regions", index, "disk_encryption_set_id"),
                region.disk_encryption_set_id.split("/")[2],
            )
