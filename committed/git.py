"""Read commits, and the files in them, of the git repository that a folder is in."""

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from files.errors import GoldshelfError
from files.folders import as_text

LONGEST = 5_000_000
"""Of a committed file, in bytes: the definitions of a thousand images take a seventh of it."""

Entry = tuple[bytes, bytes]
"""A line of `git ls-tree -l`: mode, type, id and size of a file, and its path from the folder."""


@dataclass(frozen=True)
class Git:
    """Git, in one folder of a repository."""

    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    """Besides that of this process."""

    def commit(self, name: str) -> str:
        """Return the id of the commit with this name; empty if there is none."""
        words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        return decoded(self.run(*words, check=False)).strip() if name else ""

    def entries(self, *arguments: str) -> list[Entry]:
        """Return what `git ls-tree` lists."""
        tree = self.run("ls-tree", "-l", "-z", *arguments)
        lines = (line.partition(b"\t") for line in tree.split(b"\0") if line)
        return [(about, path) for about, _, path in lines]

    def contents(self, commit: str, entries: Iterable[Entry]) -> dict[str, bytes]:
        """Return the contents of the files, by path."""
        for about, name in entries:
            if not about.startswith(b"100"):  # a link, or another repository
                raise GoldshelfError(f"{decoded(name)}: is not a file in {commit}")
            if about.split()[3] == b"BAD":  # git's size for an object that it does not have
                raise GoldshelfError(f"{decoded(name)}: git does not have it in {commit}: fetch it first")
            if int(about.split()[3]) > LONGEST:
                limit = f"is larger than {LONGEST:,} bytes, the limit"
                raise GoldshelfError(f"{decoded(name)}: {limit}, in {commit}")
        ids = {as_text(name): about.split()[2] for about, name in entries}
        blobs = dict(self._blobs(list(dict.fromkeys(ids.values()))))
        return {name: blobs[id_] for name, id_ in ids.items()}

    def tag_names(self) -> str:
        """Return the names of all tags, one per line; empty outside of git."""
        return decoded(self.run("tag", "--list", check=False))

    def unsaved(self, folder: Path) -> set[Path] | None:
        """Return the files in a folder that differ from git's index; None without git."""
        try:
            names = self.run("ls-files", "--others", "--modified", "-z", "--", str(folder.absolute()))
        except (GoldshelfError, FileNotFoundError):
            return None
        return {self.folder / os.fsdecode(name) for name in names.split(b"\0") if name}

    def naming(self, words: str) -> list[str]:
        """Return the files that contain this text; none outside of git."""
        found = self.run("grep", "-z", "-l", "-I", "--fixed-strings", "-e", words, check=False)
        return [decoded(name) for name in found.split(b"\0") if name]

    def run(self, *arguments: str, given: bytes = b"", check: bool = True) -> bytes:
        """Return what git prints. If it fails: nothing, or, with `check`, raise GoldshelfError."""
        run = subprocess.run(  # noqa: S603  (the user's own git)
            ["git", *arguments],  # noqa: S607
            cwd=self.folder,
            env={**os.environ, **self.environment},
            input=given,
            capture_output=True,
            check=False,
        )
        if run.returncode and check:
            raise GoldshelfError(f"git {arguments[0]}: {decoded(run.stderr).strip()}")
        return b"" if run.returncode else run.stdout

    def _blobs(self, ids: list[bytes]) -> Iterator[Entry]:
        """Yield the id and content of each object; git prints `<id> blob <size>`, the content, a line end."""
        content = self.run("cat-file", "--batch", given=b"\n".join([*ids, b""]))
        start = 0
        for id_ in ids:
            head = content.index(b"\n", start)
            _, kind, *size = content[start:head].split()
            if kind != b"blob":
                raise GoldshelfError(f"git does not have the object {decoded(id_)}: fetch it first")
            end = head + 1 + int(size[0])
            yield id_, content[head + 1 : end]
            start = end + 1


def decoded(data: bytes) -> str:
    """Decode what git or a file holds, whatever its encoding."""
    return data.decode("utf-8", "replace")
