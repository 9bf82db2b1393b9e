"""Updates of Linux: what a package manager cannot do."""

from catalog.image import Image
from catalog.model import Catalog
from catalog.package_manager import package_manager
from catalog.problem import Found
from catalog.rule import each_image, rule


@rule(
    "GS317",
    "zypper must not leave out packages of updates for security",
    example="""
[images.linux]
os_type = "Linux"

[images.linux.build]
source          = { publisher = "SUSE", offer = "sles-15-sp7", sku = "gen2" }
- package_updates = { security_only = true, exclude = ["kernel*"] }
+ package_updates = { exclude = ["kernel*"] }
""",
    happens="zypper installs a patch with all of its packages or not at all: it fails in the build at the first one with "
    "such a package.",
    fix="Remove exclude, or security_only.",
    source="zypper 1.14: 'Problem: patch conflicts with ... Solution 1: remove lock'",
)
@each_image
def whole_patches(image: Image, catalog: Catalog) -> Found:
    """apt and dnf choose each package on its own."""
    updates = image.build.package_updates
    if updates and updates.security_only and updates.exclude and package_manager(image, catalog) == "zypper":
        yield (
            ("build", "package_updates", "exclude"),
            "must not be set together with security_only for zypper, which installs a patch with all of its packages: "
            "remove one of them",
        )
