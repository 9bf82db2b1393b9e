"""Take back what the build brought, by the list in image.json, then look for it: what is left is an error.

take_back.py IMAGE_JSON ROOT. For the Python 3.6 of the oldest images.
"""

import json
import re
import shutil
import sys
from glob import escape, glob
from pathlib import Path
from typing import Any

COMMENT = re.compile(r"\s*(#|$)")


class Leftover:
    """One entry of the list, for this machine."""

    def __init__(self, entry: "dict[str, Any]", *, user: str, root: Path) -> None:
        self.what, self.emptied = entry["what"], entry["emptied"]
        self.globs = [str(root) + path.replace("{user}", escape(user)) for path in entry["paths"]]
        names = {"{user}": re.escape(user), "{mac}": addresses(root)}
        self.lines = filled(entry["lines"], names)
        self.holding = filled(entry["holding"], names)

    def found(self) -> "list[Path]":
        """Where something of it is."""
        # A link to nowhere is there too, and glob passes over it where the path has no wildcard.
        links = [path for path in self.globs if Path(path).is_symlink()]
        paths = {*links, *(path for pattern in self.globs for path in glob(pattern))}
        return [path for path in map(Path, sorted(paths)) if self._is_at(path)]

    def _is_at(self, path: Path) -> bool:
        if self.emptied:
            return path.exists() and path.stat().st_size > 0  # a link to nowhere holds nothing
        pattern = self.lines or self.holding
        return not pattern or (path.is_file() and any(map(pattern.search, lines_of(path))))

    def take_back(self, path: Path) -> None:
        """Take back what is at one of these paths."""
        kept = [line for line in lines_of(path) if not self.lines.search(line)] if self.lines else []
        drop_in = path.parent.suffix == ".d"
        if self.emptied or (self.lines and not (drop_in and all(map(COMMENT.match, kept)))):
            # In its place, not beside it: who may read the file stays as it is.
            with path.open("w", encoding="utf-8", errors="surrogateescape", newline="") as file:
                file.writelines(kept)
        elif path.is_dir() and not path.is_symlink():
            shutil.rmtree(str(path))
        else:
            path.unlink()


def addresses(root: Path) -> str:
    """A pattern of the network addresses of this machine; without one it matches nothing."""
    texts = {path.read_text().strip() for path in root.glob("sys/class/net/*/address")}
    known = sorted(map(re.escape, texts - {"", "00:00:00:00:00:00"}))
    return "(?i:" + "|".join(known) + ")" if known else "(?!)"


def filled(pattern: "str | None", names: "dict[str, str]") -> "re.Pattern[str] | None":
    """The pattern with the names of this machine."""
    for name, value in names.items():
        pattern = pattern and pattern.replace(name, value)
    return re.compile(pattern) if pattern else None


def lines_of(path: Path) -> "list[str]":
    """The lines of a file, whatever bytes are in it."""
    with path.open(encoding="utf-8", errors="surrogateescape", newline="") as file:
        return file.readlines()


def main(image_json: str, root: str) -> int:
    """The exit code: 1 when something is left, which is named."""
    image = json.loads(Path(image_json).read_text())
    failed = False
    leftovers = [Leftover(entry, user=image["build_user"], root=Path(root)) for entry in image["leftovers"]]
    for leftover in leftovers:
        for path in leftover.found():
            try:
                leftover.take_back(path)
            except OSError as error:
                # Such as a full disk: a file that was to lose a line may have lost more.
                print(f"FAILED {path}: {error}")
                failed = True
    # Only now, for all: what is written anew in the meantime is found too.
    left = [f"{path}: {leftover.what}" for leftover in leftovers for path in leftover.found()]
    for line in left:
        print(f"FAILED this is left in the image: {line}")
    if not left and not failed:
        print(f"Of the {len(leftovers)} things that a build brings, none is left")
    return 1 if left or failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
