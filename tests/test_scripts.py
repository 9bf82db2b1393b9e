"""The scripts that run in the image parse, and keep the house rules."""

import ast
import json
import re
import sys
from pathlib import Path

import pytest
import tree_sitter_powershell
from tree_sitter import Language, Parser

from packer.facts import FILE
from tests.conftest import PROJECT
from tests.images import folder, steps
from tests.programs import execute

WINDOWS = sorted((PROJECT / "packer/scripts/windows").glob("*.ps1"))
LINUX = sorted((PROJECT / "packer/scripts/linux").glob("*.sh"))
PYTHON = sorted((PROJECT / "packer/scripts/linux").glob("*.py"))
PARSER = Parser(Language(tree_sitter_powershell.language()))
STRICT = [
    "Set-StrictMode -Version Latest",
    "$global:ErrorActionPreference = 'Stop'",
    "$ProgressPreference = 'SilentlyContinue'",
]
ENTRY = "Main; exit 0"
"""The only line that does anything: a test leaves it out, and calls the functions."""
FORBIDDEN = {
    r"Invoke-Expression|\biex\b": "runs text as code",
    r"while \(\$true\)|for \(;;\)": "a wait without an end",
    r"catch \{\s*\}": "an error that nobody sees",
    r"winget\.exe": "registers a package for one user, which stops Sysprep",
    r"\{\{|\{%": "Jinja: what a script does comes from image.json",
    r"\t| +\n|\r": "other blanks",
    r"(?s)C:\\goldshelf.*C:\\goldshelf": "the folder is $root",
    r"(?m)^[^#\n]*System32\\[\w\\.]+\.exe\" +/|UtcNow": "what a test cannot replace",
}
ALLOWED = {"install-winget.ps1": ["registers a package for one user, which stops Sysprep"]}
"""What one script does that no other may."""
NATIVE = re.compile(r"^ *(?:\$\w+ = )?& (?:\"[^\"]+\"|\S+\.exe)", re.MULTILINE)
PLAIN = (
    r"#|function |\$[\w:]+ = |\. \"|Set-StrictMode |foreach \(\$name in |if \(Test-Path -LiteralPath \"\$root"
    r"|Main$|;$|exit 0$"
)
"""What a script has besides functions: constants, libraries, and the entry."""
QUIET = re.compile(r"-ErrorAction (?:SilentlyContinue|Ignore)")


def parses(text: bytes) -> bool:
    """Whether PowerShell's grammar takes `text` without an error."""
    return not PARSER.parse(text).root_node.has_error


def broken_rules(text: str) -> list[str]:
    """Each house rule that a PowerShell script breaks."""
    lines = text.splitlines()
    end = [] if "# Functions only" in lines[0] or lines[-1] == ENTRY else [f"does not end with {ENTRY}"]
    head = [] if lines[0].startswith("# ") and STRICT == lines[1:4] else ["does not begin as the others"]
    wide = [f"line {number} is too long" for number, line in enumerate(lines, 1) if len(line) > 120]
    quiet = [
        f"line {number} silences an error and no comment says why"
        for number, line in enumerate(lines, 1)
        if QUIET.search(line) and not lines[number - 2].lstrip().startswith("# ")
    ]
    ascii_only = [] if text.isascii() else ["holds other characters than ASCII"]
    words = [why for pattern, why in FORBIDDEN.items() if re.search(pattern, text)]
    return [*head, *end, *wide, *quiet, *ascii_only, *words]


def outside_functions(text: str) -> list[str]:
    """Each line that does something when a script is only read: not constants, libraries and the entry."""
    found = PARSER.parse(text.encode()).root_node.children
    statements = [one for node in found for one in (node.children if "list" in node.type else [node])]
    plain = re.compile(PLAIN)
    texts = [(one.text or b"").decode() for one in statements]
    return [one.splitlines()[0] for one in texts if not plain.match(one)]


def long_functions(text: str) -> list[str]:
    """Each function of more than 40 lines."""
    whole = re.findall(r"(?ms)^function [\w-]+.*?^\}$|^function .*\}$", text)
    return [one.splitlines()[0] for one in whole if one.count("\n") >= 40]


