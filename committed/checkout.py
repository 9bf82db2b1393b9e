"""Files of a commit, as a checkout would write them: its catalogs name them, beside a catalog."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from posixpath import dirname, join, normpath
from tempfile import TemporaryDirectory

from catalog.defaults import with_defaults
from catalog.named_files import WORDS, named_files
from committed.git import Git
from files.folders import as_bytes, as_text
from files.limits import toml

OWN = re.compile(rf"\b(?:{'|'.join(sorted(WORDS))})\b")
"""What a catalog that names files has in its text."""
LONGEST = 4_096
"""Of a path, as on Linux: one that a link leads back to itself gets longer and longer."""
FILE, LINK = "100", "120"
"""How the modes of git's index start."""


def named(catalog: str) -> set[str]:
    """Return the files and folders beside it that a catalog's text names; none if it is not TOML."""
    if not OWN.search(catalog):
        return set()
    try:
        data = toml(catalog)
    except ValueError:
        return set()
    return named_files(with_defaults(data)[0])


def check_out(git: Git, commit: str, paths: set[str], *, target: Path) -> None:
    """Write what a commit has at `paths`, relative to git's folder, below the top folder `target`.

    By git itself: line ends, filters, the right to execute and links are as where the catalog is used.
    """
    top = as_text(git.run("rev-parse", "--show-prefix")).removesuffix("\n")
    folder = as_text(git.run("rev-parse", "--absolute-git-dir")).removesuffix("\n")
    with TemporaryDirectory() as aside:
        there = Git(
            target,
            {"GIT_DIR": folder, "GIT_WORK_TREE": str(target), "GIT_INDEX_FILE": f"{aside}/index"},
        )
        there.run("read-tree", "--no-sparse-checkout", commit)
        modes = {}
        for line in as_text(there.run("ls-files", "--stage", "-z")).split("\0"):
            about, _, path = line.partition("\t")
            modes[path] = about
        chosen = dict.fromkeys(_chosen(there, modes, [f"{top}{path}" for path in sorted(paths)]))
        there.run("checkout-index", "-z", "--stdin", given=as_bytes("".join(f"{one}\0" for one in chosen)))


def _chosen(git: Git, modes: Mapping[str, str], waiting: list[str]) -> Iterator[str]:
    """Yield the files at some paths and below them, and links with what they lead to."""
    seen = set()
    targets: dict[str, str] = {}
    while waiting:
        path = waiting.pop()
        if path in seen or len(path) > LONGEST:
            continue
        seen.add(path)
        link = next((one for one in _ways(path) if modes.get(one, "").startswith(LINK)), None)
        if link:
            yield link
            if link not in targets:
                targets[link] = as_text(git.run("cat-file", "blob", modes[link].split()[1]))
            waiting.append(normpath(join(dirname(link), targets[link]) + path.removeprefix(link)))
        elif path in modes:
            yield from [path] if modes[path].startswith(FILE) else ()
        else:
            waiting += [one for one in modes if one.startswith(f"{path}/")]


def _ways(path: str) -> Iterator[str]:
    """Yield the folders that lead to a path, from the top, and the path."""
    parts = path.split("/")
    yield from ("/".join(parts[:count]) for count in range(1, len(parts) + 1))
