"""What is reported: all mistakes in one run, each with its line and no secret, and never a traceback."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.load import examine
from tests.catalogs import BUILD, MESSAGE, SOUND, Toml, write, written
from tests.conftest import DATA
from tests.rule_messages import NOW

CASES = [
    case
    for path in sorted((DATA / "findings").glob("*.txt"))
    for case in path.read_text("utf-8").split("\n\n")
]
LAST = len(SOUND.splitlines())
"""The line of the regions in the sound catalog."""
ONE = '[[images.win11-avd.build.regions]] # one\nname = "East US"\nreplicas = 1 # few'


def others(table: Toml, given: Toml, path: str = "", *, depth: int = BUILD) -> Iterator[str]:
    """Yield what `given` does not set of a table, as dotted keys, which may follow any other."""
    for key, value in table.items():
        if key not in given:
            yield f"{path}{key} = {json.dumps(value, separators=(', ', ' = '))}\n"
        elif depth and isinstance(value, dict) and isinstance(given[key], dict):
            yield from others(value, given[key], f"{path}{key}.", depth=depth - 1)


def found(tmp_path: Path, text: str) -> list[str]:
    """Return what is reported of a catalog, from the line on."""
    path = tmp_path / "catalog.toml"
    path.write_text(text, "utf-8")
    return [str(one).removeprefix(f"{path}:") for one in examine(path, now=NOW).findings]


@pytest.mark.parametrize("case", CASES, ids=lambda case: re.sub(r"(?m)^#.*\n?|\n", " ", case).strip()[:90])
def test_finding(case: str, tmp_path: Path) -> None:
    """Every mistake is reported with its line, its reason and what to do; nothing else is, and no secret."""
    reported = found(tmp_path, "".join([f"{case}\n", *others(written(case), tomllib.loads(case))]))

    assert re.findall(r"(?m)^# (\d+: .+)", case) == reported
    assert "hunter2" not in "".join(reported)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (
            SOUND.replace('regions = [{ name = "East US", replicas = 2 }]', ONE),
            f"{LAST}: warning: images.win11-avd.build.regions[0]: {MESSAGE} (GS201)",
        ),
        (f"{SOUND}[tags]\na = {'9' * 5000}", f"{LAST + 2}: a number has more than 4,300 digits (GS001)"),
        (
            f"{SOUND}[tags]\na = 0x{'f' * 5000}",
            f"{LAST + 2}: tags.a: must be text in quotes, got a very large number (GS004)",
        ),
    ],
)
def test_finding_in_a_table(tmp_path: Path, text: str, finding: str) -> None:
    """A table in brackets has lines too, and a number with thousands of digits ends in no traceback."""
    assert [finding] == found(tmp_path, text)


def test_messages_stay_short(tmp_path: Path) -> None:
    """Messages cut long values and long lists."""
    data = written("[images.win11-avd.build]\nsoftware = ['~~~']\n")
    product = {
        "name": "x",
        "proof": {"file": "C:/x"},
        "registry": [{"path": "HKLM:\\x", "name": "x", "value": 1}],
    }
    data["software"] = {"windows": {f"own-{number}": product for number in range(500)}}
    data["tags"] = {"a": "x" * 100_000}
    messages = [str(one) for one in examine(write(tmp_path, data)).findings]

    assert [] == [message for message in messages if len(message) > 1000]
    assert 2 == len(messages)
