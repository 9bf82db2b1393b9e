"""The catalogs in a folder."""

import re
from pathlib import Path

from files.limits import content

GALLERY = re.compile(r"^[ \t]*(\[[ \t]*gallery[ \t]*[\].]|gallery[ \t]*[.=])", re.MULTILINE)


def catalogs(project: Path) -> list[Path]:
    """Return catalog.toml and every TOML file beside it that has a gallery."""
    return [
        path
        for path in sorted(project.glob("[!.]*.toml"))  # an editor's lock is called .#catalog.toml
        if path.is_file()
        if path.name == "catalog.toml" or GALLERY.search(content(path).decode("utf-8", "replace"))
    ]
