"""What the scripts are told, what they look for, and what the docs show of a build is one list."""

import json
from pathlib import Path

from packer import leftovers
from packer.leftovers import LinuxLeftover
from tests.conftest import PROJECT

DOCS = (PROJECT / "docs/images.md").read_text()


def linux_row(one: LinuxLeftover) -> str:
    """A line of the table in docs/images.md."""
    where = ", ".join(f"`{path}`" for path in one.paths)
    return f"| {one.what}{' *' if one.identity else ''} | {one.brought_by} | {where} |"


def test_docs_show_the_list_for_linux() -> None:
    """docs/images.md has each thing that a Linux build brings, in the order of the list, and nothing else."""
    rows = "\n".join(map(linux_row, leftovers.linux()))

    assert f"| on Linux | brought by | where |\n|---|---|---|\n{rows}\n\n" in DOCS, f"paste this:\n{rows}"


def test_the_seal_is_told_the_list(rendered: Path) -> None:
    """image.json, which the seal reads, has the whole list; for a specialized image, all but its identity."""
    for key, wanted in {
        "tools": leftovers.linux(),
        "no-sysprep-linux": [one for one in leftovers.linux() if not one.identity],
    }.items():
        told = json.loads((rendered / key / "image.json").read_text())["leftovers"]

        assert [(one.what, one.paths) for one in wanted] == [(one["what"], one["paths"]) for one in told]


def test_no_script_has_a_list_of_its_own() -> None:
    """No path of the list stands in a script of Linux, where it would be forgotten."""
    scripts = "".join(path.read_text() for path in (PROJECT / "packer/scripts/linux").iterdir())
    paths = {path for one in leftovers.linux() for path in one.paths} - {"/var/tmp/goldshelf"}  # noqa: S108

    assert [] == [path for path in paths if path.rstrip("*") in scripts]
