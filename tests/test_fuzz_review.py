"""Whatever bytes lie in two folders of products: the review tells or refuses it; nothing passes silently."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from committed.revision import in_folder
from files.errors import GoldshelfError
from files.folders import Files
from packer.facts import FILE
from review.__main__ import FORMATS
from review.compare import compare
from review.synthesized import by_catalog
from tests.conftest import PROJECT
from tests.fuzz import assert_bounded, assert_shown, each_damaged, ran
from tests.images import facts
from tests.torture import Tried

pytestmark = pytest.mark.torture

SYNTHESIZED = PROJECT / "synthesized"
STACK, DEFINITIONS, FOLDER = "gallery.tf.json", "image-definition.tf.json", "packer/win11-avd"
SCRIPT = "scripts/windows/seal.ps1"
SOURCE, FACTS, INSIDE = (f"{FOLDER}/{name}" for name in ("source.pkr.hcl", FILE, "image.json"))
CAME_OUT = "reported in every format, or refused with the name of the file"


def told(old: Files, new: Files) -> None:
    """Compare, and write it in every format."""
    try:
        review = compare("old", old, "new", new)
    except GoldshelfError as error:
        assert_shown(str(error))
        return
    assert by_catalog(old) == by_catalog(new) or review.catalogs
    for write in FORMATS.values():
        assert_shown(write(review) if write is FORMATS["text"] else "")
        assert write(review).replace("\n", "").isprintable()


@pytest.mark.parametrize("name", [STACK, DEFINITIONS, SOURCE, INSIDE, FACTS])
def test_any_change_of_a_product(tried: Tried, name: str) -> None:
    """A product that was damaged anyhow is told as a change, or refused: no traceback, nothing silent."""
    sound = in_folder(SYNTHESIZED)

    def damaged(data: bytes) -> None:
        other = data.decode("utf-8", "replace")
        told(sound, {**sound, name: other})
        told({**sound, name: other}, sound)

    count = each_damaged(sound[name].encode(), damaged)
    tried(f"a damaged {name.rpartition('/')[2]} is reviewed against a valid one", count, CAME_OUT)


def nested(depth: int, value: str = "1") -> str:
    """A resource with an argument deep in it."""
    return '{"resource":{"a":{"b":' + '{"a":' * depth + value + "}" * (depth + 3)


HOSTILE: dict[str, tuple[str, str]] = {
    "lists in each other": (STACK, "[" * 990 + "]" * 990),
    "an argument deep within": (STACK, nested(990)),
    "an argument deeper within": (STACK, nested(100_000)),
    "a key with many dots": (DEFINITIONS, json.dumps({"resource": {"a": {"b": {".a" * 300_000: 1}}}})),
    "more resources than it may hold": (
        STACK,
        json.dumps({"resource": {"a": {f"b{n}": {"c": n} for n in range(90_000)}}}),
    ),
    "facts, deep within": (FACTS, "[" * 990 + "]" * 990),
    "facts of many steps": (FACTS, facts().replace('"provisioners": []', f'"provisioners": {[{}] * 90_000}')),
    "what is inside, deep within": (INSIDE, "[" * 990 + "]" * 990),
    "what is inside, deeper within": (INSIDE, "[" * 5_000 + "]" * 5_000),
    "blocks that do not end": (SOURCE, 'source "a" {\n' + "  x = {\n" * 18_000),
    "blocks that do not end, in other lines": (SOURCE, 'source "a" {\n' + "  x = {\n" * 18_000 + "  }"),
    "templates in each other": (SOURCE, "a = " + '"${' * 100_000),
    "nonsense": (SOURCE, "".join(chr(33 + (n * n + n // 7) % 90) for n in range(149_000))),
    "a megabyte of nonsense": (SOURCE, "".join(chr(33 + (n * n + n // 7) % 90) for n in range(1_000_000))),
    "NULs": (SOURCE, "\0" * 100_000),
    "equal arguments": (SOURCE, "a = 1\n" * 24_000),
    "other arguments": (SOURCE, "".join(f"a{n} = {n}\n" for n in range(11_000))),
    "many lines that are alike": (SCRIPT, "\n".join(str(n * n % 211) for n in range(40_000))),
    "a version of a megabyte": (STACK, json.dumps({"output": {"x": {"value": "x" * 900_000}}})),
    "ten megabytes": (SCRIPT, "x\n" * 5_000_000),
}


@pytest.mark.parametrize("form", [pytest.param("text", marks=pytest.mark.long), "markdown"])
@pytest.mark.parametrize(("name", "text"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_product(tmp_path: Path, tried: Tried, name: str, text: str, form: str) -> None:
    """A product that costs time or memory is reported or refused in time, and never as unchanged."""
    shutil.copytree(SYNTHESIZED, tmp_path / "new")
    (tmp_path / "new" / name).write_text(text)
    run = ran("review", SYNTHESIZED, tmp_path / "new", "--format", form)

    assert_bounded(run, codes=(0, 1))
    assert "no changes\n" not in run.text
    took = (run.seconds, run.megabytes)
    tried(
        "a committed file designed to exhaust time or memory is reviewed", 1, "reported or refused", took=took
    )


def unsigned(text: str) -> str:
    """A name with signs in it that a terminal obeys."""
    return f"{text}\n\x1b[31m\u202e"


@pytest.mark.parametrize(
    "name",
    [
        f"{unsigned('a')}.tf.json",
        f"{unsigned('a')}/a.tf.json",
        f"packer/{unsigned('a')}/source.pkr.hcl",
        f"{FOLDER}/{unsigned('a')}.ps1",
    ],
)
@pytest.mark.parametrize("text", ["{", '{"resource": {"a": {"b": {"c": "\\u001b"}}}}'])
def test_names(tmp_path: Path, name: str, text: str) -> None:
    """A name of a file or folder is written out, whatever signs are in it."""
    shutil.copytree(SYNTHESIZED, tmp_path / "new")
    path = tmp_path / "new" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    run = ran("review", SYNTHESIZED, tmp_path / "new")

    assert_bounded(run, codes=(0, 1))
    assert "no changes\n" not in run.text


def link(folder: Path) -> None:
    """The image's folder is a link to one elsewhere."""
    (folder / FOLDER).rename(folder.parent / "elsewhere")
    (folder / FOLDER).symlink_to(folder.parent / "elsewhere")


