"""A git revision or a folder -> the committed products in it."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from catalog.commands import SYNTH, UNSHALLOW
from catalog.printed import ShownError
from catalog.reader import content
from packer.folder import Files

SYNTHESIZED = "review/synthesized"
LONGEST = 5_000_000
"""Of a product, in bytes: the definitions of a thousand images take a seventh of it."""


class RevisionError(ShownError):
    """There is no such revision or folder. Its text is ready to be shown."""


def read(name: str) -> Files:
    """The products of a git revision of this project, or else of a folder that holds some.

    Git is asked first: a folder called HEAD must not stand for it. A folder is a project's, or one like
    review/synthesized. A revision from before the products were committed has none.
    """
    commit = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}", check=False)
    if name and commit:
        return _committed(commit.decode().strip())
    folder = _folder(Path(name)) if name else None
    if folder:
        return in_folder(folder)
    raise RevisionError(
        f"{name!r} is neither a revision that git knows here nor a folder with products; in a shallow clone, "
        f"fetch it first: {UNSHALLOW} (GitLab: GIT_DEPTH: 0)"
    )


def tag_names() -> str:
    """The names of all tags, one a line; none outside of git."""
    return _text(_git("tag", "--list", check=False))


def in_folder(folder: Path) -> Files:
    """The products that lie in this very folder; none where it is not there."""
    files: Files = {}
    for where, folders, names in os.walk(folder, onerror=_unless_absent):
        paths = [Path(where, name) for name in names]
        for path in (*paths, *(Path(where, name) for name in folders)):
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                raise RevisionError(f"{path}: is no file of its own; run {SYNTH} and commit it")
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


def _committed(commit: str) -> Files:
    tree = _git("ls-tree", "-r", "-l", "-z", commit, "--", f"{SYNTHESIZED}/")
    lines = [line.split(b"\t", 1) for line in tree.split(b"\0") if line]
    for about, name in lines:
        if not about.startswith(b"100"):  # a link, or another repository
            raise RevisionError(f"{_text(name)}: is no file of its own in {commit}")
        if about.split()[3] == b"BAD":  # git's word for the size of what it lacks
            raise RevisionError(f"{_text(name)}: git lacks it in {commit}: fetch it first")
        if int(about.split()[3]) > LONGEST:
            raise RevisionError(f"{_text(name)}: holds more than {LONGEST:,} bytes in {commit}")
    ids = {_text(name).removeprefix(f"{SYNTHESIZED}/"): about.split()[2] for about, name in lines}
    blobs = dict(_blobs(list(dict.fromkeys(ids.values()))))
    return {name: blobs[id_] for name, id_ in ids.items()}


def _blobs(ids: list[bytes]) -> Iterator[tuple[bytes, str]]:
    """Each object's text, from one run of git: `<id> blob <size>`, a line end, the bytes, a line end."""
    content = _git("cat-file", "--batch", given=b"\n".join([*ids, b""]))
    start = 0
    for id_ in ids:
        head = content.index(b"\n", start)
        _, kind, *size = content[start:head].split()
        if kind != b"blob":
            raise RevisionError(f"git lacks the object {_text(id_)}: fetch it first")
        end = head + 1 + int(size[0])
        yield id_, _text(content[head + 1 : end])
        start = end + 1


def _git(*arguments: str, given: bytes = b"", check: bool = True) -> bytes:
    """What git prints; where it fails, nothing, or an error with what it says."""
    run = subprocess.run(["git", *arguments], input=given, capture_output=True, check=False)  # noqa: S603, S607  (the user's own git)
    if run.returncode and check:
        raise RevisionError(f"git {arguments[0]}: {_text(run.stderr).strip()}")
    return b"" if run.returncode else run.stdout


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
