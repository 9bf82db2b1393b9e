"""Verdicts are kept: no parser starts for a text that is known, and a damaged cache costs only time."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from catalog import verdicts
from catalog.remark import Remark
from tests.parsed_catalogs import catalog, scripts, told
from tests.powershell import SAMPLES, calls, pwsh

REMARKS = [Remark(1, 2, "advice", "why")]


def without_text(path: Path) -> None:
    """An empty file."""
    path.write_bytes(b"")


def cut_off(path: Path) -> None:
    """The half of the file."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def changed(path: Path) -> None:
    """A verdict that somebody changed."""
    path.write_bytes(path.read_bytes().replace(b"unsuitable", b"advice"))


def noise(path: Path) -> None:
    """What no program wrote."""
    path.write_bytes(b"\xff\0" * 900)


def folder(path: Path) -> None:
    """A folder in the place of the file."""
    path.unlink()
    path.mkdir()


def elsewhere(path: Path) -> None:
    """A file in the place of the folder of the cache."""
    path.unlink()
    path.parent.rmdir()
    path.parent.write_text("")


def test_kept(tmp_path: Path) -> None:
    """A second check says the same without a parser; a changed script is the only one that is read again."""
    path = catalog(tmp_path, scripts(["ternary.ps1", "good.ps1"]), SAMPLES)
    search = pwsh(tmp_path / "bin")
    first = told(path, search=search)

    assert first == told(path, search=search)
    assert ["1.ps1 2.ps1"] == calls(search)

    (tmp_path / "good.ps1").write_bytes(SAMPLES["chain.ps1"])
    assert 2 == len(told(path, search=search))
    assert ["1.ps1 2.ps1", "1.ps1"] == calls(search)


def test_another_powershell_judges_again(tmp_path: Path) -> None:
    """A verdict is one of a version of the parser."""
    path = catalog(tmp_path, scripts(["ternary.ps1"]), SAMPLES)
    search = pwsh(tmp_path / "bin")
    first = told(path, search=search)
    (search / "pwsh").write_text((search / "pwsh").read_text() + "# another version\n")

    assert first == told(path, search=search)
    assert 2 == len(calls(search))


@pytest.mark.parametrize("damage", [without_text, cut_off, changed, noise, folder, elsewhere])
def test_damaged_or_unwritable(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    """The scripts are judged again, as if nothing had been kept, and nobody is troubled with it."""
    path = catalog(tmp_path, scripts(["ternary.ps1"]), SAMPLES)
    search = pwsh(tmp_path / "bin")
    first = told(path, search=search)
    damage(tmp_path / "cache" / verdicts.NAME)

    assert first == told(path, search=search)
    assert 2 == len(calls(search))


@pytest.mark.parametrize("content", ["[]", "1", '{"a": 1}', '{"a": [[1]]}', "[" * 100_000])
def test_another_form(tmp_path: Path, content: str) -> None:
    """A file of another form, though undamaged, is as good as none."""
    signed = f"{sha256(content.encode()).hexdigest()}\n{content}"
    (tmp_path / verdicts.NAME).write_text(signed)

    assert {} == verdicts.read(tmp_path)


def test_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file does not grow without end: what was not needed for the longest time is dropped first."""
    monkeypatch.setattr(verdicts, "MOST", 3)
    known: verdicts.Verdicts = {}
    for number in range(9):
        verdicts.keep(tmp_path, used={str(number): REMARKS, "always": []}, others=known)
        known = verdicts.read(tmp_path)

    assert {"7": REMARKS, "8": REMARKS, "always": []} == known

    monkeypatch.setattr(verdicts, "LARGEST", 120)
    verdicts.keep(tmp_path, used={"9": REMARKS}, others=known)
    assert {"9": REMARKS} == verdicts.read(tmp_path)


def test_nothing_is_left_beside(tmp_path: Path) -> None:
    """The cache is one file, without the text of any script."""
    path = catalog(tmp_path, scripts(["ternary.ps1"]), SAMPLES)
    told(path, search=pwsh(tmp_path / "bin"))
    (file,) = (tmp_path / "cache").iterdir()

    assert verdicts.NAME == file.name
    assert "PROD" not in file.read_text()
    assert 1 == len(json.loads(file.read_text().partition("\n")[2]))
