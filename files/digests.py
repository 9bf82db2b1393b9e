"""Know which files goldshelf wrote: it replaces and removes no others.

Each folder has a list of its files with their digests, in the format of sha256sum. A file is goldshelf's if
it is listed with its digest.
"""

import hashlib
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from operator import attrgetter
from pathlib import Path, PurePosixPath

from files.errors import GoldshelfError
from files.folders import NOT_A_FOLDER, Files, as_bytes
from files.limits import LONGEST

Own = Mapping[str, str | None]
"""The path of each file that goldshelf wrote in a folder, with its digest; None accepts any content."""
Stranger = tuple[Path, str]
"""Something that goldshelf did not write, and the reason to stop."""

LIST = "goldshelf.sha256"
LISTED = re.compile(r"^([0-9a-f]{64})  (.{1,255})$", re.MULTILINE)
TEMPLATES = {f"{name}.pkr.hcl" for name in ("build", "plugins", "source", "variables")}
"""In the folder of each image, from the first release on."""
WINDOWS = (
    *("apply-settings", "cleanup", "enable-winrm", "expand-disk", "install-chrome", "install-languages"),
    *("install-software", "install-vscode", "prepare-sysprep", "prove", "sysprep", "test-image"),
)
LINUX = ("cleanup", "deprovision", "install-packages", "test-image", "update")
BEFORE = {
    *TEMPLATES,
    "image.json",
    *(f"scripts/{name}.ps1" for name in WINDOWS),
    *(f"scripts/{name}.sh" for name in LINUX),
}
"""The files of a folder from before there was a list. Whether they were changed cannot be known."""

STRANGE = "was not written by goldshelf, and would be lost with the old folder; move it elsewhere"
CHANGED = "was changed after goldshelf wrote it, and would be lost with the old folder; move it elsewhere"


@lru_cache(maxsize=4096)  # the images of a catalog have their scripts in common
def digest_of(text: str) -> str:
    """The SHA-256 digest of a file with this text."""
    return hashlib.sha256(as_bytes(text)).hexdigest()


def listed(files: Files) -> Files:
    """The files of a folder, with the list of them."""
    digests = {path: digest_of(text) for path, text in files.items()}
    return {**files, LIST: "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items()))}


def refuse_strangers(targets: Iterable[Path]) -> None:
    """Raise GoldshelfError if a folder to be replaced or removed has files that goldshelf did not write."""
    found = [stranger for target in targets for stranger in strangers(target, own=_own(target))]
    if found:
        raise strange(found)


def strange(found: Iterable[Stranger]) -> GoldshelfError:
    """The error that lists them."""
    return GoldshelfError(*(f"{path}: {why}" for path, why in found))


def left_over(root: Path, *, wanted: Collection[str]) -> list[Path]:
    """The folders that the hook wrote for images that are no longer in the catalog."""
    # Keys are lower case, but some file systems ignore case.
    gone = (path for path in root.glob("[!.]*") if path.name.lower() not in wanted)
    return sorted(path for path in gone if not path.is_symlink() and _own(path))


def rendered(folder: Path) -> bool:
    """Whether all templates are there, which identifies a folder from before there was a list."""
    return all((folder / name).is_file() for name in TEMPLATES)


def strangers(target: Path, *, own: Own) -> Iterator[Stranger]:
    """What goldshelf did not write at `target`, a folder that is to be replaced or removed."""
    if target.is_symlink():
        yield target, "must be a folder, not a link; remove it"
    elif target.is_dir():
        yield from _strangers_in(target, own)
    elif target.exists():
        yield target, NOT_A_FOLDER


def _strangers_in(folder: Path, own: Own) -> Iterator[Stranger]:
    """The strangers in a folder; a subfolder without a file of `own` counts as one."""
    parents = {str(parent) for path in own for parent in PurePosixPath(path).parents}
    waiting = [""]
    while waiting:
        above = waiting.pop()
        for entry in sorted(os.scandir(f"{folder}/{above}"), key=attrgetter("name")):
            name = f"{above}{entry.name}"
            if name in parents and entry.is_dir(follow_symlinks=False):
                waiting.append(f"{name}/")
            elif name not in own or not entry.is_file(follow_symlinks=False):
                yield folder / name, STRANGE
            elif (digest := own[name]) is not None and digest != _digest(entry.path):
                yield folder / name, CHANGED


def _own(folder: Path) -> Own:
    """The files that goldshelf wrote there, from its list; without a list, from their names."""
    listing = folder / LIST
    if not os.path.lexists(listing):
        return dict.fromkeys(BEFORE) if rendered(folder) else {}
    if listing.is_symlink() or not listing.is_file():
        return {}
    with listing.open("rb") as file:
        text = file.read(LONGEST).decode("utf-8", "replace")
    return {path: digest for digest, path in LISTED.findall(text)} | {LIST: None}


def _digest(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
