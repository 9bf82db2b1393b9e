"""The types of fields about packages of Linux: a text, or one for each package manager."""

import re
from typing import Annotated, Any, get_args

from catalog.limit import Limit
from facts.package_managers import PackageManager

PACKAGE = r"[A-Za-z0-9](?:[A-Za-z0-9._+-]*[A-Za-z0-9._+])?"
"""apt removes a package whose name ends in '-'."""
VERSION = r"[A-Za-z0-9][A-Za-z0-9._+~^:-]*"
REPOSITORY = r"[a-z0-9]+(?:-[a-z0-9]+)*"


def _by_manager(pattern: str, message: str) -> Limit:
    """A text, or one for each package manager."""
    texts = re.compile(pattern)

    def fits_text(value: Any) -> bool:
        return isinstance(value, str) and bool(texts.fullmatch(value))

    def fits(value: Any) -> bool:
        if isinstance(value, dict):
            known = value.keys() <= set(get_args(PackageManager))
            return bool(value) and known and all(map(fits_text, value.values()))
        return fits_text(value)

    text = {"type": "string", "pattern": f"^(?:{pattern})$"}
    table = {
        "type": "object",
        "properties": dict.fromkeys(get_args(PackageManager), text),
        "additionalProperties": False,
        "minProperties": 1,
    }
    return Limit(fits=fits, message=message, any_type=True, schema={"anyOf": [text, table]})


PackageNames = Annotated[
    str | dict[str, str],
    _by_manager(
        PACKAGE,
        "use the name of a package, or one for each package manager, such as "
        '{ apt = "apache2", dnf = "httpd" }; names have letters, digits, and . + _ -, and no - at the end',
    ),
]
PackageVersions = Annotated[
    str | dict[str, str],
    _by_manager(
        VERSION,
        "use the full version, as the package manager shows it, or one for each, such as "
        '{ apt = "1.2-3", dnf = "1.2-3.el9" }',
    ),
]
RepositoryNames = Annotated[
    str | dict[str, str],
    _by_manager(
        REPOSITORY,
        "use the name of a table of [repositories], or one for each package manager, such as "
        '{ apt = "contoso-apt", dnf = "contoso-dnf" }',
    ),
]
