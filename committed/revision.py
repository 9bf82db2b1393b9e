"""A git revision or a folder -> the committed products in it, and the catalogs beside them."""

import os
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from catalog.run import SYNTH, UNSHALLOW
from files.errors import GoldshelfError
from files.folders import Files
from files.limits import content

SYNTHESIZED = "review/synthesized"
LONGEST = 5_000_000
"""Of a product, in bytes: the definitions of a thousand images take a seventh of it."""


def read(name: str) -> Files:
    """The products of a git revision of this project, or else of a folder that holds some.

    Git is asked first: a folder called HEAD must not stand for it. A folder is a project's, or one like
    review/synthesized. A revision from before the products were committed has none.
    """
    commit = _commit(name)
    if commit:
        entries = _entries("-r", commit, "--", f"{SYNTHESIZED}/")
        files = _contents(commit, entries)
        return {path.removeprefix(f"{SYNTHESIZED}/"): _text(data) for path, data in files.items()}
    folder = _folder(Path(name)) if name else None
    if folder:
        return in_folder(folder)
    raise GoldshelfError(
        f"{name!r} is neither a revision that git knows here nor a folder with products; in a shallow clone, "
        f"fetch it first: {UNSHALLOW} (GitLab: GIT_DEPTH: 0)"
    )


@contextmanager
def catalogs_folder(name: str) -> Iterator[Path | None]:
    """Give the folder with the catalogs that the products of `name` are made of; None if nobody knows it.

    A git revision's are taken out of git. A folder's lie beside its review/synthesized.
    """
    commit = _commit(name)
    if not commit:
        yield _project(Path(name).absolute())
        return
    with TemporaryDirectory() as folder:
        files = (entry for entry in _entries(commit) if entry[0].startswith(b"100"))
        entries = [entry for entry in files if entry[1].endswith(b".toml")]
        for file, data in _contents(commit, entries).items():
            Path(folder, file).write_bytes(data)
        yield Path(folder)


def tag_names() -> str:
    """The names of all tags, one a line; none outside of git."""
    return _text(_git("tag", "--list", check=False))


def unsaved(folder: Path) -> set[Path] | None:
    """The files in a folder of this project that git's index does not hold as they are; None without git."""
    try:
        names = _git("ls-files", "--others", "--modified", "-z", "--", str(folder))
    except (GoldshelfError, FileNotFoundError):
        return None
    return {Path(os.fsdecode(name)) for name in names.split(b"\0") if name}


def in_folder(folder: Path) -> Files:
    """The products that lie in this very folder; none where it is not there."""
    files: Files = {}
    for where, folders, names in os.walk(folder, onerror=_unless_absent):
        paths = [Path(where, name) for name in names]
        for path in (*paths, *(Path(where, name) for name in folders)):
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                raise GoldshelfError(f"{path}: is no file of its own; run {SYNTH} and commit it")
        for path in paths:
            files[path.relative_to(folder).as_posix()] = _text(content(path, longest=LONGEST))
    return files


def _unless_absent(error: OSError) -> None:
    """A folder that is there and cannot be read must not pass for an empty one."""
    if not isinstance(error, FileNotFoundError):
        raise error


def _folder(path: Path) -> Path | None:
    """Where the products lie; a branch may be called like any other folder."""
    if (path / SYNTHESIZED).is_dir():
        return path / SYNTHESIZED
    return path if path.is_dir() and (*path.glob("*.tf.json"), *path.glob("*/*.tf.json")) else None


def _project(path: Path) -> Path | None:
    """The project that `path` is, or whose review/synthesized it is; None if it has no TOML in it."""
    project = path if (path / SYNTHESIZED).is_dir() else path.parent.parent
    named = path in (project, project / SYNTHESIZED)
    return project if named and any(project.glob("*.toml")) else None


def _commit(name: str) -> str:
    """The commit that git knows by this name; empty if there is none."""
    known = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}", check=False)
    return _text(known).strip() if name else ""


Entry = tuple[bytes, bytes]
"""What `git ls-tree -l` says of a file, and its path from this folder."""


def _entries(*arguments: str) -> list[Entry]:
    tree = _git("ls-tree", "-l", "-z", *arguments)
    lines = (line.partition(b"\t") for line in tree.split(b"\0") if line)
    return [(about, path) for about, _, path in lines]


def _contents(commit: str, entries: Iterable[Entry]) -> dict[str, bytes]:
    """The files' contents, by their path."""
    for about, name in entries:
        if not about.startswith(b"100"):  # a link, or another repository
            raise GoldshelfError(f"{_text(name)}: is no file of its own in {commit}")
        if about.split()[3] == b"BAD":  # git's word for the size of what it lacks
            raise GoldshelfError(f"{_text(name)}: git lacks it in {commit}: fetch it first")
        if int(about.split()[3]) > LONGEST:
            raise GoldshelfError(f"{_text(name)}: must not be larger than {LONGEST:,} bytes in {commit}")
    ids = {_text(name): about.split()[2] for about, name in entries}
    blobs = dict(_blobs(list(dict.fromkeys(ids.values()))))
    return {name: blobs[id_] for name, id_ in ids.items()}


def _blobs(ids: list[bytes]) -> Iterator[Entry]:
    """Each object's id and content, from one run of git: `<id> blob <size>`, a line end, it, a line end."""
    content = _git("cat-file", "--batch", given=b"\n".join([*ids, b""]))
    start = 0
    for id_ in ids:
        head = content.index(b"\n", start)
        _, kind, *size = content[start:head].split()
        if kind != b"blob":
            raise GoldshelfError(f"git lacks the object {_text(id_)}: fetch it first")
        end = head + 1 + int(size[0])
        yield id_, content[head + 1 : end]
        start = end + 1


def _git(*arguments: str, given: bytes = b"", check: bool = True) -> bytes:
    """What git prints; where it fails, nothing, or an error with what it says."""
    run = subprocess.run(["git", *arguments], input=given, capture_output=True, check=False)  # noqa: S603, S607  (the user's own git)
    if run.returncode and check:
        raise GoldshelfError(f"git {arguments[0]}: {_text(run.stderr).strip()}")
    return b"" if run.returncode else run.stdout


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
