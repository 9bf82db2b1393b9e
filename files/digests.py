"""What goldshelf wrote itself: nothing else may it replace or remove.

In each folder lies a list of the other files with their digests, as sha256sum writes and checks it. A file is
goldshelf's while it is listed and its digest is right. Whoever writes a line there says that the file may go.
"""

import hashlib
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from operator import attrgetter
from pathlib import Path, PurePosixPath

from files.errors import GoldshelfError
from files.folders import Files
from files.limits import LONGEST

Own = Mapping[str, str | None]
"""The path of each file that goldshelf wrote in a folder, and its digest, or None if any content will do."""
Stranger = tuple[Path, str]
"""Where something is that is not goldshelf's, and why it stops the run."""

LIST = "goldshelf.sha256"
LISTED = re.compile(r"^([0-9a-f]{64})  (.{1,255})$", re.MULTILINE)
TEMPLATES = {f"{name}.pkr.hcl" for name in ("build", "plugins", "source", "variables")}
"""In each folder of an image from the first day on."""
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
"""What a folder could hold before there was a list. Whether somebody changed such a file, nobody can know."""

STRANGE = "is not goldshelf's, and would be lost with the old folder; move it elsewhere"
CHANGED = "was changed since goldshelf wrote it, and would be lost with the old folder; move it elsewhere"


def listed(files: Files) -> Files:
    """The files of a folder, and the list of them."""
    digests = {path: hashlib.sha256(text.encode()).hexdigest() for path, text in files.items()}
    return {**files, LIST: "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items()))}


def refuse_strangers(targets: Iterable[Path]) -> None:
    """Raise GoldshelfError if a folder to be replaced or removed holds what goldshelf did not write."""
    found = [stranger for target in targets for stranger in strangers(target, own=_own(target))]
    if found:
        raise strange(found)


def strange(found: Iterable[Stranger]) -> GoldshelfError:
    """The error that names them all."""
    return GoldshelfError(*(f"{path}: {why}" for path, why in found))


def left_over(root: Path, *, wanted: Collection[str]) -> list[Path]:
    """The folders that the hook wrote for images that are no longer wanted."""
    # A key is lower case, and on some file systems a folder has it in any case.
    gone = (path for path in root.glob("[!.]*") if path.name.lower() not in wanted)
    return sorted(path for path in gone if not path.is_symlink() and _own(path))


def rendered(folder: Path) -> bool:
    """Whether all templates are there: so a folder without a list is known."""
    return all((folder / name).is_file() for name in TEMPLATES)


def strangers(target: Path, *, own: Own) -> Iterator[Stranger]:
    """What is at `target`, a folder that is to be replaced or removed, and is not goldshelf's."""
    if target.is_symlink():
        yield target, "is a link where a folder should be; remove it"
    elif target.is_dir():
        yield from _strangers_in(target, own)
    elif target.exists():
        yield target, "is a file where a folder should be; move it elsewhere"


def _strangers_in(folder: Path, own: Own) -> Iterator[Stranger]:
    """Of a folder that nothing of `own` is in, it is that folder."""
    above = {str(parent) for path in own for parent in PurePosixPath(path).parents}
    waiting = [folder]
    while waiting:
        for entry in sorted(os.scandir(waiting.pop()), key=attrgetter("name")):
            path = Path(entry)
            inside = path.relative_to(folder).as_posix()
            if inside in above and entry.is_dir(follow_symlinks=False):
                waiting.append(path)
            elif inside not in own or not entry.is_file(follow_symlinks=False):
                yield path, STRANGE
            elif (digest := own[inside]) is not None and digest != _digest(path):
                yield path, CHANGED


def _own(folder: Path) -> Own:
    """What goldshelf wrote there, as its list says; by their names, as far as there is none."""
    listing = folder / LIST
    if not os.path.lexists(listing):
        return dict.fromkeys(BEFORE) if rendered(folder) else {}
    if listing.is_symlink() or not listing.is_file():
        return {}
    with listing.open("rb") as file:
        text = file.read(LONGEST).decode("utf-8", "replace")
    return {path: digest for digest, path in LISTED.findall(text)} | {LIST: None}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
