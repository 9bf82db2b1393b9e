"""`python -m catalog` in CI and in a terminal: check, explain, generate."""

import json
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from catalog.__main__ import main
from catalog.build import Build
from catalog.editor_schema import schema
from catalog.explain_key import explained
from catalog.own_hcl import OwnHcl
from catalog.rules import RULES
from catalog.settings import Setting
from catalog.step import Ansible, Goss, NamedStep, Pester, Step
from catalog.toml_table import TomlTable
from tests.catalogs import FEW, MESSAGE, WRONG, run, write, written
from tests.conftest import DATA, PROJECT, Today, synthesize


def test_sound_catalog(tmp_path: Path) -> None:
    """A catalog without mistakes passes, and is counted."""
    write(tmp_path, written(""))
    checked = run(tmp_path, "check")

    assert (0, "1 catalog, 0 errors, 0 warnings\n", "") == (
        checked.returncode,
        checked.stdout,
        checked.stderr,
    )


def test_warnings_pass_and_errors_fail(tmp_path: Path) -> None:
    """All files are checked in one run, which fails on errors but not on warnings."""
    write(tmp_path, written(FEW), "few.toml")
    write(tmp_path, {**written(WRONG), "backend": {"type": "local", "path": "other"}}, "wrong.toml")
    few, both = run(tmp_path, "check", "few.toml"), run(tmp_path, "check", "few.toml", "wrong.toml")

    warning = f"few.toml:21: warning: images.win11-avd.build.regions[0]: {MESSAGE} (GS201)"
    assert (0, [warning, "1 catalog, 0 errors, 1 warning"]) == (few.returncode, few.stdout.splitlines())
    assert 1 == both.returncode
    assert [
        warning,
        "wrong.toml:2: gallery.name: use 1-80 letters, digits, '.' or '_', with a letter or digit at both "
        "ends; gallery names must not contain '-', got 'my-gallery' (GS005)",
        "2 catalogs, 1 error, 1 warning",
    ] == both.stdout.splitlines()


def test_dates_are_for_check_only(tmp_path: Path) -> None:
    """The date affects only `check`, neither the messages nor the output of synth."""
    tomorrow = Today.now(UTC) + timedelta(days=1)
    image = '[images.win11-avd]\nend_of_life_date = "{:%Y-%m-%dT%H:%M:%SZ}"'
    write(tmp_path, written(image.format(tomorrow)), "tomorrow.toml")
    past = write(tmp_path, written(image.format(tomorrow - timedelta(days=2))), "past.toml")

    assert [] == json.loads(run(tmp_path, "check", "tomorrow.toml", "--format", "json").stdout)
    assert ["GS205"] == [
        finding["rule"]
        for finding in json.loads(run(tmp_path, "check", "past.toml", "--format", "json").stdout)
    ]
    synthesized = synthesize(past, tmp_path)
    assert (0, "") == (synthesized.returncode, synthesized.stderr)


def test_synth_tells_warnings_once(tmp_path: Path) -> None:
    """`python main.py` prints each warning once, on stderr, and synthesizes."""
    few = synthesize(write(tmp_path, written(FEW)), tmp_path)

    assert (0, "") == (few.returncode, few.stdout)
    assert [f"{tmp_path}/catalog.toml:21: warning: images.win11-avd.build.regions[0]: {MESSAGE} (GS201)"] == (
        few.stderr.splitlines()
    )


@pytest.mark.parametrize(
    ("lines", "rule"), [(WRONG, "GS005"), ('[images.win11-avd]\nhyper_v_generation = "V1"', "GS103")]
)
def test_synth_refuses_errors(tmp_path: Path, lines: str, rule: str) -> None:
    """With an error, of the model or of a rule, `python main.py` exits with 1 and writes nothing."""
    wrong = synthesize(write(tmp_path, written(lines)), tmp_path)

    assert 1 == wrong.returncode
    assert rule in wrong.stderr
    assert not (tmp_path / "cdktf.out").exists()


def test_two_catalogs(tmp_path: Path) -> None:
    """Catalogs that conflict are reported as warnings if they are checked together."""
    for name in ("dev.toml", "prod.toml"):
        write(tmp_path, written(""), name)
    checked = run(tmp_path, "check", "dev.toml", "prod.toml", "--format", "json")

    assert 0 == checked.returncode
    assert [("GS206", "prod.toml")] == [
        (finding["rule"], finding["path"]) for finding in json.loads(checked.stdout)
    ]


