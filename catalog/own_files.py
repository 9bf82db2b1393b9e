"""The files beside a catalog that its steps name: read once, within limits, and only below its folder."""

import errno
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath

from catalog.step_fields import NO_DEVICE, OWN_PATH, names_a_device
from files.digests import digest_of
from files.folders import as_text
from files.limits import content
from files.quote import look_alike, quoted
from files.suggest import most_similar

LARGEST = 50_000_000
"""The largest file, in bytes."""
MADE = frozenset(
    {".git", ".sandbox", ".terraform", ".venv", "cdktf.out", "node_modules", "packer.out", "synthesized"}
)
"""Folders that are made: what is in them differs from machine to machine."""
LEFT_OUT = frozenset({"__pycache__", ".DS_Store"})
"""What programs leave in folders, and no step needs."""
MOST = 2_000
"""The most files in one folder."""
SURROGATE = re.compile(r"[\ud800-\udfff]")
"""What Python makes of a name that is not UTF-8."""
EMPTY = "is an empty folder: put files into it, or correct the path"
NAMES = 'use letters, digits, and none of \\ : * ? " < > | { } in names of files'


@dataclass(frozen=True, kw_only=True)
class OwnFiles:
    """What the steps of a catalog name, by its path from the catalog's folder."""

    texts: Mapping[str, str] = field(default_factory=dict)
    """The content of each file; bytes that are not UTF-8 are surrogates."""
    wrong: Mapping[str, str] = field(default_factory=dict)
    """Why a file or folder that a step names cannot be used."""
    programs: frozenset[str] = frozenset()
    """Files that may be executed."""

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """The SHA-256 digest of each file."""
        return {path: digest_of(text) for path, text in self.texts.items()}

    @cached_property
    def _folders(self) -> Mapping[str, list[str]]:
        found = defaultdict(list)
        for path in self.texts:
            for folder in PurePosixPath(path).parents:
                found[str(folder)].append(path)
        return found

    def why_no_file(self, path: str) -> str | None:
        """Return why `path` is not a file that can be used, as a message has it; None if it is one."""
        if why := self.wrong.get(path):
            return f"{path!r}: {why}"
        return None if path in self.texts else f"{path!r} must be a file in the folder of the catalog"

    def under(self, path: str) -> list[str]:
        """Return the file `path`, or the files in the folder `path`."""
        return [path] if path in self.texts else self._folders.get(path, [])


def read(paths: Iterable[str], folder: Path) -> OwnFiles:
    """Read files, and all that is in folders, beside a catalog in `folder`."""
    texts: dict[str, str] = {}
    wrong: dict[str, str] = {}
    programs = set()
    for path in sorted(paths):
        try:
            found, why = _found(path, folder)
        except OSError as error:  # a name that is too long, or a folder that may not be read
            found, why = [], f"{error.strerror}: correct the path, or let goldshelf read the folder"
        for one in found:
            try:
                texts[one] = as_text(content(folder / one, longest=LARGEST))
            except OSError as error:
                large = error.errno == errno.EFBIG
                why = f"{error.strerror}: {'use a smaller one' if large else 'let goldshelf read it'}"
                why = why if one == path else f"{one}: {why}"
            if os.access(folder / one, os.X_OK):
                programs.add(one)
        if why:
            wrong[path] = why
    return OwnFiles(texts=texts, wrong=wrong, programs=frozenset(programs))


def _found(path: str, folder: Path) -> tuple[list[str], str | None]:
    """Return the files at `path`, and why it cannot be used; None if it can."""
    place = folder / path
    if not place.exists():
        return [], _missing(path, folder)
    if not _inside(place, folder):
        return [], "is a link that leads out of the folder of the catalog: copy the file into the folder"
    if place.is_file():
        return [path], None
    if not place.is_dir():
        return [], "is neither a file nor a folder: put a copy of the file there"
    files = [one for one, _ in zip(_walk(place), range(MOST + 1), strict=False)]
    if len(files) > MOST:
        return [], f"has more than {MOST:,} files: put them into an archive"
    for one in files:
        name = one.relative_to(folder).as_posix()
        if made := MADE & set(one.relative_to(folder).parts):
            return (
                [],
                f"has {min(made)}, which a program writes: keep files of steps apart from it",
            )
        if not OWN_PATH.fullmatch(name) or SURROGATE.search(name):
            return [], f"has {quoted(name)}: {NAMES}"
        if names_a_device(name):
            return [], f"has {quoted(name)}, which {NO_DEVICE.message}"
        if not (one.is_file() and _inside(one, folder)):
            what = "a link to a folder" if one.is_symlink() and one.is_dir() else "not a file"
            return [], f"has {name}, which is {what}: put a copy into the folder of the catalog, or remove it"
    return [one.relative_to(folder).as_posix() for one in files], None if files else EMPTY


def _missing(path: str, folder: Path) -> str:
    """Say what is missing: the file, or the first folder on the way to it."""
    if (folder / path).is_symlink():
        return "is a link to nothing"
    *above, _ = PurePosixPath(path).parents
    if missing := next((one for one in reversed(above) if not (folder / one).is_dir()), None):
        return f"there is no folder {str(missing)!r} beside the catalog; {_nearest(missing, folder)}"
    return f"there is no such file beside the catalog; {_nearest(PurePosixPath(path), folder)}"


def _nearest(path: PurePosixPath, folder: Path) -> str:
    """Offer what lies in the same folder under a similar name, by its whole path."""
    names = {one.name for one in (folder / path).parent.iterdir()} - {path.name}
    beside = {name: str(path.with_name(name)) for name in names}
    similar = most_similar(path.name, beside)
    hint = f"did you mean {beside[similar]!r}?" if similar else "add it, or correct the path"
    return hint + look_alike(path.name)


def _inside(place: Path, folder: Path) -> bool:
    return place.resolve().is_relative_to(folder.resolve())


def _walk(place: Path) -> Iterator[Path]:
    """Yield what is in a folder and its folders, by name; a link to a folder is not followed."""
    waiting = sorted(place.iterdir(), reverse=True)
    while waiting:
        one = waiting.pop()
        if one.name in LEFT_OUT:
            continue
        if one.is_dir() and not one.is_symlink():
            waiting += sorted(one.iterdir(), reverse=True)
        else:
            yield one
