"""With `--validate`, only what Packer accepted takes the old folder's place."""

import os
import re
from pathlib import Path

import pytest

from packer.hook import main
from tests.conftest import Run, Write, files_in
from tests.programs import program


def test_folder_that_packer_has_not_accepted(hook: Run, packer_out: Path, newer: list[str | Path]) -> None:
    """With `--validate`, only what Packer accepted takes the old folder's place."""
    before = files_in(packer_out)
    run = hook(*newer, "--validate", PATH="")

    assert 1 == run.returncode
    assert "error: packer is not on PATH: install it, or run without --validate\n" == run.stderr
    assert before == files_in(packer_out)


def test_folder_that_did_not_change(
    hook: Run, packer_out: Path, catalog_file: Write, outputs_file: Path
) -> None:
    """With `--validate`, Packer is asked about a folder that need not be written again, too."""
    before = files_in(packer_out)
    program(packer_out.with_name("bin") / "packer", "echo Packer v1.11.2; echo $1 >> asked")
    path = f"{packer_out.with_name('bin')}:{os.environ['PATH']}"
    run = hook("--outputs", outputs_file, "--catalog", catalog_file(), "--validate", PATH=path)

    assert (0, "") == (run.returncode, run.stderr)
    assert f"unchanged {packer_out}/win11-avd\n  packer 1.11.2: valid\n" in run.stdout
    assert ["init", "validate", "version"] == sorted((packer_out.parent / "asked").read_text().split())
    assert before == files_in(packer_out)


@pytest.mark.parametrize(
    ("version", "told"),
    [
        ("Packer v1.11.2", r" failed:\n\\x1b\[31mno\ufffd\n"),
        ("yes", "error: `packer version` printed no version: the packer on PATH must be HashiCorp's\n"),
    ],
)
def test_folder_that_packer_refuses(
    packer_out: Path,
    newer: list[str | Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    version: str,
    told: str,
) -> None:
    """What Packer refuses does not take the old folder's place, and is told in Packer's words."""
    before = files_in(packer_out)
    script = f"[ $1 = version ] && echo {version} && exit\nprintf '\\033[31mno\\377'; exit 1"
    packer = program(packer_out.with_name("bin") / "packer", script)
    monkeypatch.setenv("PATH", str(packer.parent))
    monkeypatch.chdir(packer_out.parent)

    assert 1 == main([*map(str, newer), "--validate"])
    assert re.search(told, capsys.readouterr().err)
    assert before == files_in(packer_out)
