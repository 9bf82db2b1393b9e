"""What is reported: all mistakes in one run, each with its line and no secret, and never a traceback."""

import re
from pathlib import Path

import pytest

from catalog.load import examine
from tests.catalogs import SOUND, write, written
from tests.conftest import DATA
from tests.rule_messages import NOW

CASES = (DATA / "findings.txt").read_text("utf-8").split("\n\n")
REGIONS = 'regions = [{ name = "East US", replicas = 2 }]'
"""The last line of the sound catalog."""
LAST = len(SOUND.splitlines())


@pytest.mark.parametrize("case", CASES, ids=lambda case: re.sub(r"(?m)^#.*\n?|\n", " ", case).strip()[:90])
def test_finding(case: str, tmp_path: Path) -> None:
    """Every mistake is reported with its line, its reason and what to do; nothing else is, and no secret."""
    path = write(tmp_path, written(case))
    reported = [str(one).removeprefix(f"{path}:") for one in examine(path, now=NOW).findings]

    assert re.findall(r"(?m)^# (\d+: .+)", case) == reported
    assert "hunter2" not in "".join(reported)


def found(tmp_path: Path, text: str) -> list[str]:
    """Return the findings in a catalog: line, field and rule."""
    path = tmp_path / "catalog.toml"
    path.write_text(text)
    return [f"{one.line} {one.field} {one.rule}" for one in examine(path).findings]


@pytest.mark.parametrize(
    ("changed", "line", "field"),
    [
        ('regions = [\n  { name = "East US", replicas = 2 },\n  { name = "UK South" },\n] # two', 2, "[1]"),
        ('regions = [ # two\n  # none here\n  { name = "East US" },\n]', 2, "[0]"),
        ('regions = [{ name = "East US" }] # one', 0, "[0]"),
        ('[[images.win11-avd.build.regions]] # one\nname = "East US"\nreplicas = 1 # few', 0, "[0]"),
    ],
)
def test_line_within_a_value(tmp_path: Path, changed: str, line: int, field: str) -> None:
    """A finding in a list has the line of its item, whatever comments are around it."""
    place = f"{LAST + line} images.win11-avd.build.regions{field} GS201"

    assert [place] == found(tmp_path, SOUND.replace(REGIONS, changed))


@pytest.mark.parametrize(
    ("key", "field"),
    [
        ('"a/b"', '"a/b"'),
        (r'"\u0041/"', '"A/"'),
        (r'"a\"/"', r'"a\"/"'),
        ("'c\"/'", r'"c\"/"'),
        ('"😀/"', '"😀/"'),
        ('"\\u2028/"', r'"\U00002028/"'),
    ],
)
def test_line_of_a_quoted_key(tmp_path: Path, key: str, field: str) -> None:
    """A finding of a key in quotes has its line, and shows the key as TOML does."""
    assert [f"{LAST + 3} tags.{field} GS150"] == found(tmp_path, f"{SOUND}\n[tags]\n{key} = 'x'")


def test_huge_numbers(tmp_path: Path) -> None:
    """A number with thousands of digits is reported, and ends in no traceback."""
    assert [f"{LAST + 2}  GS001"] == found(tmp_path, f"{SOUND}[tags]\na = {'9' * 5000}")
    assert [f"{LAST + 2} tags.a GS004"] == found(tmp_path, f"{SOUND}[tags]\na = 0x{'f' * 5000}")


def test_messages_stay_short(tmp_path: Path) -> None:
    """Messages cut long values and long lists."""
    data = written("[images.win11-avd.build]\nsoftware = ['~~~']\n")
    product = {
        "name": "x",
        "proof": {"file": "x"},
        "registry": [{"path": "HKLM:\\x", "name": "x", "value": 1}],
    }
    data["software"] = {"windows": {f"own-{number}": product for number in range(500)}}
    data["tags"] = {"a": "x" * 100_000}
    messages = [str(one) for one in examine(write(tmp_path, data)).findings]

    assert [] == [message for message in messages if len(message) > 1000]
    assert 2 == len(messages)