def pipe(folder: Path) -> None:
    """A pipe among the files."""
    os.mkfifo(folder / FOLDER / "pipe")


@pytest.mark.parametrize("change", [link, pipe])
def test_what_is_no_file(tmp_path: Path, change: Callable[[Path], None]) -> None:
    """A folder that is a link, and a pipe, are refused: what they lead to is not what is committed."""
    shutil.copytree(SYNTHESIZED, tmp_path / "new")
    change(tmp_path / "new")

    with pytest.raises(GoldshelfError, match="is not a file"):
        in_folder(tmp_path / "new")


def test_folder_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that the user may not read is an error, and no image that is gone."""
    shutil.copytree(SYNTHESIZED, tmp_path / "new")
    scandir = os.scandir

    def refusing(path: str) -> object:
        if str(path).endswith("win11-avd"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    with pytest.raises(PermissionError):
        in_folder(tmp_path / "new")


def test_a_secret_is_not_shown(tmp_path: Path) -> None:
    """A key that somebody wrote into the committed backend is told as changed, and is not shown."""
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        secrets = dict.fromkeys(("access_key", "SAS_TOKEN", "password", "client_secret"), f"hunter2-{name}")
        backend = {**secrets, "key": f"{name}.tfstate"}
        text = json.dumps({"terraform": {"backend": {"azurerm": backend}}})
        (tmp_path / name / STACK).write_text(text)
    for form in FORMATS:
        run = ran("review", tmp_path / "old", tmp_path / "new", "--format", form)
        assert (True, False) == ("a secret" in run.text, "hunter2" in run.text)
        assert "new.tfstate" in run.text


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", "1", "{", '{"resource_changes":[{}]}', "[" * 100_000, "1" * 5_000, "\x1b", "\udcff"],
)
def test_hostile_plan(text: str) -> None:
    """What is no plan is refused with 1 and a line."""
    run = ran("pipeline.terraform_report", given=text.encode("utf-8", "surrogateescape"))

    assert_bounded(run, codes=(1,))
    assert run.text.startswith("error: stdin is not a plan: ")
