"""The files in CONTRIBUTING.md: `python -m tests.guide` writes them, from the first lines of each file."""

import ast
import subprocess
from collections.abc import Iterable, Iterator

from tests.conftest import PROJECT
from tests.test_rooms import MAY_IMPORT

GUIDE = PROJECT / "CONTRIBUTING.md"
HEAD = "<!-- `make generate` writes the rest of this page. -->\n"
NOT_LISTED = ("docs/", "synthesized/", "tests/")


def about(name: str) -> str:
    """The first paragraph of a docstring, or the first sentence of the comment that a file starts with."""
    text = (PROJECT / name).read_text()
    if name.endswith(".py"):
        first = (ast.get_docstring(ast.parse(text)) or "").partition("\n\n")[0]
        return first.replace("\n", " ")
    if name.endswith(".j2"):
        return text.removeprefix("{# ").partition(" #}\n")[0]
    comment: list[str] = []
    for line in text.removeprefix("#!/usr/bin/env bash\n").splitlines():
        if not line.startswith("# "):
            break
        comment.append(line.removeprefix("# "))
    sentence, end, _ = " ".join(comment).partition(". ")
    return sentence + end.strip()


def table(names: Iterable[str], *, room: str = "") -> Iterator[str]:
    """One row for each file."""
    yield from ("", "| file | what it is for |", "|---|---|")
    for name in names:
        said = about(name).replace("|", r"\|")
        yield f"| `{name.removeprefix(room)}` | {said} |"


def files() -> Iterator[str]:
    """The files of each room, and then those around the rooms that say what they are for."""
    listed = subprocess.run(["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=True)
    names = [name for name in listed.stdout.splitlines() if not name.startswith(NOT_LISTED)]
    rooms = [f"{room}/" for room in MAY_IMPORT if room != "main"]
    for room in rooms:
        yield from ("", f"### {room}", "", about(f"{room}__init__.py"))
        inside = (name for name in names if name.startswith(room) and name != f"{room}__init__.py")
        yield from table(inside, room=room)
    yield from ("", "### Around them")
    others = (name for name in names if not name.startswith(tuple(rooms)))
    yield from table(name for name in others if not name.endswith((".md", ".lock")) and about(name))


def content() -> str:
    """CONTRIBUTING.md with every file."""
    return GUIDE.read_text().partition(HEAD)[0] + HEAD + "\n".join(files()) + "\n"


if __name__ == "__main__":
    GUIDE.write_text(content())
    print(f"wrote {GUIDE.name}")
