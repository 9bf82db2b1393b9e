"""The project on a machine of its own: in another folder, with another home and temporary folder."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Self

from tests.conftest import PROJECT
from tests.programs import git

EMPTY: Mapping[str, str] = MappingProxyType({})


class Machine:
    """A clone of the project that has run nothing yet; what is installed is linked."""

    def __init__(
        self, folder: Path, *, at: str = "project", home: str = "home", venv: str | Path = sys.prefix
    ) -> None:
        self.project = folder / at
        self.home = folder / home
        self.home.mkdir(parents=True)
        copy_sources(self.project)
        (self.project / ".venv").symlink_to(venv)
        (self.project / "node_modules").symlink_to(PROJECT / "node_modules")
        # Not below `folder`: the sandbox's socket lies in it, and a socket's path is at most 107 bytes long.
        self.temporary = Path(tempfile.mkdtemp())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.temporary)

    def programs(self) -> list[str]:
        """The PATH: the programs that its Makefile would use come first."""
        return [
            *(str(self.project / name) for name in (".venv/bin", "node_modules/.bin")),
            os.environ["PATH"],
        ]

    def own(self) -> dict[str, str]:
        """What the environment of a command there says of the machine."""
        return {
            "HOME": str(self.home),
            "TMPDIR": str(self.temporary),
            "PATH": os.pathsep.join(self.programs()),
            "NODE_NO_WARNINGS": "1",
        }

    def run(
        self, *command: str | Path, variables: Mapping[str, str] = EMPTY, umask: int = -1
    ) -> subprocess.CompletedProcess[str]:
        """Run a command in the clone, with the programs that its Makefile would use."""
        return subprocess.run(
            command,
            cwd=self.project,
            env={**os.environ, **self.own(), **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            umask=umask,
        )


def copy_sources(folder: Path) -> None:
    """Copy the files of the project as they are now: what git knows, and what it would add."""
    listed = git(PROJECT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, listed.split("\0")):
        if (PROJECT / name).is_file():  # neither a link to what is installed, nor what was removed
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, folder / name)  # with its time: make looks at that
