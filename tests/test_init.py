"""`make init` begins a repository of images."""

from pathlib import Path

import pytest

from catalog.folder import catalogs
from pipeline.init import main
from tests import catalogs as checked
from tests.conftest import MAKE


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_first_catalog(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is sound as it is, and what comes next can be pasted."""
    assert 0 == main([])

    assert [Path("catalog.toml")] == catalogs(Path())
    assert (0, "1 catalog, 0 errors, 0 warnings\n") == (
        (run := checked.run(tmp_path, "check")).returncode,
        run.stdout,
    )
    assert (
        "wrote catalog.toml\nwrote .gitignore\nwrote .gitlab-ci.yml\nwrote .github/workflows/images.yml\n"
        f"next:  describe your images in catalog.toml, then check it: {MAKE} check\n"
        f"       write the files to commit: {MAKE} synth\n"
    ) in capsys.readouterr().out


@pytest.mark.parametrize(
    ("ci", "files"),
    [
        ("gitlab", {".gitlab-ci.yml"}),
        ("github", {".github"}),
        ("both", {".gitlab-ci.yml", ".github"}),
        ("none", set()),
    ],
)
def test_which_pipeline(tmp_path: Path, ci: str, files: set[str]) -> None:
    """Only the pipeline that is asked for is written."""
    assert 0 == main(["--ci", ci])

    assert {"catalog.toml", ".gitignore"} | files == {path.name for path in tmp_path.iterdir()}


def test_what_is_there_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No file is overwritten, and each that stays is named."""
    (tmp_path / ".gitignore").write_text("mine\n")
    assert 0 == main(["--ci", "none"])
    assert 0 == main(["--ci", "none"])

    assert "mine\n" == (tmp_path / ".gitignore").read_text()
    assert 2 == capsys.readouterr().out.count("kept .gitignore: it exists already\n")
