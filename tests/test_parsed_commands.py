"""Where the parsers judge: at check, in every format, and before the hook renders; never at synth."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from packer.hook import main as hook
from tests import catalogs
from tests.conftest import DATA
from tests.parsed_catalogs import catalog, scripts
from tests.powershell import SAMPLES, calls, pwsh
from tests.programs import python

LOOP = "for name in $@; do\n  echo a\ndone\nfor name in $@; do\n  echo b\ndone\n"
BROKEN = "if true; then\n"


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the verdicts of a test in its own folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))


def linux(folder: Path, script: str) -> Path:
    """Write a catalog of a Linux image with one script."""
    return catalog(folder, scripts(["a.sh"]), {"a.sh": script}, linux=True)


def test_check(tmp_path: Path) -> None:
    """A script that cannot be parsed is an error, advice is none; verdicts go to the user's cache."""
    linux(tmp_path, LOOP)
    advised = catalogs.run(tmp_path, "check")
    (tmp_path / "a.sh").write_text(BROKEN)
    refused = catalogs.run(tmp_path, "check")

    assert (0, "1 catalog, 0 errors, 2 warnings") == (advised.returncode, advised.stdout.splitlines()[-1])
    assert (1, "1 catalog, 1 error, 0 warnings") == (refused.returncode, refused.stdout.splitlines()[-1])
    assert refused.stdout.startswith(
        "a.sh:1:10: steps.s1.script: shellcheck: Couldn't parse this then clause."
    )
    assert ["verdicts-1.json"] == [path.name for path in (tmp_path / "caches/goldshelf").iterdir()]


def test_machines_are_told_the_place_in_the_script(tmp_path: Path) -> None:
    """A merge request shows each finding in the script, and CI a suite for it."""
    linux(tmp_path, LOOP)
    gitlab = json.loads(catalogs.run(tmp_path, "check", "--format", "gitlab").stdout)
    plain = json.loads(catalogs.run(tmp_path, "check", "--format", "json").stdout)
    suites = ElementTree.fromstring(catalogs.run(tmp_path, "check", "--format", "junit").stdout)

    assert [("a.sh", 1), ("a.sh", 4)] == [
        (one["location"]["path"], one["location"]["lines"]["begin"]) for one in gitlab
    ]
    assert 2 == len({one["fingerprint"] for one in gitlab})
    assert [("a.sh", 1, 13, "steps.s1.script"), ("a.sh", 4, 13, "steps.s1.script")] == [
        (one["path"], one["line"], one["column"], one["field"]) for one in plain
    ]
    assert ["catalog.toml", "a.sh"] == [suite.attrib["name"] for suite in suites]
    assert [("4", "0")] == [
        (one.attrib["tests"], one.attrib["failures"]) for one in suites if one.attrib["name"] == "a.sh"
    ]
    assert 2 == len(re.findall("a.sh:[14]:13: ", suites[1].findtext("testcase/system-out") or ""))


def rendered(path: Path) -> tuple[int, bool]:
    """Run the hook; return its exit code, and whether it has rendered."""
    out, outputs = path.parent / "packer.out", path.parent / "outputs.json"
    system = "Linux" if 'os_type = "Linux"' in path.read_text() else "Windows"
    outputs.write_text((DATA / "outputs.json").read_text().replace('"Windows"', f'"{system}"'))
    code = hook(["--catalog", str(path), "--outputs", str(outputs), "--out", str(out)])
    return code, (out / "win11-avd").exists()


def test_the_hook_refuses_what_cannot_be_parsed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is rendered from a script that would stop in the VM; advice is for the check."""
    path = linux(tmp_path, BROKEN)

    assert (1, False) == rendered(path)
    assert re.fullmatch(r"error: .*/a\.sh:1:10: steps\.s1\.script: .* \(GS199\)\n", capsys.readouterr().err)

    (tmp_path / "a.sh").write_text(LOOP)
    assert (0, True) == rendered(path)
    assert "" == capsys.readouterr().err


def test_the_hook_says_what_was_not_parsed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is the last before the VM, so that scripts that nobody parsed are no secret; it renders them."""
    path = catalog(tmp_path, scripts(["good.ps1"]), SAMPLES)

    assert (0, True) == rendered(path)
    assert re.search(
        r"warning: .*1 PowerShell script was not parsed: .* \(GS221\)\n$", capsys.readouterr().err
    )

    assert [] == calls(pwsh(tmp_path / "bin"))
    assert (0, True) == rendered(path)
    assert "" == capsys.readouterr().err
    assert ["1.ps1"] == calls(tmp_path / "bin")


def test_synth_starts_no_parser(tmp_path: Path) -> None:
    """A synth asks no parser, and calls no accepted warning of theirs useless."""
    path = catalog(tmp_path, scripts(["ternary.ps1"]), SAMPLES)
    accepts = (
        '[[accept]]\nrule = "GS221"\nreason = "CI has it"\n[[accept]]\nrule = "GS220"\nreason = "known"\n'
    )
    path.write_text(path.read_text() + accepts)
    search = pwsh(tmp_path / "bin")
    code = """import sys
from pathlib import Path
from catalog.load import examine
print(examine(Path("catalog.toml")).findings)
print([name for name in sys.modules if name.startswith("catalog.parse") or name == "yaml"])
"""
    done = python(tmp_path, "-c", code)

    assert (0, "[]\n[]\n") == (done.returncode, done.stdout)
    assert [] == calls(search)
