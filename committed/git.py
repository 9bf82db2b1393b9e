"""What git knows of a folder: commits, and the files in them."""

import os
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from files.errors import GoldshelfError

LONGEST = 5_000_000
"""Of a product, in bytes: the definitions of a thousand images take a seventh of it."""

Entry = tuple[bytes, bytes]
"""What `git ls-tree -l` says of a file, and its path from the folder."""


@dataclass(frozen=True)
class Git:
    """Git, in one folder of a repository."""

    folder: Path

    def commit(self, name: str) -> str:
        """The commit that git knows by this name; empty if there is none."""
        words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        return text(self.run(*words, check=False)).strip() if name else ""

    def entries(self, *arguments: str) -> list[Entry]:
        """What `git ls-tree` lists."""
        tree = self.run("ls-tree", "-l", "-z", *arguments)
        lines = (line.partition(b"\t") for line in tree.split(b"\0") if line)
        return [(about, path) for about, _, path in lines]

    def contents(self, commit: str, entries: Iterable[Entry]) -> dict[str, bytes]:
        """The files' contents, by their path."""
        for about, name in entries:
            if not about.startswith(b"100"):  # a link, or another repository
                raise GoldshelfError(f"{text(name)}: is no file of its own in {commit}")
            if about.split()[3] == b"BAD":  # git's word for the size of what it lacks
                raise GoldshelfError(f"{text(name)}: git lacks it in {commit}: fetch it first")
            if int(about.split()[3]) > LONGEST:
                limit = f"is larger than {LONGEST:,} bytes, the limit"
                raise GoldshelfError(f"{text(name)}: {limit}, in {commit}")
        ids = {text(name): about.split()[2] for about, name in entries}
        blobs = dict(self._blobs(list(dict.fromkeys(ids.values()))))
        return {name: blobs[id_] for name, id_ in ids.items()}

    def tag_names(self) -> str:
        """The names of all tags, one a line; none outside of git."""
        return text(self.run("tag", "--list", check=False))

    def unsaved(self, folder: Path) -> set[Path] | None:
        """The files in a folder that git's index does not hold as they are; None without git."""
        try:
            names = self.run("ls-files", "--others", "--modified", "-z", "--", str(folder.absolute()))
        except (GoldshelfError, FileNotFoundError):
            return None
        return {self.folder / os.fsdecode(name) for name in names.split(b"\0") if name}

    def naming(self, words: str) -> list[str]:
        """The files that have these words in them; none outside of git."""
        found = self.run("grep", "-z", "-l", "-I", "--fixed-strings", "-e", words, check=False)
        return [text(name) for name in found.split(b"\0") if name]

    def run(self, *arguments: str, given: bytes = b"", check: bool = True) -> bytes:
        """What git prints; where it fails, nothing, or an error with what it says."""
        run = subprocess.run(  # noqa: S603  (the user's own git)
            ["git", *arguments],  # noqa: S607
            cwd=self.folder,
            input=given,
            capture_output=True,
            check=False,
        )
        if run.returncode and check:
            raise GoldshelfError(f"git {arguments[0]}: {text(run.stderr).strip()}")
        return b"" if run.returncode else run.stdout

    def _blobs(self, ids: list[bytes]) -> Iterator[Entry]:
        """Each object's id and content, from one run: `<id> blob <size>`, a line end, it, a line end."""
        content = self.run("cat-file", "--batch", given=b"\n".join([*ids, b""]))
        start = 0
        for id_ in ids:
            head = content.index(b"\n", start)
            _, kind, *size = content[start:head].split()
            if kind != b"blob":
                raise GoldshelfError(f"git lacks the object {text(id_)}: fetch it first")
            end = head + 1 + int(size[0])
            yield id_, content[head + 1 : end]
            start = end + 1


def text(data: bytes) -> str:
    """What git or a file says, whatever its encoding."""
    return data.decode("utf-8", "replace")
