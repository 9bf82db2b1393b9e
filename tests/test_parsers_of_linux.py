"""What real parsers say of the scripts, playbooks, tests and files of a Linux image."""

import random
from pathlib import Path

import pytest

from catalog.judge import judge
from catalog.parsers import PARSERS, program
from catalog.parsers.data import read_json, read_toml, read_yaml
from catalog.remark import MOST, Language
from tests.parsed_catalogs import catalog, parsed, scripts, told

COPY = '[steps.copy]\nphase = "software"\nfiles = ["files"]\ndestination = "/opt/contoso"\n'
PLAY = '[steps.play]\nphase = "settings"\nansible = { playbook = "ansible/site.yml" }\n'
GOSS = '[steps.goss]\nphase = "test"\ngoss = { tests = "tests/goss.yaml", program = "tests/goss" }\n'
VAULT = "- vars:\n    a: !vault |\n      $ANSIBLE_VAULT;1.1;AES256\n      3030\n    b: !unsafe '{{'\n"
ENCRYPTED = "$ANSIBLE_VAULT;1.1;AES256\n62313365396662343061393464336163\n3834\n"
BROKEN = "a: b: c\n"
NOT_YAML = "not YAML: mapping values are not allowed in this context"


def test_bash_that_cannot_be_parsed(tmp_path: Path) -> None:
    """It is refused where it begins to be wrong, with one finding; a sound script is not mentioned."""
    files = {"a.sh": 'set -e\necho "never closed\nexit 0\n', "b.sh": "#!/bin/bash\nexit 0\n"}

    assert [
        "a.sh:2:6: steps.s1.script: shellcheck: Couldn't parse this double quoted string. Expected end of "
        "double quoted string. (SC1072, SC1073) (GS199)"
    ] == told(catalog(tmp_path, scripts(["a.sh", "b.sh"]), files, linux=True))


