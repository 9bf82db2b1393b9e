"""A git revision or a folder -> the committed products in it."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from packer.folder import Files

SYNTHESIZED = "review/synthesized"


class RevisionError(Exception):
    """There is no such revision or folder. Its text is ready to be shown."""


def read(name: str) -> Files:
    """The products of a folder that holds some, or else of a git revision of this project.

    A folder is a project's, or one like review/synthesized. A revision from before the products were
    committed has none.
    """
    folder = _folder(Path(name))
    if folder:
        start = len(f"{folder}/")
        paths = [f"{where}/{name}" for where, _, names in os.walk(folder) for name in names]
        return {path[start:].replace(os.sep, "/"): _text(Path(path).read_bytes()) for path in paths}
    listed = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if listed is None:
        raise RevisionError(
            f"{name!r} is neither a folder with products nor a revision that git knows here; in a shallow "
            "clone, fetch it first: git fetch --unshallow (GitLab: GIT_DEPTH: 0)"
        )
    return _committed(listed.decode().strip())


def _folder(path: Path) -> Path | None:
    """Where the products lie; a branch may be called like any other folder."""
    if (path / SYNTHESIZED).is_dir():
        return path / SYNTHESIZED
    return path if path.is_dir() and (*path.glob("*.tf.json"), *path.glob("*/*.tf.json")) else None


def _committed(commit: str) -> Files:
    tree = _git("ls-tree", "-r", "-z", commit, "--", f"{SYNTHESIZED}/") or b""
    lines = [line.split(b"\t", 1) for line in tree.split(b"\0") if line]
    ids = {_text(name).removeprefix(f"{SYNTHESIZED}/"): about.split()[2] for about, name in lines}
    blobs = dict(_blobs(list(dict.fromkeys(ids.values()))))
    return {name: blobs[id_] for name, id_ in ids.items()}


def _blobs(ids: list[bytes]) -> Iterator[tuple[bytes, str]]:
    """Each object's text, from one run of git: `<id> blob <size>`, a line end, the bytes, a line end."""
    content = _git("cat-file", "--batch", given=b"\n".join([*ids, b""])) or b""
    start = 0
    for id_ in ids:
        head = content.index(b"\n", start)
        end = head + 1 + int(content[start:head].split()[2])
        yield id_, _text(content[head + 1 : end])
        start = end + 1


def _git(*arguments: str, given: bytes = b"") -> bytes | None:
    """What git prints, or nothing where it fails."""
    run = subprocess.run(["git", *arguments], input=given, capture_output=True, check=False)  # noqa: S603, S607  (the user's own git)
    return run.stdout if run.returncode == 0 else None


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
