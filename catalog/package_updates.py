"""`build.package_updates`: which updates of packages a Linux build installs."""

from typing import Annotated, Any

from pydantic import BeforeValidator

from catalog.limit import matching, refusal
from catalog.toml_table import TomlTable

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


def _as_table(value: Any) -> Any:
    if value is False:
        return None
    if value is True or isinstance(value, dict | PackageUpdates):
        return {} if value is True else value
    raise refusal('must be true, false, or a table such as { exclude = ["kernel*"] }')


PackageUpdatesOrNot = Annotated[
    PackageUpdates | None, BeforeValidator(_as_table, json_schema_input_type=bool | PackageUpdates)
]
"""true: all of them; false: None."""
