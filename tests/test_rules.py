"""Each rule: what it says of the smallest catalog that breaks it, and that the next one passes."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from catalog.explain import examples
from catalog.load import examine, examine_together
from catalog.rule import severity_of
from catalog.rules import OF_SEVERAL, RULES
from tests.catalogs import SOUND, Toml, write, written
from tests.conftest import DATA

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SAID: dict[str, list[str]] = tomllib.loads((DATA / "rules.toml").read_text())
HALVES: list[dict[str, Any]] = tomllib.loads((DATA / "halves.toml").read_text("utf-8"))["case"]
TOGETHER = {rule.id for rule in OF_SEVERAL}


def images(count: int) -> Toml:
    """A catalog with that many images."""
    return written("".join(f"[images.i{number}]\n" for number in range(1, count)))


def tags(count: int, **table: dict[str, str]) -> Toml:
    """A catalog whose image has that many tags of its own, besides those of the catalog."""
    names = {f"tag-{number}": "" for number in range(count)}
    return {**written(""), **table} | {"images": written_tags(names)}


def written_tags(names: dict[str, str]) -> dict[str, Any]:
    """The images of the sound catalog with these tags."""
    return {key: {**image, "tags": names} for key, image in written("")["images"].items()}


IN_WORDS: dict[str, tuple[Toml, Toml]] = {
    "GS010": (written(f'tags = {{ a = "{"x" * 257}" }}'), written(f'tags = {{ a = "{"x" * 256}" }}')),
    "GS108": (tags(50, tags={"a": ""}), tags(46, tags={"a": ""})),
    "GS119": (tags(48), tags(47)),
    "GS124": (images(1001), images(1000)),
    "GS203": (images(901), images(900)),
}
"""The examples that nobody wants to read: the catalog that breaks the rule, and the one that passes."""


def catalogs(id_: str, folder: Path) -> tuple[Path, Path]:
    """The file that breaks the rule, and the one that passes."""
    if id_ in IN_WORDS:
        wrong, right = IN_WORDS[id_]
    else:
        wrong, right = (written(examples()[id_][kind]) for kind in ("wrong", "right"))
    return write(folder, wrong, "wrong.toml"), write(folder, right, "right.toml")


def said(path: Path) -> list[str]:
    """All that is found in a catalog, without the folder that the test runs in."""
    return [str(finding).replace(f"{path.parent}/", "") for finding in examine(path, now=NOW).findings]


@pytest.mark.parametrize("id_", [id_ for id_ in RULES if id_ not in TOGETHER | {"GS001"}])
def test_rule(id_: str, tmp_path: Path) -> None:
    """What breaks a rule is told with its line, the value and what to do; what is next to it passes."""
    wrong, right = catalogs(id_, tmp_path)

    assert SAID[id_] == said(wrong)
    assert [] == [line for line in said(right) if f"({id_})" in line]


@pytest.mark.parametrize("id_", [id_ for id_ in RULES if id_ not in TOGETHER | {"GS001", *IN_WORDS}])
def test_example_breaks_nothing_else(id_: str, tmp_path: Path) -> None:
    """What `explain` shows as wrong breaks its rule only, and what it shows as right breaks none."""
    wrong, right = catalogs(id_, tmp_path)

    assert {id_} == {finding.rule for finding in examine(wrong, now=NOW).findings}
    assert [] == said(right)


STATE = {"storage_account_name": "images", "container_name": "state", "key": "prod"}
APART = {"GS206": '[backend]\ntype = "local"\npath = "prod"', "GS207": '[gallery]\nname = "other"'}
"""Lines that keep two catalogs apart in all but what the rule looks at."""


@pytest.mark.parametrize("id_", sorted(TOGETHER))
def test_rule_of_several_catalogs(id_: str, tmp_path: Path) -> None:
    """Two catalogs in each other's way are told at the second; other lines or an acceptance end that."""
    lines = examples()[id_]
    wrong, right = (write(tmp_path, written(lines[kind]), f"{kind}.toml") for kind in ("wrong", "right"))
    data = written(f"{lines['wrong']}\n{APART[id_]}")
    other = write(tmp_path, data, "prod.toml")
    accepting = write(
        tmp_path, {**data, "accept": [{"rule": id_, "reason": "two subscriptions"}]}, "own.toml"
    )

    def told(*paths: Path) -> list[str]:
        together = examine_together([examine(path) for path in paths])
        return [str(finding).replace(f"{tmp_path}/", "") for finding in together]

    assert SAID[id_] == told(wrong, other)
    assert [] == told(right, other)
    assert [] == told(wrong, accepting)


def test_state_in_azure(tmp_path: Path) -> None:
    """Catalogs with state in one storage account share a state where container and key are the same too."""

    def told(**backend: str) -> list[str]:
        lines = [
            f'[gallery]\nname = "g{number}"\n[backend]\ntype = "azurerm"\n'
            + "".join(f'{name} = "{value}"\n' for name, value in fields.items())
            for number, fields in enumerate([STATE, {**STATE, **backend}])
        ]
        paths = [write(tmp_path, written(one), f"{number}.toml") for number, one in enumerate(lines)]
        return [finding.rule for finding in examine_together([examine(path) for path in paths])]

    assert ["GS207"] == told()
    assert ["GS207"] == told(storage_account_name="IMAGES", key="./prod")
    assert [] == told(key="dev")
    assert [] == told(container_name="other")


def test_file_that_is_not_toml(tmp_path: Path) -> None:
    """A file that is no TOML is told with the line where reading stopped."""
    (tmp_path / "catalog.toml").write_text(examples()["GS001"]["wrong"])

    assert SAID["GS001"] == said(tmp_path / "catalog.toml")


@pytest.mark.parametrize("case", HALVES, ids=lambda case: case["lines"].replace("\n", " ")[:60])
def test_other_halves(case: dict[str, Any], tmp_path: Path) -> None:
    """What a rule says of other fields and other values, and what it leaves alone."""
    path = write(tmp_path, written(case["lines"]))

    assert case["rules"] == sorted(finding.rule for finding in examine(path, now=NOW).findings)


def test_every_rule_is_whole() -> None:
    """A rule says when it would hurt, what to do and where it comes from, and has an id of its own."""
    moments = (
        "at plan",
        "at apply",
        "when the build starts",
        "at VM creation",
        "after VM creation",
        "after the build",
        "in the build",
        "into the build",
        "before the build",
        "at any later check",
        "is synthesized",
        "waits in vain",
    )

    assert list(SAID) == sorted(RULES)
    assert [] == [rule.id for rule in RULES.values() if not any(moment in rule.happens for moment in moments)]
    assert [] == [rule.id for rule in RULES.values() if not (rule.todo.endswith(".") and rule.source)]
    assert {id_: severity_of(id_) for id_ in RULES} == {
        id_: "warning" if "warning:" in "".join(said) else "error" for id_, said in SAID.items()
    }


def test_the_sound_catalog_is_sound(tmp_path: Path) -> None:
    """The catalog that the examples are written into has no finding of its own."""
    (tmp_path / "catalog.toml").write_text(SOUND)

    assert [] == said(tmp_path / "catalog.toml")
