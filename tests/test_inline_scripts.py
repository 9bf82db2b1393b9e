"""Scripts that are written in the catalog are judged there: each finding is at its line of the catalog."""

from pathlib import Path

import pytest

from tests.catalogs import SOUND
from tests.parsed_catalogs import told
from tests.powershell import SAMPLES, calls, pwsh

CATALOG = SOUND.replace('"Windows"', '"Linux"').replace(
    '{ publisher = "MicrosoftWindowsDesktop", offer = "windows-11", sku = "win11-25h2-avd" }',
    '{ publisher = "Canonical", offer = "ubuntu-24_04-lts", sku = "server" }',
)
STEPS = 'steps = ["own"]\n[steps.own]\nphase = "test"\n'
KEY = len((CATALOG + STEPS).splitlines()) + 1
LOOP = 'for name in $@; do echo "$name"; done'


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (f"'{LOOP}'", f"{KEY}:{len('inline = ') + 14}: warning: steps.own.inline: "),
        (f"'''\n{LOOP}\n'''", f"{KEY + 1}:13: warning: steps.own.inline: "),
        (f"'''\nset -e\n\n  {LOOP}'''", f"{KEY + 3}:15: warning: steps.own.inline: "),
        (f"'''set -e\n{LOOP}'''", f"{KEY + 1}:13: warning: steps.own.inline: "),
        (f"'''{LOOP}\nexit'''", f"{KEY}:{len('inline = ') + 16}: warning: steps.own.inline: "),
        (f"'''\n\n\n#!/bin/bash\n{LOOP}\n'''", f"{KEY + 4}:13: warning: steps.own.inline: "),
        (
            '"""\nset -e\nfor name in $@; do echo "$name"; done\n"""',
            f"{KEY + 2}:13: warning: steps.own.inline: ",
        ),
        (
            '"set -e\\nfor name in $@; do echo $name; done"',
            f"{KEY}: warning: steps.own.inline: line 2 of the text: ",
        ),
        (
            '"""\nset \\\n  -e\nfor name in $@; do :; done\n"""',
            f"{KEY}: warning: steps.own.inline: line 2 of the text: ",
        ),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_line_in_the_catalog(tmp_path: Path, value: str, place: str, newline: str) -> None:
    """The line and column are the catalog's, if the script is there as it is; else those in the text."""
    path = tmp_path / "catalog.toml"
    path.write_text(f"{CATALOG}{STEPS}inline = {value}\n", newline=newline)

    assert [f"catalog.toml:{place}shellcheck: Double quote array"] == [
        one[: one.index(" expansions")] for one in told(path)
    ]


def test_inline_powershell(tmp_path: Path) -> None:
    """A script of a Windows image is PowerShell, and of a Linux image bash; one of no image is not judged."""
    path = tmp_path / "catalog.toml"
    script, steps = SAMPLES["ternary.ps1"].decode(), 'steps = ["own"]\n[steps.own]\nphase = "test"\n'
    unused = "[steps.unused]\nphase = 'test'\ninline = 'if ('\n"
    path.write_text(f"{SOUND}{steps}inline = '''\n{script}'''\n{unused}")
    search = pwsh(tmp_path / "bin")

    assert [
        f"catalog.toml:{KEY + 1}:9: steps.own.inline: PowerShell: Windows PowerShell 5.1 does not know the "
        "operator ? : (GS199)"
    ] == told(path, search=search)
    assert ["1.ps1"] == calls(search)
