"""What Azure retires: refused on whatever day once it is gone, and before that a warning of `check` alone."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalog.load import examine
from tests.catalogs import write, written

SIZE = 'images.win11-avd.build.vm_size = "Standard_'
SKIPPED = "\nimages.win11-avd.build.skip_create_build_key_vault = true"
LINUX = """
images.win11-avd.os_type = "Linux"
images.win11-avd.build.source = { publisher = "Canonical", offer = "ubuntu-24_04-lts", sku = "server" }
images.win11-avd.build.software = []
"""


def rules(folder: Path, lines: str, *, day: str | None) -> list[str]:
    """Return the ids of what is found on that day; None is a synth, which knows no day."""
    now = datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None
    return [one.rule for one in examine(write(folder, written(lines)), now=now).findings]


@pytest.mark.parametrize("day", [None, "2020-01-01", "2026-11-30", "2040-01-01"])
@pytest.mark.parametrize(
    "lines", [f'{SIZE}NC12s_v3"', 'images.win11-avd.build.extra.public_ip_sku = "Basic"', f'{SIZE}DC2s_v2"']
)
def test_what_is_gone(lines: str, day: str | None, tmp_path: Path) -> None:
    """A synth refuses what Azure has retired, as `check` does, and on every machine."""
    found = rules(tmp_path, lines + SKIPPED, day=day)

    assert ["GS370"] == [one for one in found if one != "GS242"]  # the source is old in 2040


@pytest.mark.parametrize(
    ("lines", "day", "found"),
    [
        (f'{SIZE}B4ms"', "2026-11-30", ["GS278"]),
        (f'{SIZE}B4ms"', "2028-11-16", ["GS278"]),
        (f'{SIZE}B4ms"', None, []),
        (f'{SIZE}D4as_v5"', "2026-11-30", []),
        ('images.win11-avd.build.managed_image_storage_account_type = "Standard_LRS"', None, []),
        (
            'images.win11-avd.build.managed_image_storage_account_type = "Standard_LRS"',
            "2026-11-30",
            ["GS278"],
        ),
        ('defaults.build.windows.vm_size = "Standard_F8s_v2"', "2026-11-30", []),
        (f'cloud.environment = "china"\n{SIZE}B4ms"', "2026-11-30", []),
    ],
)
def test_what_goes(lines: str, day: str | None, found: list[str], tmp_path: Path) -> None:
    """`check` warns of what Azure has announced; a synth passes, as it does on the day after."""
    assert found == [one for one in rules(tmp_path, lines + SKIPPED, day=day) if one in {"GS278", "GS370"}]


@pytest.mark.parametrize(
    ("lines", "day", "found"),
    [
        ("", "2026-11-30", []),
        ("", "2027-01-27", []),
        ("", "2027-01-28", ["GS281"]),
        ("", "2027-03-01", ["GS281"]),
        ("", None, []),
        (SKIPPED, "2027-03-01", []),
        (LINUX, "2027-03-01", []),
        (
            'images.win11-avd.build.build_key_vault_name = "kv-builds"\n'
            'images.win11-avd.build.build_resource_group_name = "builds"',
            "2027-03-01",
            ["GS281"],
        ),
        ("[images.second]\n[images.third]", "2027-03-01", ["GS281"]),
        ('accept = [{ rule = "GS281", reason = "azure-arm 2.7 is installed" }]', "2027-03-01", []),
    ],
)
def test_the_api_of_key_vaults(lines: str, day: str | None, found: list[str], tmp_path: Path) -> None:
    """A month before Azure retires what azure-arm calls, `check` says so once, if a build calls it."""
    assert found == [one for one in rules(tmp_path, lines, day=day) if one == "GS281"]
