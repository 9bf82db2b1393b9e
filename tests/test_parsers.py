"""What users' own scripts and files say of themselves to their language's own parser, before a build."""

import re
from pathlib import Path

import pytest

from catalog.parsers import program
from tests.catalogs import SOUND
from tests.parsed_catalogs import catalog, parsed, scripts, told
from tests.powershell import SAMPLES, calls, pwsh
from tests.programs import program as stand_in

NOT_UTF_8 = "not-ascii.ps1"
"""Refused before any parser is asked: GS195."""
REFUSED = {
    "background.ps1": ["1:1: Windows PowerShell 5.1 does not know the background operator &"],
    "chain.ps1": ["1:1: Windows PowerShell 5.1 does not know the operators && and ||"],
    "missing-brace.ps1": [
        "1:29: Missing closing '}' in statement block or type definition. (MissingEndCurlyBrace)"
    ],
    "missing-operand.ps1": [
        "1:11: You must provide a value expression following the '+' operator. (ExpectedValueExpression)"
    ],
    "no-parameter-value.ps1": ["1:29: Missing expression after ','. (MissingExpressionAfterToken)"],
    "null-coalescing.ps1": [
        "1:9: Windows PowerShell 5.1 does not know the operator ??",
        "2:1: Windows PowerShell 5.1 does not know the operator ??=",
        "3:11: Windows PowerShell 5.1 does not know the operators ?. and ?[]",
    ],
    "open-here-string.ps1": [
        "1:9: The string is missing the terminator: '@. (TerminatorExpectedAtEndOfString)"
    ],
    "open-string.ps1": ["1:9: The string is missing the terminator: '. (TerminatorExpectedAtEndOfString)"],
    "ternary.ps1": ["1:9: Windows PowerShell 5.1 does not know the operator ? :"],
}
"""What Windows PowerShell 5.1, which runs the scripts, cannot read."""
ADVICE = {
    "newer-command.ps1": ["1:1: Windows PowerShell 5.1 has no Remove-Service"],
    "newer-parameter.ps1": [
        "1:64: ConvertFrom-Json of Windows PowerShell 5.1 has no -AsHashtable",
        "2:38: Invoke-WebRequest of Windows PowerShell 5.1 has no -SkipCertificateCheck",
    ],
}
"""A script may look at the version first."""
UNREAD = {"dsc.ps1": ["1:1: It has a DSC configuration, which PowerShell can read on Windows only"]}


def lines(*tables: tuple[dict[str, list[str]], str, str], field: str) -> set[str]:
    """Return the lines of a report: each place and message, with its severity and its rule."""
    return {
        f"{name}:{place}: {severity}{field}: PowerShell: {message} ({rule})"
        for table, severity, rule in tables
        for name, said in table.items()
        for place, _, message in (one.partition(": ") for one in said)
    }


def in_catalog(path: Path, search: Path | str = "") -> list[str]:
    """Return what is told of the catalog itself, from the line on."""
    return [re.sub(r"^catalog\.toml:\d+: ", "", one) for one in told(path, search=search)]


def test_powershell_judges_scripts(tmp_path: Path) -> None:
    """What 5.1 cannot read is refused, what it may lack is advice; one process reads all scripts."""
    names = [name for name in SAMPLES if name != NOT_UTF_8]
    path = catalog(tmp_path, scripts(names), SAMPLES)
    search = pwsh(tmp_path / "bin")
    found = {
        str(one).replace(f"{tmp_path}/", "").replace(one.field, "steps")
        for one in parsed(path, search=search)
    }

    assert found == lines(
        (REFUSED, "", "GS199"), (ADVICE, "warning: ", "GS220"), (UNREAD, "warning: ", "GS221"), field="steps"
    )
    # An empty script is refused before it is read.
    assert [len(names) - 1] == [len(one.split()) for one in calls(search)]


def test_copied_scripts_get_advice(tmp_path: Path) -> None:
    """Of scripts that are only copied, only that no PowerShell can read them is told, as advice."""
    files = {f"files/{name}": content for name, content in SAMPLES.items()}
    step = '[steps.copy]\nphase = "software"\nfiles = ["files"]\ndestination = "C:/Contoso"\n'
    found = told(catalog(tmp_path, step, files), search=pwsh(tmp_path / "bin"))

    assert 5 == len(found)
    assert all(
        "warning: steps.copy.files[0]: PowerShell: " in one and "it is only copied" in one for one in found
    )
    assert all(one.endswith(" (GS220)") for one in found)


