"""With `--validate`, only what Packer accepted takes the old folder's place."""

import re
import shutil
from pathlib import Path

import pytest

from packer.hook import main
from tests.conftest import GOLDEN, Run, Write, files_in
from tests.programs import program


@pytest.fixture
def rendered(tmp_path: Path) -> Path:
    """An old folder, where the next run of the hook finds it."""
    shutil.copytree(GOLDEN / "win11-avd", tmp_path / "packer.out/win11-avd")
    return tmp_path / "packer.out"


def test_folder_that_packer_has_not_accepted(
    hook: Run, catalog_file: Write, rendered: Path, outputs_file: Path
) -> None:
    """With `--validate`, only what Packer accepted takes the old folder's place."""
    before = files_in(rendered)
    newer = catalog_file((', "chrome"', ""))
    run = hook("--outputs", outputs_file, "--catalog", newer, "--validate", PATH="")

    assert 1 == run.returncode
    assert "error: packer is not on PATH: install it, or run without --validate\n" == run.stderr
    assert before == files_in(rendered)


@pytest.mark.parametrize(
    ("version", "told"),
    [
        ("Packer v1.11.2", r" failed:\n\\x1b\[31mno\n"),
        ("yes", "error: `packer version` printed no version: the packer on PATH must be HashiCorp's\n"),
    ],
)
def test_folder_that_packer_refuses(
    catalog_file: Write,
    rendered: Path,
    outputs_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    version: str,
    told: str,
) -> None:
    """What Packer refuses does not take the old folder's place, and is told in Packer's words."""
    before = files_in(rendered)
    script = f"[ $1 = version ] && echo {version} && exit\nprintf '\\033[31mno'; exit 1"
    packer = program(outputs_file.parent / "bin/packer", script)
    monkeypatch.setenv("PATH", str(packer.parent))
    newer = catalog_file((', "chrome"', ""))

    arguments = ["--outputs", outputs_file, "--catalog", newer, "--out", rendered, "--validate"]
    assert 1 == main([*map(str, arguments)])
    assert re.search(told, capsys.readouterr().err)
    assert before == files_in(rendered)
