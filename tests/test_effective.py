"""`python -m catalog explain images.<key>`: the values of settings and of Office, and what a base has."""

from pathlib import Path

import pytest

from tests.catalogs import SOUND, run
from tests.images import layer

LAYERED = (
    SOUND.replace(
        "[images.win11-avd.build]",
        """[images.win11-avd.build]
languages = ["de-DE"]
software  = ["microsoft-365-apps"]
settings.fslogix_profiles = { VHDLocations = ['\\\\files.contoso.example\\profiles'], VolumeType = "VHD" }
settings.session_limits = { MaxIdleTime = "2h" }
settings.long_paths = false""",
    )
    + """
[software.windows.microsoft-365-apps.office]
channel = "SemiAnnual"
"""
    + layer("win11-dev")[1]
)


def told_of(key: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What is explained of an image: each value, and where it comes from."""
    (folder / "catalog.toml").write_text(LAYERED)
    monkeypatch.delenv("CATALOG", raising=False)
    monkeypatch.chdir(folder)
    lines = run(folder, "explain", f"images.{key}").stdout.splitlines()
    return {line.partition("  # ")[0].strip(): line.partition("  # ")[2] for line in lines}


def test_explained_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each value that a setting gives is explained, also its defaults; and what Office has."""
    told = told_of("win11-avd", tmp_path, monkeypatch)
    setting, office = "build.settings.fslogix_profiles", "software.windows.microsoft-365-apps.office"

    assert told[rf"{setting}.VHDLocations = ['\\files.contoso.example\profiles']"].startswith("line ")
    assert told[f'{setting}.VolumeType = "VHD"'].startswith("line ")
    assert "default, of the setting" == told[f"{setting}.SizeInMBs = 30000"]
    assert "default, of the setting" == told[f"{setting}.FlipFlopProfileDirectoryName = 1"]
    assert not [one for one in told if one.startswith((f"{setting}.CCDLocations", f"{setting} ="))]
    assert told['build.settings.session_limits.MaxIdleTime = "2h"'].startswith("line ")
    assert told[f'{office}.channel = "SemiAnnual"'].startswith("line ")
    assert "default" == told[f'{office}.exclude_apps = ["Groove", "Lync", "OneDrive", "Teams"]']


def test_explained_layer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A layered image says which of what it does not ask for itself is there all the same, from its base."""
    told = told_of("win11-dev", tmp_path, monkeypatch)

    assert "# What images.win11-avd has is in this image too: see `explain images.win11-avd`" in told
    for value in (
        "build.languages = []",
        "build.software = []",
        "build.settings.fslogix_profiles = false",
        "build.settings.session_limits = false",
    ):
        assert "default; images.win11-avd has it" == told[value]
    assert "default" == told["build.settings.long_paths = false"]
    assert "default" == told["build.settings.teams_optimization = false"]
    assert "default" == told["build.machine.trusted_certificates = []"]