def test_tests_of_pester_are_scripts(tmp_path: Path) -> None:
    """A test file runs in 5.1, so what 5.1 cannot read is refused; files beside it are only copied."""
    files = {"tests/a.Tests.ps1": SAMPLES["ternary.ps1"], "tests/more.ps1": SAMPLES["open-string.ps1"]}
    step = '[steps.p]\nphase = "test"\npester = { tests = "tests", version = "5.6.1" }\n'
    found = told(catalog(tmp_path, step, files), search=pwsh(tmp_path / "bin"))

    assert [("tests/a.Tests.ps1", "(GS199)"), ("tests/more.ps1", "(GS220)")] == [
        (one.partition(":")[0], one[-7:]) for one in found
    ]


def test_windows_powershell_will_do(tmp_path: Path) -> None:
    """Where PATH has no pwsh, powershell.exe reads the scripts, as WSL has it."""
    path = catalog(tmp_path, scripts(["ternary.ps1"]), SAMPLES)
    search = pwsh(tmp_path / "bin", name="powershell.exe")

    assert ["GS199"] == [one.rule for one in parsed(path, search=search)]
    assert ["1.ps1"] == calls(search)


def test_without_powershell(tmp_path: Path) -> None:
    """It is told once how many scripts were not parsed and what to install; that can be accepted."""
    path = catalog(tmp_path, scripts(["good.ps1", "crlf.ps1", "ternary.ps1"]), SAMPLES)

    assert [
        "warning: steps.s1.script: 3 PowerShell scripts were not parsed: PowerShell is not on PATH: install "
        "it (pwsh), as goldshelf's docs/own-steps.md says (GS221)"
    ] == in_catalog(path)

    path.write_text(path.read_text() + '[[accept]]\nrule = "GS221"\nreason = "CI has it"\n')
    assert [] == told(path)
    assert ["GS199"] == [one.rule for one in parsed(path, search=pwsh(tmp_path / "bin"))]


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("echo 'Unhandled exception.' >&2; exit 134", "pwsh ended with exit code 134: Unhandled exception."),
        ("exit 1", "pwsh ended with exit code 1"),
        ("echo 'no JSON'", "PowerShell answered what goldshelf does not understand"),
        ('echo \'{"file":"2.ps1"}\'', "PowerShell answered what goldshelf does not understand"),
        ("sleep 60", "pwsh did not end within 1 seconds"),
    ],
)
def test_powershell_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, why: str
) -> None:
    """A PowerShell that fails is never silence: the scripts were not parsed, and why."""
    monkeypatch.setattr(program, "PATIENCE", 1)
    stand_in(tmp_path / "bin/pwsh", f"exec 2>&2; {script}")
    path = catalog(tmp_path, scripts(["good.ps1"]), SAMPLES)

    assert [f"warning: steps.s1.script: 1 PowerShell script was not parsed: {why} (GS221)"] == in_catalog(
        path, search=tmp_path / "bin"
    )


def test_powershell_that_cannot_be_run(tmp_path: Path) -> None:
    """A program for another processor is a PowerShell that is not there."""
    (stand_in(tmp_path / "bin/pwsh", "")).write_bytes(b"\x7fELF\0\0\0\0")
    (found,) = told(catalog(tmp_path, scripts(["good.ps1"]), SAMPLES), search=tmp_path / "bin")

    assert "1 PowerShell script was not parsed: pwsh cannot be run: Exec format error (GS221)" in found


def test_several_catalogs_share_a_script(tmp_path: Path) -> None:
    """A script that two catalogs and many steps name is read once, and reported once."""
    path = catalog(tmp_path, scripts(["ternary.ps1", "good.ps1", "ternary.ps1"]), SAMPLES)
    other = tmp_path / "prod.toml"
    other.write_text(path.read_text())
    search = pwsh(tmp_path / "bin")

    assert [
        "ternary.ps1:1:9: steps.s1.script: PowerShell: " + REFUSED["ternary.ps1"][0][5:] + " (GS199)"
    ] == told(path, other, search=search)
    assert [2] == [len(one.split()) for one in calls(search)]


def test_what_nobody_parsed_is_said_once(tmp_path: Path) -> None:
    """Without PowerShell, the scripts of all catalogs are counted once, in one line."""
    path = catalog(tmp_path, scripts(["good.ps1"]), SAMPLES)
    other = tmp_path / "prod.toml"
    other.write_text(path.read_text().replace("good.ps1", "ternary.ps1"))
    third = tmp_path / "test.toml"
    third.write_text(path.read_text())
    (said,) = told(path, other, third, search=tmp_path / "none")

    assert ": steps.s1.script: 2 PowerShell scripts were not parsed: PowerShell is not on PATH" in said


def test_no_steps_no_parser(tmp_path: Path) -> None:
    """A catalog without steps starts nothing, and leaves no cache."""
    path = tmp_path / "catalog.toml"
    path.write_text(SOUND)

    assert [] == told(path, search=pwsh(tmp_path / "bin"))
    assert [] == calls(tmp_path / "bin")
    assert not (tmp_path / "cache").exists()