def test_generate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`generate` writes its files, with the same line endings on every machine."""
    for folder in ("docs", "catalog"):
        (tmp_path / folder).mkdir()
    monkeypatch.setattr("catalog.__main__.GOLDSHELF", tmp_path)

    assert 0 == main(["generate"])
    for path in ("docs/arguments.md", "docs/rules.md", "docs/settings.md", "catalog/catalog.schema.json"):
        assert (PROJECT / path).read_bytes() == (tmp_path / path).read_bytes()


def test_explain(tmp_path: Path) -> None:
    """`explain` prints the rule, a wrong and a right example, the source, and how to accept it."""
    told, rule = run(tmp_path, "explain", "gs201"), RULES["GS201"]

    assert 0 == told.returncode
    assert (
        f"""GS201, warning: {rule.title}.

Why      {rule.happens}
Fix      {rule.fix}
Source   {rule.source}

Wrong:
    [images.win11-avd.build]
    regions = [{{ name = "East US", replicas = 1 }}]

Right:
    [images.win11-avd.build]
    regions = [{{ name = "East US", replicas = 2 }}]

To accept it in the catalog:
    [[accept]]
    rule   = "GS201"
    reason = "..."
"""
        == told.stdout
    )


def test_explain_a_key(tmp_path: Path) -> None:
    """`explain` prints where the catalog has a key, what it means, and its values; or a similar key."""
    told, misspelt = run(tmp_path, "explain", "steps.<name>.run_as"), run(tmp_path, "explain", "rn_as")

    assert (
        "steps.<name>.run_as\n"
        "  Windows: the build user over WinRM (default), the same with all rights, or SYSTEM. Linux: the "
        "build user, or elevated, which is root (default).\n"
        "  Values: user, elevated, system\n"
    ) == told.stdout
    assert (1, "error: no rule and no key 'rn_as'; did you mean 'run_as'?\n") == (
        misspelt.returncode,
        misspelt.stderr,
    )


def test_explain_a_table_of_the_catalog(tmp_path: Path) -> None:
    """The name of a table stands for any, and what the shipped ones have is said once."""
    told = run(tmp_path, "explain", "software.windows.agent.needs"), run(tmp_path, "explain", "needs")

    assert told[0].stdout == told[1].stdout
    keys = [line for line in told[0].stdout.splitlines() if not line.startswith(" ")]
    assert ["software.windows.<name>.needs"] == keys
    assert "    fingerprint: " in run(tmp_path, "explain", "repositories.contoso").stdout


def test_explain_a_word(tmp_path: Path) -> None:
    """A word that is no key is led to where a catalog says the same."""
    assert "no key 'yum'; packages are products" in run(tmp_path, "explain", "yum").stderr


@pytest.mark.parametrize("table", [Step, NamedStep, Ansible, Pester, Goss, OwnHcl, Build, Setting])
def test_explain_knows_every_key(table: type[TomlTable]) -> None:
    """Each key of a build and of what is a company's own is explained, also one that is new."""
    known = schema()

    assert [] == [name for name in table.model_fields if "  " not in (explained(name, known) or "")]


def test_explain_lists_all(tmp_path: Path) -> None:
    """Without an id it lists the rules; for an unknown id it says how to list them."""
    unknown = run(tmp_path, "explain", "GS2001")

    assert sorted(RULES) == [line.split()[0] for line in run(tmp_path, "explain").stdout.splitlines()]
    assert (1, "error: no rule and no key 'GS2001'; `explain` without an id lists all rules\n") == (
        unknown.returncode,
        unknown.stderr,
    )


def test_what_is_generated_is_committed() -> None:
    """Three pages of docs and the editors' schema are up to date: `make generate` writes them."""
    from catalog import arguments_page, editor_schema, explain, settings_page

    for path, generated in {
        "docs/arguments.md": arguments_page.content,
        "docs/rules.md": explain.rules_page,
        "docs/settings.md": settings_page.content,
        "catalog/catalog.schema.json": editor_schema.content,
    }.items():
        assert generated() == (PROJECT / path).read_text()


def test_the_example_has_no_warning() -> None:
    """The example in the tests has no warning."""
    checked = run(PROJECT, "check", str(DATA / "catalog.toml"))

    assert "1 catalog, 0 errors, 0 warnings\n" == checked.stdout


def test_check_of_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a name, every catalog of the folder is checked, and against the others; CATALOG names one."""
    for name in ("catalog.toml", "prod.toml"):
        write(tmp_path, written(""), name=name)
    (tmp_path / "pyproject.toml").write_text("[project]\n")

    assert "2 catalogs, " in run(tmp_path, "check").stdout
    monkeypatch.setenv("CATALOG", "prod.toml")
    assert "1 catalog, " in run(tmp_path, "check").stdout