def unchecked(text: str) -> list[str]:
    """Each native program whose exit code the next lines do not look at."""
    return [
        found[0].strip()
        for found in NATIVE.finditer(text)
        if "$LASTEXITCODE" not in "".join(text[found.end() :].splitlines(keepends=True)[:3])
        and "dsregcmd" not in found[0]  # its exit code is not documented; its answer is what is checked
    ]


@pytest.mark.parametrize("path", WINDOWS, ids=lambda path: path.name)
def test_powershell(path: Path) -> None:
    """Each script parses, stops at the first error, runs no data as code, and waits within limits."""
    text = path.read_text()

    assert parses(path.read_bytes())
    assert ALLOWED.get(path.name, []) == broken_rules(text)
    assert [] == outside_functions(text) + long_functions(text)
    assert [] == unchecked(text)


@pytest.mark.parametrize("path", LINUX, ids=lambda path: path.name)
def test_bash(path: Path) -> None:
    """Each script passes shellcheck, stops at the first error, and says what it does."""
    run = execute("shellcheck", path)
    lines = path.read_text().splitlines()

    assert (0, "") == (run.returncode, run.stdout + run.stderr)
    assert "#!/usr/bin/env bash" == lines[0]
    assert lines[1].startswith("# ")
    assert "set -euo pipefail" == lines[2]
    assert not re.search(r"\{\{|\{%|\beval\b", path.read_text())


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: path.name)
def test_python(path: Path) -> None:
    """Each script is one for Python 3.6, which RHEL 8 and SLES 15 have, and needs nothing but Python."""
    tree = ast.parse(path.read_text(), feature_version=(3, 6))
    imports = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imports |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert imports <= sys.stdlib_module_names
    assert path.read_text().isascii()


def test_the_checks_can_fail() -> None:
    """Each rule above notices the script that breaks it."""
    assert not parses(b"if ($x { }")
    assert [
        "does not begin as the others",
        "does not end with Main; exit 0",
        "line 1 silences an error and no comment says why",
        "holds other characters than ASCII",
        "runs text as code",
        "a wait without an end",
        "an error that nobody sees",
        "registers a package for one user, which stops Sysprep",
        "Jinja: what a script does comes from image.json",
        "other blanks",
        "the folder is $root",
        "what a test cannot replace",
    ] == broken_rules(
        "iex é -ErrorAction Ignore; while ($true) { catch { } }\t{{ winget.exe }}"
        " C:\\goldshelf C:\\goldshelf UtcNow"
    )
    assert ["Start-Service x", "if ($y) { z }"] == outside_functions(
        "$a = 1\nStart-Service x\nfunction f { g }\nif ($y) { z }\nMain; exit 0"
    )
    assert ["function Get-Long {"] == long_functions("function Get-Long {\n" + "    1\n" * 40 + "}\n")
    assert ["& dism.exe"] == unchecked("& dism.exe /Online\nexit 0\n")


def test_each_script_has_its_place(rendered: Path) -> None:
    """No script is left over, and none is missing: each is in the folder of some image of its system."""
    used: dict[str, set[str]] = {"Windows": set(), "Linux": set()}
    for path in rendered.glob(f"*/{FILE}"):
        facts = json.loads(path.read_text())
        used[facts["source"]["os_type"]] |= {script.name for script in path.parent.glob("scripts/*")}
        assert {script.name for script in path.parent.glob("scripts/*")} == facts["scripts"].keys()

    assert {path.name for path in WINDOWS} == used["Windows"]
    assert {path.name for path in (*LINUX, *PYTHON)} == used["Linux"]


def test_sysprep_ends() -> None:
    """Sysprep is waited for within a limit, shows its logs when it fails, and never runs as SYSTEM."""
    text = (PROJECT / "packer/scripts/windows/sysprep.ps1").read_text()
    (sysprep,) = [step for step in steps(folder()) if step.get("script", "").endswith("/sysprep.ps1")]

    assert "$minutes = Get-Minutes" in text
    assert "AddMinutes($minutes)" in text
    assert "setuperr.log" in text
    assert "/oobe /generalize /quiet /quit /mode:vm" in text
    assert "build.User" == sysprep["elevated_user"]
