"""A repository of two catalogs whose images share steps, and pull requests that change what those bring."""

import contextlib
import io
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

from committed.__main__ import main
from tests.builds import image
from tests.programs import commit, git
from tests.tour import report

STEPS = """
[steps.baseline]
phase = "settings"
script = "steps/baseline.ps1"

[steps.note]
phase = "updated"
inline = "Write-Output 'note'"

[steps.fonts]
phase = "software"
files = ["files/fonts", "files/logo.bin"]
destination = "C:/Contoso"
"""
GALLERY = """
[gallery]
name = "shelf"
resource_group = "my-resources"
location = "East US"
"""
TOOLS = '{ name = "tools", phase = "software", files = ["files/tools"], destination = "/opt/contoso" }'
CATALOGS: Mapping[str, str] = {
    "catalog.toml": GALLERY
    + image("desk", 'steps = ["baseline", "fonts", "note"]')
    + image("lab", 'steps = ["baseline", "note"]')
    + image("other", """steps = [{ name = "mark", phase = "test", inline = "exit 0" }]""")
    + image("layer", source='{ image = "desk" }')
    + image(
        "server",
        """steps = [{ name = "mark", phase = "test", inline = "true" }, """
        f"""{{ name = "agent", phase = "software", script = "steps/agent.sh" }}, {TOOLS}]""",
        system="linux",
    )
    + STEPS,
    "prod.toml": GALLERY.replace("shelf", "prod")
    + image("desk", 'steps = ["baseline", "note"]')
    + STEPS[: STEPS.index("[steps.fonts]")],
}
FILES: Mapping[str, bytes] = {
    "steps/baseline.ps1": b"Write-Output 'one'\r\nexit 0\r\n",
    "steps/agent.sh": b"echo one\n",
    "steps/aside.sh": b"echo nobody runs this\n",
    "files/fonts/a.ttf": b"\x00\x01\xff\xfe" * 20,
    "files/logo.bin": b"\x89PNG\x00\xff",
    "files/tools/run": b"#!/bin/bash\ncaf\xe9\n",
    ".gitattributes": b"*.ps1 text eol=crlf\n",
}


def synth(folder: Path, *arguments: str) -> tuple[int, str]:
    """What `python -m committed` prints in the folder, and its exit code."""
    printed = io.StringIO()
    with (
        patch.dict(os.environ),
        patch("catalog.run.GOLDSHELF", folder.resolve()),
        contextlib.chdir(folder),
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
    ):
        code = main(list(arguments))
    return code, printed.getvalue()


def write(folder: Path) -> None:
    """Write the catalogs, and the files that their steps name."""
    for name, data in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    for name, text in CATALOGS.items():
        (folder / name).write_text(text)


def edited(name: str, old: bytes, new: bytes) -> Callable[[Path], None]:
    """An edit of a file."""

    def edit(folder: Path) -> None:
        data = (folder / name).read_bytes()
        assert old in data, (name, old)
        (folder / name).write_bytes(data.replace(old, new))

    return edit


def _linked(folder: Path) -> None:
    (folder / "steps/agent.sh").rename(folder / "files/agent.sh")
    (folder / "steps/agent.sh").symlink_to("../files/agent.sh")


def _folder_linked(folder: Path) -> None:
    (folder / "files").rename(folder / "shared")
    (folder / "files").symlink_to("shared")


PULL_REQUESTS: Mapping[str, Callable[[Path], None]] = {
    "script": edited("steps/baseline.ps1", b"one", b"two"),
    "inline": edited("catalog.toml", b"Write-Output 'note'", b"Write-Output 'noted'"),
    "inline-of-one": edited("catalog.toml", b"exit 0", b"exit 1"),
    "binary": edited("files/fonts/a.ttf", b"\x00\x01", b"\x00\x02"),
    "not-utf8": edited("files/tools/run", b"caf\xe9", b"th\xe9"),
    "executable": lambda folder: (folder / "files/tools/run").chmod(0o755),
    "unused": edited("steps/aside.sh", b"nobody", b"no one"),
    "linked": _linked,
    "folder-linked": _folder_linked,
    "timeout": edited("catalog.toml", b'"steps/agent.sh"', b'"steps/agent.sh", timeout = "2h", retries = 3'),
}


def history(folder: Path) -> None:
    """The catalogs with what they make on main, and a branch for each pull request, below a folder shelf/."""
    shelf = folder / "shelf"
    shelf.mkdir()
    write(shelf)
    assert 0 == synth(shelf)[0]
    commit(folder, "main")
    for name, edit in PULL_REQUESTS.items():
        git(folder, "switch", "--quiet", "--create", name, "main")
        edit(shelf)
        assert 0 == synth(shelf)[0], name
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--message", name)
    git(folder, "switch", "--quiet", "main")


def reviewed(repository: Path, name: str) -> dict[str, Any]:
    """The review of a pull request, as JSON."""
    code, text = report(repository / "shelf", "main", name, "--format", "json")
    assert 0 == code
    review: dict[str, Any] = json.loads(text)
    return review
