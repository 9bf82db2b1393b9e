"""docs/windows.md and docs/linux.md name all that a build does to a system, in its order, and why."""

import itertools
import json
import re
from pathlib import Path

import pytest

from catalog.settings import settings
from tests.builds import CASES
from tests.conftest import PROJECT

PAGES = {"Windows": "windows", "Linux": "linux"}
OF_STEPS = "place-files run-once run-pester check-results run-playbook run-goss updates"
"""What has no place of its own in the order: own steps, and passes of updates, are in several phases."""
MOMENTS = {"PHASE=first": "first", "PHASE=last": "last", "MOMENT=before": "before", "MOMENT=after": "after"}
MOMENTS |= {"MOMENT=set": "set", "MOMENT=test": "test"}

SOURCE = re.compile(
    r"Microsoft: |[\w-]+#\d+|[\w-]+\.(?:ps1|rst|md|mdx|hcl|service|timer)\b|\w\(\d\)|^manuals|"
    r"goldshelf's own choice|#what-a-build-cleans-up"
)
"""What a reader can look up: a page, a file of a repository, an issue, a manual; or that there is none."""


def page(system: str) -> str:
    """The text of a system's page."""
    return (PROJECT / f"docs/{PAGES[system]}.md").read_text()


def rows(system: str) -> list[str]:
    """The scripts of its table, each with its moment if it runs at several."""
    return [
        f"{name} {moment}".strip()
        for name, moment in re.findall(r"^\| `([\w-]+\.(?:ps1|sh))`(?:, (\w+))?", page(system), re.MULTILINE)
    ]


def table(system: str, head: list[str]) -> list[list[str]]:
    """The cells of each row of the table with this head."""
    lines = page(system).partition(f"| {' | '.join(head)} |\n")[2].splitlines()[1:]
    found = itertools.takewhile(lambda line: line.startswith("|"), lines)
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in found]


def files(system: str) -> set[str]:
    """The scripts of goldshelf's own, without those of a catalog."""
    return {path.name for path in (PROJECT / "packer/scripts" / PAGES[system]).iterdir() if path.is_file()}


def ran(folder: Path, system: str, listed: list[str]) -> list[str]:
    """The scripts that the build of a folder runs, in its order, as the table would name them."""
    found = []
    for step in json.loads((folder / "facts.json").read_text())["provisioners"]:
        name = step.get("script", "").removeprefix("${path.root}/scripts/")
        if name not in files(system) or name.split(".")[0] in OF_STEPS.split():
            continue
        moments = [MOMENTS[one] for one in step.get("environment_vars", ()) if one in MOMENTS]
        found.append(
            next((row for row in listed if row == f"{name} {moments[0]}"), name) if moments else name
        )
    return found


@pytest.mark.parametrize("system", PAGES)
def test_scripts_in_their_order(system: str, rendered: Path) -> None:
    """The table has what a build runs, one after another, and nothing is missing."""
    listed, seen = [re.sub(" (for|restart)$", "", row) for row in rows(system)], set[str]()
    for key, toml in CASES.items():
        if f'os_type = "{system}"' in toml:
            scripts = ran(rendered / key, system, listed)
            places = [listed.index(one) for one in scripts]
            assert sorted(places) == places, key
            seen |= set(scripts)

    assert set(listed) - {"updates.ps1"} == seen


def as_whom(folder: Path) -> set[tuple[str, str]]:
    """The scripts that a build runs otherwise than over WinRM, as the page would name them, and as whom."""
    found = set()
    for step in json.loads((folder / "facts.json").read_text())["provisioners"]:
        name = step.get("script", "").removeprefix("${path.root}/scripts/")
        if name in files("Windows") and "elevated_user" in step and not step["id"].startswith("step "):
            moment = "".join(MOMENTS.get(one, "") for one in step.get("environment_vars", ()))
            text = f"`{name}` ({moment})" if name == "user-defaults.ps1" else f"`{name}`"
            found.add((str(step["elevated_user"]), text))
    return found


def test_who_runs_what(rendered: Path) -> None:
    """The page says which scripts run as SYSTEM, and which as the build user with all rights."""
    keys = [key for key, toml in CASES.items() if 'os_type = "Windows"' in toml]
    seen = {one for key in keys for one in as_whom(rendered / key)}
    for user, begin in (("SYSTEM", "As SYSTEM"), ("build.User", "As the build user with all rights")):
        (said,) = re.findall(rf"^- {begin}[:,].*?(?=^- )", page("Windows"), re.MULTILINE | re.DOTALL)
        listed = set(re.findall(r"`[\w-]+\.ps1`(?: \(\w+\))?", said))

        assert listed == {text for whom, text in seen if user in whom}


def test_short_table() -> None:
    """The table in docs/images.md has the scripts of this page's too, in their order."""
    text = (PROJECT / "docs/images.md").read_text().partition("| step | script |")[2].partition("\n\n")[0]
    wanted = [row.split()[0] for row in rows("Windows")]

    assert list(dict.fromkeys(wanted)) == list(dict.fromkeys(re.findall(r"`([\w-]+\.ps1)`", text)))


def test_versions_of_plugins() -> None:
    """The page has the range of versions that a template asks `packer init` for, of each plugin."""
    template = (PROJECT / "packer/templates/plugins.pkr.hcl.j2").read_text()
    ranges = re.findall(r"^    ([\w-]+) = \{\n      version = \"(.+)\"", template, re.MULTILINE)
    text = " ".join(page("Windows").split())

    assert 3 == len(ranges)
    assert [] == [name for name, versions in ranges if f"`{name}` `{versions}`" not in text]


@pytest.mark.parametrize("system", PAGES)
def test_each_file_is_named(system: str) -> None:
    """No script of a system is left out, neither one of own steps nor one that others read."""
    assert set() == {name for name in files(system) if f"`{name}`" not in page(system)}


@pytest.mark.parametrize("system", PAGES)
def test_reason_source_and_way_out(system: str) -> None:
    """Each thing has a reason, a source that can be looked up, or is our own choice, and a way out."""
    steps = table(system, ["script", "what it does", "why", "source", "to leave it out"])
    empty = [row for row in steps if len(row) != 5 or not all(row)]
    unclear = [row[3] for row in steps if not SOURCE.search(row[3])]

    assert ([], []) == (empty, unclear)
    assert len(rows(system)) < len(steps)


def test_settings_that_are_on() -> None:
    """The page names each setting that is on without asking, for whom, why and from where, and no other."""
    shown = table("Windows", ["setting", "for", "what holds", "why", "source"])
    for_whom = {True: "all", "session_host": "session hosts"}
    wanted = [
        [f"[`{name}`](settings.md#{name})", for_whom[one.default], one.summary, one.source]
        for name, one in settings().items()
        if one.default
    ]

    assert wanted == [[name, whom, what, source] for name, whom, what, _, source in shown]
    assert all(why for *_, why, _ in shown)


@pytest.mark.parametrize("system", PAGES)
def test_links(system: str) -> None:
    """Every link of the pages leads to a page and a heading that are there."""
    for name, anchor in re.findall(r"\]\((?:(\w[\w-]*\.md))?(?:#([\w-]+))?\)", page(system)):
        text = (PROJECT / "docs" / (name or f"{PAGES[system]}.md")).read_text()
        headings = {
            re.sub(r"[^\w -]", "", one).strip().lower().replace(" ", "-")
            for one in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
        }
        assert not anchor or anchor in headings, (name, anchor)
