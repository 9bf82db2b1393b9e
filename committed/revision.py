"""A git revision or a folder -> the committed files in it, and the catalogs beside them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from catalog.run import UNSHALLOW, synth_command
from committed.git import LONGEST, Git, decoded
from committed.layout import PLACES, whole
from files.errors import GoldshelfError
from files.folders import Files
from files.limits import content


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

    Those of a git revision are written to a temporary folder.
    """
    git = Git(project)
    commit = git.commit(name)
    if not commit:
        yield _project(Path(name).absolute())
        return
    with TemporaryDirectory() as folder:
        files = (entry for entry in git.entries(commit) if entry[0].startswith(b"100"))
        entries = [entry for entry in files if entry[1].endswith(b".toml")]
        for file, data in git.contents(commit, entries).items():
            Path(folder, file).write_bytes(data)
        yield Path(folder)


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
            files[path.relative_to(folder).as_posix()] = decoded(content(path, longest=LONGEST))
    return files


def _in_commit(git: Git, commit: str) -> Files:
    for place in PLACES:
        if entries := git.entries("-r", commit, "--", f"{place}/"):
            files = git.contents(commit, entries)
            return {path.removeprefix(f"{place}/"): decoded(data) for path, data in files.items()}
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
