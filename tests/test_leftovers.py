"""What the scripts are told, what they look for, and what the docs show of a build is one list."""

import json
import re
from pathlib import Path

import pytest

from packer.leftovers import LinuxLeftover, WindowsLeftover, leftovers
from tests.conftest import PROJECT
from tests.images import folder, steps

DOCS = (PROJECT / "docs/images.md").read_text()
SCRIPTS = PROJECT / "packer/scripts"
TAKE_BACK = (SCRIPTS / "windows/take-back.ps1").read_text()
WHEN = {"build": "at the end of the build", "first_boot": "when a host first starts"}


def linux_row(one: LinuxLeftover) -> str:
    """A line of the table for Linux in docs/images.md."""
    where = ", ".join(f"`{path}`" for path in one.paths)
    return f"| {one.what}{' *' if one.identity else ''} | {one.brought_by} | {where} |"


def windows_row(one: WindowsLeftover) -> str:
    """A line of the table for Windows."""
    where = ", ".join(f"`{name}`" for name in one.names)
    return f"| {one.what} | {one.brought_by} | {where} | {WHEN[one.when]} |"


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        ("| on Linux | created by | where |\n|---|---|---|", [*map(linux_row, leftovers().linux)]),
        (
            "| on Windows | created by | where | removed |\n|---|---|---|---|",
            [*map(windows_row, leftovers().windows)],
        ),
    ],
    ids=["Linux", "Windows"],
)
def test_docs_show_the_list(head: str, rows: list[str]) -> None:
    """docs/images.md has each thing that a build brings, in the order of the list, and nothing else."""
    assert "\n".join([head, *rows]) + "\n\n" in DOCS, "\n".join(["paste this:", *rows])


@pytest.mark.parametrize("key", ["tools", "no-sysprep-linux", "bare", "no-sysprep"])
def test_the_seal_is_told_the_list(rendered: Path, key: str) -> None:
    """image.json, which the seal reads, has the whole list; for a specialized Linux, all but its identity."""
    image = json.loads((rendered / key / "image.json").read_text())
    every = leftovers()
    wanted = {
        "tools": every.linux,
        "no-sysprep-linux": [one for one in every.linux if not one.identity],
    }.get(key, every.windows)

    assert [one.what for one in wanted] == [one["what"] for one in image["leftovers"]]
    assert ("packer", key.startswith("no-sysprep")) == (image["build_user"], image["specialized"])


def test_no_script_of_linux_has_a_list_of_its_own() -> None:
    """No path of the list stands in a script, where it would be forgotten."""
    scripts = "".join(path.read_text() for path in (SCRIPTS / "linux").glob("*.*"))
    paths = {path for one in leftovers().linux for path in one.paths} - {"/var/tmp/goldshelf"}  # noqa: S108

    assert [] == [path for path in paths if path.rstrip("*") in scripts]


@pytest.mark.parametrize("function", ["Get-Left", "Remove-Left"])
def test_windows_knows_each_kind(function: str) -> None:
    """Each kind of the list, and no other, is looked for, and is taken back."""
    body = TAKE_BACK[TAKE_BACK.index(f"function {function}(") :]
    body = body[: body.index("\n}\n")]
    kinds = re.findall(r"^        '(\w+)' \{", body, flags=re.MULTILINE)

    assert sorted({one.kind for one in leftovers().windows}) == sorted(kinds)


def test_what_waits_for_a_host() -> None:
    """What goes later is kept for a host, and after that the build has its last step, and no start."""
    assert {"files", "exclusion"} == {one.kind for one in leftovers().windows if one.when == "build"}
    specialized = folder(("\n\n[images.win11-avd.build]", "\nspecialized = true\n\n[images.win11-avd.build]"))
    for files, last in ((folder(), "sysprep.ps1"), (specialized, "finish.ps1")):
        *_, seal, final = steps(files)
        assert ("powershell seal.ps1", f"powershell {last}", True) == (
            seal["id"],
            final["id"],
            final["skip_clean"],
        )
        assert "Invoke-TakeBack 'build'" in (SCRIPTS / "windows" / last).read_text()
    first_boot = (SCRIPTS / "windows/first-boot.ps1").read_text()
    assert ["first_boot"] == re.findall(r"Invoke-TakeBack '(\w+)'", first_boot)


def test_a_build_waits_for_its_source_image() -> None:
    """A source image of goldshelf's is done before a build on top of it brings anything."""
    ids = [one["id"] for one in steps(folder()) if one["id"] != "when the build fails"]
    begin = (SCRIPTS / "windows/begin.ps1").read_text()
    first_boot = (SCRIPTS / "windows/first-boot.ps1").read_text()

    assert ["powershell begin.ps1", "file"] == ids[:2]
    assert begin.index("    Wait-FirstBoot\n") < begin.index("New-Item -Path")
    assert first_boot.index("Remove-Item -LiteralPath $kept") < first_boot.index("Unregister-ScheduledTask")
