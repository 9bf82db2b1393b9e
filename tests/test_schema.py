"""The JSON Schema for editors, tested with Taplo, which editors run, and with JavaScript's patterns."""

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from catalog.editor_schema import PATH
from catalog.rules import RULES
from tests.builds import CATALOG
from tests.catalogs import write, written
from tests.conftest import DATA, PROJECT
from tests.programs import Done, execute
from tests.random_catalogs import catalog
from tests.test_random_catalogs import IMAGES, sound

SCHEMA: dict[str, Any] = json.loads((PROJECT / PATH).read_text())
SEEN_BY_AN_EDITOR = ("GS002", "GS003", "GS005", "GS006", "GS007", "GS008", "GS011", "GS118")
"""Rules of one key or value: an editor underlines what breaks them."""


def taplo(*paths: Path) -> Done:
    """Check catalogs as an editor does: with the schema that the first line names."""
    for path in paths:
        path.write_text(f"#:schema {PROJECT / PATH}\n{path.read_text()}")
    return execute("taplo", "lint", *paths)


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in the schema."""
    if isinstance(node, dict):
        yield node
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from nodes(inner)


def test_shipped_catalog_names_the_schema() -> None:
    """The catalog's first line names the schema for editors, which exists and accepts the catalog."""
    run = execute("taplo", "lint", "catalog.toml")

    assert f"#:schema {PATH}" == (PROJECT / "catalog.toml").read_text().splitlines()[0]
    assert 0 == run.returncode, run.stderr


def test_editor_leaves_sound_catalogs_alone(tmp_path: Path) -> None:
    """Valid catalogs are not underlined: right examples, every kind of build, random catalogs."""
    paths = [
        write(tmp_path, written(rule.right), f"{id_}.toml") for id_, rule in RULES.items() if id_ != "GS001"
    ]
    for seed in range(20):
        (tmp_path / f"{seed}").mkdir()
        paths.append(sound(tmp_path / f"{seed}", catalog(Random(seed), images=IMAGES))[0])
    paths.append(tmp_path / "all.toml")
    paths[-1].write_text(CATALOG)
    run = taplo(*paths)

    assert 0 == run.returncode, run.stderr
    assert f"total={len(paths)}" in run.stderr


@pytest.mark.parametrize("id_", SEEN_BY_AN_EDITOR)
def test_editor_underlines(id_: str, tmp_path: Path) -> None:
    """A mistake in a single key or value is underlined in the editor."""
    run = taplo(write(tmp_path, written(RULES[id_].wrong)))

    assert 1 == run.returncode
    assert "error: " in run.stderr


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"V2"', '"V3"'),
        ('"trusted_launch"', '"trusted-launch"'),
        ('"1.0.0"', '"01.0.0"'),
        ("replicas = 2", "replicas = 101"),
        ('"Windows"', "1"),
        ("[gallery]", "[[accept]]\nrule = 'GS101'\nreason = 'x'\n[gallery]"),
        ("[gallery]", "[[accept]]\nrule = 'GS201'\n[gallery]"),
        ("[gallery]", "[software.windows.own]\nversion = '1.0'\n[gallery]"),
        ("[gallery]", "[software.windows.git]\nversion = 'one'\n[gallery]"),
        ("[gallery]", "[backend]\ntype = 'local'\nkey = 'x'\n[gallery]"),
        ("software =", "extra = { disk_caching_type = 'readonly' }\nsoftware ="),
        ("software =", "extra = { vm_size = 'x' }\nsoftware ="),
        ("software =", "extra = { client_secret = 'x' }\nsoftware ="),
        ("software =", "windows_update = 'yes'\nsoftware ="),
        ("[gallery]", "[settings.windows.own]\nservices = ['Spooler']\n[gallery]"),
        ("[gallery]", "[settings.windows.own]\nsummary = 's'\nservices = ['Spool*']\n[gallery]"),
        (
            "[gallery]",
            "[settings.windows.own]\nsummary = 's'\naudit_policy = { Login = 'Success' }\n[gallery]",
        ),
        ("[gallery]", "[settings.windows.own]\nsummary = 's'\naudit_policy = { Logon = 'Both' }\n[gallery]"),
        ("[gallery]", "[settings.windows.own]\nsummary = 's'\npower = { scheme = 'Balanced' }\n[gallery]"),
        ("software =", "polling_duration_timeout = '1 hour'\nsoftware ="),
    ],
)
def test_editor_underlines_values(old: str, new: str, tmp_path: Path) -> None:
    """An invalid value is underlined."""
    text = (DATA / "catalog.toml").read_text()
    assert old in text
    (tmp_path / "catalog.toml").write_text(text.replace(old, new))

    assert 1 == taplo(tmp_path / "catalog.toml").returncode


def test_every_key_is_described() -> None:
    """An editor shows a description of every key."""
    tables = [SCHEMA, *SCHEMA["$defs"].values()]
    nameless = [
        (table.get("title") or table["description"], name)
        for table in tables
        for name, value in table.get("properties", {}).items()
        if "description" not in value and "$ref" not in value
    ]

    assert [] == nameless
    assert [] == [table for table in tables if table.get("additionalProperties") is not False]


def test_patterns_mean_the_same_in_javascript() -> None:
    """The patterns also compile in JavaScript, which other editors use."""
    patterns = sorted({node["pattern"] for node in nodes(SCHEMA) if isinstance(node.get("pattern"), str)})
    script = "for (const one of JSON.parse(require('fs').readFileSync(0))) new RegExp(one, 'u')"
    run = execute("node", "-e", script, stdin=json.dumps(patterns))

    assert (0, "") == (run.returncode, run.stderr)
    assert len(patterns) > 20
