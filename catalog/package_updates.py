"""`build.package_updates`: which updates of packages a Linux build installs."""

from typing import Annotated

from catalog.limit import matching
from catalog.toml_table import TomlTable, or_switch

Packages = Annotated[
    str,
    matching(
        r"(?=.*[A-Za-z0-9])[A-Za-z0-9*?][A-Za-z0-9*?._+-]*",
        "use the name of a package, or a pattern with * and ?, such as kernel*: letters, digits, and . + _ -",
    ),
]


class PackageUpdates(TomlTable):
    """Which updates of packages a Linux build installs."""

    exclude: list[Packages] = []
    """Packages that stay as the source has them: names, and patterns with * and ?, such as kernel*."""
    security_only: bool = False
    """Install only what the image's repositories call updates for security. Default: false."""


PackageUpdatesOrNot = Annotated[
    PackageUpdates | None, or_switch(PackageUpdates, example='{ exclude = ["kernel*"] }')
]
"""true: all of them; false: None."""
