"""The scripts that run in the image parse, and keep the house rules."""

from pathlib import Path

import pytest
import tree_sitter_powershell
from tree_sitter import Language, Parser

from tests.conftest import PROJECT

SCRIPTS = sorted((PROJECT / "packer/scripts/windows").glob("*.ps1"))
PARSER = Parser(Language(tree_sitter_powershell.language()))


def parses(text: bytes) -> bool:
    """Whether PowerShell's grammar takes `text` without an error."""
    return not PARSER.parse(text).root_node.has_error


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_script(path: Path) -> None:
    """Each script parses, stops at the first error, and ends by its own exit code."""
    lines = path.read_text().splitlines()

    assert parses(path.read_bytes())
    assert lines[0].startswith("# ")
    assert ["Set-StrictMode -Version Latest", "$ErrorActionPreference = 'Stop'"] == lines[1:3]
    assert "exit 0" == lines[-1]


def test_the_parser_notices() -> None:
    """The check above can fail."""
    assert not parses(b"if ($x { }")


def test_sysprep_ends() -> None:
    """Sysprep is waited for within a limit, and its log is shown when it fails."""
    text = (PROJECT / "packer/scripts/windows/sysprep.ps1").read_text()

    assert "while ($true)" not in text
    assert "AddMinutes(20)" in text
    assert "setuperr.log" in text
