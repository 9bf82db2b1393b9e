"""What changed in an image from one version to another, from the software lists that two builds wrote."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from packer.manifest import main
from tests.conftest import DATA, PROJECT
from tests.programs import Done, inside, python

LISTS = DATA / "software-lists"
OLD, NEW = (f"win11-avd-1.0.{number}.software.json" for number in (6, 7))
COMMAND = re.compile(r"^\.venv/bin/python (-m packer\.manifest diff (\S+) (\S+))$", re.MULTILINE)
PAGE = (PROJECT / "docs/versions.md").read_text()
README = (PROJECT / "README.md").read_text()
SERVER: dict[str, Any] = {
    "image": "server",
    "version": "1.0.0",
    "source": {"version": "1.2.3"},
    "os": {"caption": "Ubuntu 24.04.1 LTS", "build": "6.8.0-1"},
    "software": [],
    "packages": ["kernel 1", "kernel 2", "libc6 2.39", "zsh 5.9"],
    "own": {},
}


def diff(folder: Path, old: object, new: object) -> Done:
    """Run the command on two lists: a text is written as it is, and the name of a file is that file."""
    for name, given in (("old", old), ("new", new)):
        if isinstance(given, Path):
            shutil.copy(given, folder / name)
        else:
            (folder / name).write_text(given if isinstance(given, str) else json.dumps(given))
    return inside(main, folder, "diff", "old", "new")


def changed(folder: Path, old: dict[str, Any], new: dict[str, Any]) -> str:
    """Return what differs between two lists that are SERVER apart from some values."""
    done = diff(folder, {**SERVER, **old}, {**SERVER, "version": "1.0.1", **new})
    assert (0, "") == (done.returncode, done.stderr)
    head, empty, *rest = done.stdout.splitlines()
    assert ["server: 1.0.0 -> 1.0.1", ""] == [head, empty]
    return "\n".join(rest)


@pytest.mark.parametrize("text", [PAGE, README], ids=["docs/versions.md", "README.md"])
def test_command_that_is_shown(text: str, tmp_path: Path) -> None:
    """What the pages say to run runs, and prints what they show."""
    (command,) = COMMAND.finditer(text)
    for given, name in ((command[2], OLD), (command[3], NEW)):
        (tmp_path / given).parent.mkdir()
        shutil.copy(LISTS / name, tmp_path / given)
    done = python(tmp_path, *command[1].split())

    assert (0, "") == (done.returncode, done.stderr)
    assert f"```\n{done.stdout}```" in PAGE


def test_same(tmp_path: Path) -> None:
    """A version that differs in nothing says so, and what a newer goldshelf may add is no error."""
    assert "No difference." == changed(tmp_path, {"later": 1}, {"later": 2})


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            {"packages": SERVER["packages"]},
            {"packages": ["kernel 2", "kernel 3", "libc6 2.39", "vim 9"]},
            "Packages:\n- added: vim 9\n- removed: zsh 5.9\n- changed: kernel 1, 2 -> 2, 3",
        ),
        (
            {"source": {"unknown": "no answer"}},
            {},
            "Source:\n- not known in the old version: no answer\n- added: version 1.2.3",
        ),
        ({"source": {"unknown": "no answer"}}, {"source": {"unknown": "not again"}}, "No difference."),
        ({"packages": None}, {"packages": None}, "No difference."),
        ({"appx": ["A_1_x"]}, {"appx": None}, "Appx packages:\n- not known in the new version"),
        (
            {"own": {"a": {"b": [1]}}},
            {"own": {"a": {"b": []}, "c": {}}},
            "Own results:\n- added: c {}\n- changed: a.b [1] -> []",
        ),
        ({"own": {"a": "x" * 300}}, {}, f'Own results:\n- removed: a "{"x" * 199}...'),
        ({"own": {"a": "\x1b[31m"}}, {}, 'Own results:\n- removed: a "\\u001b[31m"'),
    ],
)
def test_differences(old: dict[str, Any], new: dict[str, Any], said: str, tmp_path: Path) -> None:
    """Each kind of difference is a line, and what is not known is not shown as a difference."""
    assert said == changed(tmp_path, old, new)


def test_an_older_list(tmp_path: Path) -> None:
    """The list of an older goldshelf has no source and no proofs: that is said, the rest compared."""
    old = json.loads((LISTS / OLD).read_text())
    del old["source"]
    old["software"] = [{key: one[key] for key in ("id", "name", "version")} for one in old["software"]]
    done = diff(tmp_path, old, LISTS / NEW)

    assert (0, "") == (done.returncode, done.stderr)
    assert "- not known in the old version: an older goldshelf did not write it\n" in done.stdout
    assert "Proofs:" not in done.stdout
    assert "- changed: Google Chrome 1.2.3 -> 1.2.4\n" in done.stdout


WANTED = "give the <image>.software.json of a build"


@pytest.mark.parametrize(
    ("old", "said"),
    [
        (
            "[",
            f"old: not valid JSON: Expecting value: line 1 column 2 (char 1); {WANTED}",
        ),
        ("[]", f"old: must be a JSON object; {WANTED}"),
        ('{"builds": []}', f"old: this is Packer's own manifest; {WANTED}, which is beside it"),
        ({**SERVER, "os": {"build": 1}}, f"old: os.caption: Field required; {WANTED}"),
        ({**SERVER, "image": 7}, f"old: image: Input should be a valid string, got 7; {WANTED}"),
        ("[" * 99 + "]" * 99, f"old: more than 20 levels of tables or lists; {WANTED}"),
        (SERVER, "the lists are of two images, 'server' and 'win11-avd': compare two versions of one"),
    ],
)
def test_what_cannot_be_compared(old: object, said: str, tmp_path: Path) -> None:
    """A file that is no software list is named, with what is wrong and what to give, without a traceback."""
    done = diff(tmp_path, old, LISTS / NEW)

    assert (1, "") == (done.returncode, done.stdout)
    assert f"error: {said}" == done.stderr.splitlines()[0]


def test_no_such_file(tmp_path: Path) -> None:
    """A name that is wrong is named."""
    done = inside(main, tmp_path, "diff", "old", LISTS / NEW)

    assert (1, f"error: old: No such file or directory; {WANTED}\n") == (done.returncode, done.stderr)


def test_two_wrong_names(tmp_path: Path) -> None:
    """A folder is named by its path, and of two files that cannot be read both are told."""
    done = inside(main, tmp_path, "diff", ".", "new")

    assert [
        f"error: .: Is a directory; {WANTED}",
        f"new: No such file or directory; {WANTED}",
    ] == done.stderr.splitlines()


def test_swapped(tmp_path: Path) -> None:
    """Whoever gives the newer list first is told, and sees the differences as they were asked for."""
    done = diff(tmp_path, LISTS / NEW, LISTS / OLD)

    assert (
        "win11-avd: 1.0.7 -> 1.0.6\nThe second list is of an older version: give the older one first.\n"
        in done.stdout
    )
    assert "older version" not in diff(tmp_path, LISTS / OLD, LISTS / NEW).stdout
