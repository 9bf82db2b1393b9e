"""A git revision or a folder -> the committed files in it, and the catalogs beside them."""

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from catalog.run import UNSHALLOW, synth_command
from catalog.step_fields import OWN_PATH
from committed.checkout import check_out, named
from committed.git import LONGEST, Git
from committed.layout import PLACES, whole
from files.errors import GoldshelfError
from files.folders import Files, as_text
from files.limits import content

AT_ONCE = 500
"""Paths in one command: the length of a command is limited."""


def read(name: str, *, project: Path) -> Files:
    """Return the committed files of a git revision, or of a folder; each image with its scripts.

    Git comes first, so that a folder called HEAD does not hide it. The folder is a project's, or one like
    synthesized/. A revision without synthesized/ has no files.
    """
    git = Git(project)
    commit = git.commit(name)
    if commit:
        return whole(_in_commit(git, commit))
    folder = _folder(Path(name)) if name else None
    if folder:
        return whole(in_folder(folder))
    raise GoldshelfError(
        f"{name!r} is neither a git revision nor a folder with synthesized files; in a shallow clone, "
        f"fetch it first: {UNSHALLOW} (GitLab: GIT_DEPTH: 0)"
    )


@contextmanager
def catalogs_folder(name: str, *, project: Path) -> Iterator[Path | None]:
    """Yield the folder of the catalogs of a revision or a folder; None if it has no catalogs.

    Those of a git revision are written to a temporary folder, with the files that their steps name.
    """
    git = Git(project)
    commit = git.commit(name)
    if not commit:
        yield _project(Path(name).absolute())
        return
    files = (entry for entry in git.entries(commit) if entry[0].startswith(b"100"))
    found = git.contents(commit, [entry for entry in files if entry[1].endswith(b".toml")])
    paths = {path for data in found.values() for path in named(as_text(data))}
    with TemporaryDirectory() as top:
        folder = Path(top, as_text(git.run("rev-parse", "--show-prefix")).removesuffix("\n"))
        folder.mkdir(parents=True, exist_ok=True)
        if paths:
            check_out(git, commit, paths, target=Path(top))
        for file, data in found.items():
            folder.joinpath(file).write_bytes(data)
        yield folder


def own_texts(name: str, paths: Collection[str], *, project: Path) -> Files:
    """Return the files at `paths` beside the catalogs of a git revision or a folder.

    One that is missing, a link or too large is left out: a review then knows only its digest. The paths are
    of committed facts, which anybody may have written.
    """
    paths = list(dict.fromkeys(path for path in paths if OWN_PATH.fullmatch(path)))
    git = Git(project)
    commit = git.commit(name)
    if not commit:
        folder = _project(Path(name).absolute())
        return {path: text for path in paths if folder and (text := _own_text(folder, path)) is not None}
    found = []
    for start in range(0, len(paths), AT_ONCE):
        found += git.entries(commit, "--", *paths[start : start + AT_ONCE])
    # For a folder, git lists what is in it.
    usable = [(about, path) for about, path in found if _usable(about) and as_text(path) in paths]
    return {path: as_text(data) for path, data in git.contents(commit, usable).items()}


def _usable(about: bytes) -> bool:
    """Whether an entry of git's is a file that is there, and not too large."""
    size = about.split()[3]
    return about.startswith(b"100") and size.isdigit() and int(size) <= LONGEST


def _own_text(folder: Path, path: str) -> str | None:
    place = folder / path
    try:
        inside = place.resolve() == folder.resolve() / path  # no link, on the way either
        return as_text(content(place, longest=LONGEST)) if inside and place.is_file() else None
    except OSError:
        return None


def in_folder(folder: Path) -> Files:
    """Return the files of this folder; none if it does not exist."""
    files: Files = {}
    for where, folders, names in os.walk(folder, onerror=_unless_absent):
        paths = [Path(where, name) for name in names]
        for path in (*paths, *(Path(where, name) for name in folders)):
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                raise GoldshelfError(
                    f"{path}: is not a file; remove it, then run {synth_command()} and commit what it writes"
                )
        for path in paths:
            files[path.relative_to(folder).as_posix()] = as_text(content(path, longest=LONGEST))
    return files


def _in_commit(git: Git, commit: str) -> Files:
    for place in PLACES:
        if entries := git.entries("-r", commit, "--", f"{place}/"):
            files = git.contents(commit, entries)
            return {path.removeprefix(f"{place}/"): as_text(data) for path, data in files.items()}
    return {}


def _unless_absent(error: OSError) -> None:
    """A folder that exists but cannot be read must not count as empty."""
    if not isinstance(error, FileNotFoundError):
        raise error


def _folder(path: Path) -> Path | None:
    """Return the folder of the committed files; None if `path` has none: it may be a misspelt branch."""
    for place in PLACES:
        if (path / place).is_dir():
            return path / place
    return path if path.is_dir() and (*path.glob("*.tf.json"), *path.glob("*/*.tf.json")) else None


def _project(path: Path) -> Path | None:
    """Return the project that `path` is or belongs to; None if it has no TOML files."""
    for place in PLACES:
        project = Path(str(path).removesuffix(f"/{place}") or "/")
        if (project / place).is_dir() and any(project.glob("*.toml")):
            return project
    return None