def test_bash_that_may_be_meant_otherwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest of level error is advice, the same on every machine; a comment in the script turns it off."""
    monkeypatch.setenv("SHELLCHECK_OPTS", "--exclude=SC2068")
    (tmp_path / ".shellcheckrc").write_text("disable=SC2068\n")
    loop = 'for name in $@; do echo "$name"; done\n'
    files = {"a.sh": loop, "b.sh": f"# shellcheck disable=SC2068\n{loop}", "c.sh": "cd $1\n"}
    path = catalog(tmp_path, scripts(["a.sh", "b.sh", "c.sh"]), files, linux=True)
    message = "Double quote array expansions to avoid re-splitting elements."

    assert [f"a.sh:1:13: warning: steps.s1.script: shellcheck: {message} (SC2068) (GS220)"] == told(path)

    sound = path.read_text()
    path.write_text(sound + '[[accept]]\nrule = "GS220"\nreason = "no name has a space"\n')
    assert [] == told(path)
    (tmp_path / "a.sh").write_text("exit 0\n")
    assert ["GS208"] == [one.rule for one in parsed(path)]


def test_a_script_of_bash_is_bash_whatever_it_says(tmp_path: Path) -> None:
    """Bash runs each script, also one for its parent sh; a file for another shell is only copied."""
    array = "a=(1 2)\nif (\n"
    files = {"a.sh": f"#!/bin/sh\n{array}", "files/a.sh": f"#!/bin/zsh\n{array}"}
    path = catalog(tmp_path, scripts(["a.sh"]) + COPY, files, linux=True)

    assert [("a.sh", "GS199")] == [(one.path.name, one.rule) for one in parsed(path)]


def test_carriage_returns_are_one_finding(tmp_path: Path) -> None:
    """A script that is refused as text is not judged as well: shellcheck would name every line."""
    path = catalog(tmp_path, scripts(["a.sh"]), {"a.sh": "if true\r\nthen\r\nexit\r\n"}, linux=True)

    assert [] == told(path)


def test_playbook(tmp_path: Path) -> None:
    """What Ansible reads must be YAML, with any tag; what it copies gets advice, and its templates none."""
    files = {
        "ansible/site.yml": VAULT,
        "ansible/group_vars/all.yml": ENCRYPTED,
        "ansible/group_vars/win.json": "{ // no\n}",
        "ansible/roles/a/tasks/main.yml": f"---\n{BROKEN}",
        "ansible/roles/a/tasks/two.yaml": "- a: 1\n---\n- b: 1\n",
        "ansible/roles/a/files/a.yml": BROKEN,
        "ansible/roles/a/templates/a.yml": "{% if a %}\n",
        "ansible/README.md": "a: b: c",
    }
    field = "steps.play.ansible.playbook"

    assert [
        f"ansible/group_vars/win.json:1:3: {field}: not JSON: Expecting property name enclosed in double "
        "quotes (GS199)",
        f"ansible/roles/a/tasks/main.yml:2:5: {field}: {NOT_YAML} (GS199)",
        f"ansible/roles/a/tasks/two.yaml:3:1: {field}: a second document begins here, and only one is read "
        "(GS199)",
        f"ansible/roles/a/files/a.yml:1:5: warning: {field}: {NOT_YAML}; it is only copied, so this is a "
        "warning (GS220)",
    ] == told(catalog(tmp_path, PLAY, files, linux=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("file:\n  /etc/passwd:\n    exists: true\n", []),
        (BROKEN, [f"tests/goss.yaml:1:5: steps.goss.goss.tests: {NOT_YAML} (GS199)"]),
        (
            f"{{{{range .Vars.x}}}}\n{BROKEN}",
            [
                "tests/goss.yaml:2:1: warning: steps.goss.goss.tests: has {{ }}, so that only goss can read "
                "it; it was not parsed (not YAML: did not find expected <document start>) (GS221)"
            ],
        ),
        ("a" * 1_000_001, [
            "tests/goss.yaml:1:1: warning: steps.goss.goss.tests: is larger than 1,000,000 characters, so it "
            "was not parsed (GS221)"
        ]),
    ],
    ids=["sound", "broken", "template", "large"],
)  # fmt: skip
def test_gossfile(tmp_path: Path, text: str, expected: list[str]) -> None:
    """A gossfile must be YAML, unless goss makes it of a template."""
    found = told(catalog(tmp_path, GOSS, {"tests/goss.yaml": text, "tests/goss": "x"}, linux=True))

    assert expected == found


def test_copied_files(tmp_path: Path) -> None:
    """A file that is only copied may be for anything: that it cannot be read is advice."""
    files: dict[str, str | bytes] = {
        "files/a.json": '{"a": }',
        "files/b.toml": "a = \n",
        "files/c.yml": BROKEN,
        "files/d.sh": "if (\n",
        "files/sound.json": "{}".encode("utf-16"),
        "files/several.yml": "a: 1\n---\nb: 2\n",
        "files/installer.sh": b"if (\n\0\x7fELF",
        "files/template.yml": f"{{{{ a }}}}{BROKEN}",
        "files/python.sh": "#!/usr/bin/env python3\nprint('if (\n",
        "files/unknown.xml": "<a",
    }
    found = parsed(catalog(tmp_path, COPY, files, linux=True))

    assert ["a.json", "b.toml", "c.yml", "d.sh"] == [one.path.name for one in found]
    assert {"GS220"} == {one.rule for one in found}


def any_texts() -> list[str]:
    """Return texts that are made of pieces of every language, and some that are nested too deeply."""
    rng = random.Random(221)
    pieces = [
        "if true; then\n",
        "a: [b, {c: &d 'e'}]\n",
        '{"a": [1, "b"]}',
        "a = [1, 'b']\n",
        "\0\xff\u2028\udcff",
    ]
    mixed = [
        "".join(rng.choice(pieces)[: rng.randrange(16)] for _ in range(rng.randrange(1, 9)))
        for _ in range(120)
    ]
    return [*mixed, *(begin * 5_000 for begin in ("[", "- ", "{", '{"a":', "a = [", "a.", "9", "? "))]


@pytest.mark.parametrize("language", PARSERS)
def test_any_text_is_judged(tmp_path: Path, language: Language) -> None:
    """Whatever bytes a file has, its parser reads or refuses it, in few words, and others are judged too."""
    # shellcheck takes minutes for thousands of brackets; then it is stopped, and no script has a verdict.
    texts = [(language, one) for one in any_texts() if language != "bash" or len(one) < 500]
    judged = judge(texts, kept=tmp_path, search="")
    said = [one for remarks in judged.remarks.values() for one in remarks]

    if language == "PowerShell":  # it is not on this PATH
        assert ([language], []) == (list(judged.unavailable), said)
        return
    assert {} == judged.unavailable
    assert len(set(texts)) == len(judged.remarks)
    assert said
    assert all(len(one.message) < 400 and one.message.isprintable() for one in said)
    assert all(one.line >= 1 and one.column >= 1 for one in said)
    assert max(map(len, judged.remarks.values())) <= MOST + 1


def test_places() -> None:
    """The line and column are those of the file, also where it is UTF-16 or begins with a byte order mark."""
    assert (2, 3) == read_json("{\n  a}")[0][:2]
    assert (2, 5) == read_yaml("\ufeffa: 1\nb: c: d\n")[0][:2]
    assert (2, 4) == read_toml("\ufeffa = 1\nb =\n")[0][:2]
    assert (2, 1) == read_yaml("a: 1\nb: \x01\n")[0][:2]
    assert [] == read_toml("a = 1\r\n")


def test_a_slow_script_hides_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where shellcheck does not end, the script is named, and the others are judged."""
    monkeypatch.setattr(program, "PATIENCE", 1)
    slow = 'if [ "$x1" = y ]; then echo "${x1}"; fi\n' * 1500
    path = catalog(tmp_path, scripts(["a.sh", "b.sh"]), {"a.sh": slow, "b.sh": "if then\n"}, linux=True)
    said = [(one.path.name, one.rule, one.message) for one in parsed(path)]

    assert ("a.sh", "GS221", "shellcheck: not parsed: shellcheck did not end within 1 seconds") in said
    assert [("b.sh", "GS199")] == [one[:2] for one in said if one[0] == "b.sh"]
