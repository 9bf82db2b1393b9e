"""Values that an image gives a setting reach the image, its firewall and its exclusions, and are shown."""

import re
from pathlib import Path
from typing import Any

import pytest

from catalog.load import load
from catalog.settings import settings
from committed.normalize import SUBSCRIPTION, expected
from packer.render import render
from tests.catalogs import run, write, written
from tests.images import KEY, catalog_of
from tests.test_settings import told

PROFILES = r"HKLM:\SOFTWARE\FSLogix\Profiles"
OWN = r"""
[settings.windows.contoso_agent]
summary  = "Contoso's agent listens."
default  = false
firewall = [{ name = "Contoso agent", protocol = "TCP", local_port = "{Port}" }]

[settings.windows.contoso_agent.values.Port]
about   = "Its port."
path    = 'HKLM:\SOFTWARE\Contoso'
takes   = "number"
range   = [1024, 65535]
default = 8443

[settings.windows.contoso_agent.values.Server]
about = "Whom it asks."
path  = 'HKLM:\SOFTWARE\Contoso'
takes = "text"
"""


def last(folder: Path, switches: str, lines: str = "") -> dict[str, Any]:
    """What the last phase sets in an image with these settings."""
    catalog = load(write(folder, written(f"{lines}\n[images.{KEY}.build.settings]\n{switches}")))
    return dict(told(catalog)["last"])


def registry(part: dict[str, Any], path: str) -> dict[str, Any]:
    """The values of one key."""
    return {one["name"]: one["value"] for one in part["registry"] if one["path"] == path}


def test_profiles(tmp_path: Path) -> None:
    """What an image gives is set, with the defaults of the rest; what it does not give is not set."""
    given = r"fslogix_profiles = { VHDLocations = ['\\server\a', '\\server\b\'], SizeInMBs = 50000 }"
    part = last(tmp_path, given)

    assert {
        **{"Enabled": 1, "VHDLocations": [r"\\server\a", "\\\\server\\b\\"], "SizeInMBs": 50000},
        **{
            "VolumeType": "VHDX",
            "FlipFlopProfileDirectoryName": 1,
            "DeleteLocalProfileWhenVHDShouldApply": 1,
        },
    } == registry(part, PROFILES)
    assert {rf"\\server\b\*\*.VHDX{end}" for end in ("", ".lock", ".meta", ".metadata")} <= set(
        part["defender_exclusions"]
    )
    assert not re.search("[{}]", "".join(part["defender_exclusions"]))


def test_cloud_cache(tmp_path: Path) -> None:
    """Defender leaves the shares of Cloud Cache alone, too; a storage account has no path."""
    smb, azure = r'type=smb,name="A",connectionString=\\server\a', 'type=azure,connectionString="|fslogix/b|"'
    given = f"fslogix_profiles = {{ CCDLocations = [{smb!r}, {azure!r}] }}".replace("\\\\", "\\")
    paths = last(tmp_path, given)["defender_exclusions"]

    assert {rf"\\server\a\*\*.VHDX{end}" for end in ("", ".lock", ".meta", ".metadata")} <= set(paths)
    assert not re.search("[{}=|]", "".join(paths))


def test_folders_of_a_value(tmp_path: Path) -> None:
    """A path of my own setting can begin with a folder that the image gives, or with each of a list."""
    own = r"""
[settings.windows.own]
summary             = "Defender does not scan our data."
default             = false
defender_exclusions = ['{own.Data}\*.x', '{own.More}\*.y', '{fslogix_profiles.VHDLocations}\*.z']

[settings.windows.own.values]
Data = { about = "a", path = 'HKLM:\SOFTWARE\Own', takes = "text" }
More = { about = "a", path = 'HKLM:\SOFTWARE\Own', takes = "list", default = ['E:\a\', 'E:\b'] }
"""
    paths = last(tmp_path, r"own = { Data = 'D:\Data' }", own)["defender_exclusions"]

    assert [r"D:\Data\*.x", r"E:\a\*.y", r"E:\b\*.y"] == [
        one for one in paths if one[-2:] in {".x", ".y", ".z"}
    ]


def test_a_default_gives_way(tmp_path: Path) -> None:
    """Of two values that exclude each other, a default is not set where the image gives the other."""
    own = r"""
[settings.windows.own]
summary = "One of two."
default = false

[settings.windows.own.values]
A = { about = "a", path = 'HKLM:\SOFTWARE\Own', takes = "number", not_with = "B" }
B = { about = "b", path = 'HKLM:\SOFTWARE\Own', takes = "number", default = 4 }
"""
    for given, mine in {"{ A = 1 }": {"A": 1}, "{ B = 2 }": {"B": 2}, "true": {"B": 4}}.items():
        assert mine == registry(last(tmp_path, f"own = {given}", own), r"HKLM:\SOFTWARE\Own")


def test_exclusions_are_left_out(tmp_path: Path) -> None:
    """The switch of the exclusions is that of the shares' paths, too."""
    given = r"fslogix_profiles = { VHDLocations = ['\\server\a'] }"

    assert [] == last(tmp_path, f"{given}\nfslogix_defender_exclusions = false")["defender_exclusions"]


def test_on_without_values(tmp_path: Path) -> None:
    """true, and a table with nothing in it, mean the defaults."""
    for on in ("true", "{}"):
        part = last(tmp_path, f"fslogix_profiles = {on}\nscreen_capture_protection = {on}")

        assert {"Enabled", "SizeInMBs"} < registry(part, PROFILES).keys()
        assert "VHDLocations" not in registry(part, PROFILES)
        assert 2 in [one["value"] for one in part["registry"] if one["name"] == "fEnableScreenCaptureProtect"]


def test_the_port_of_the_firewall(tmp_path: Path) -> None:
    """A rule of the firewall has the port that the image gives, or its default; also in my own setting."""
    ports = {
        "rdp_shortpath = true": ["3390"],
        "rdp_shortpath = { UdpPortNumber = 3391 }": ["3391"],
        "contoso_agent = true": ["8443"],
        "contoso_agent = { Port = 9000, Server = 'a' }": ["9000"],
    }
    for switches, port in ports.items():
        part = last(tmp_path, switches, OWN)

        assert [port] == [rule["local_port"] for rule in part["firewall"]]
        assert int(port[0]) in [one["value"] for one in part["registry"]]


def test_times_are_milliseconds(tmp_path: Path) -> None:
    """A limit of a session is written as people say it, and set as Windows reads it."""
    part = last(tmp_path, 'session_limits = { MaxIdleTime = "90m", MaxConnectionTime = "5h30m" }')
    limits = {one["name"]: one["value"] for one in part["registry"] if one["name"].startswith("Max")}

    assert {"MaxIdleTime": 5_400_000, "MaxConnectionTime": 19_800_000} == limits


def test_a_release_to_stay_on(tmp_path: Path) -> None:
    """It is set before the updates of the build."""
    lines = f"[images.{KEY}.build.settings]\ntarget_release = {{ TargetReleaseVersionInfo = '25H2' }}"
    first = told(load(write(tmp_path, written(lines))))["first"]
    path = r"HKLM:\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate"

    assert {"TargetReleaseVersion": 1, "TargetReleaseVersionInfo": "25H2"} == registry(first, path)


def test_shown(tmp_path: Path) -> None:
    """`explain` shows the values of an image, and where they are written."""
    given = r"fslogix_profiles = { VHDLocations = ['\\server\a'] }"
    write(tmp_path, written(f"[images.{KEY}.build.settings]\n{given}"))
    lines = run(tmp_path, "explain", f"images.{KEY}").stdout.splitlines()

    assert [r"build.settings.fslogix_profiles.VHDLocations = ['\\server\a']"] == [
        re.sub(r" +# line \d+$", "", line)
        for line in lines
        if "fslogix_profiles" in line and "# line" in line
    ]


def test_a_changed_value(tmp_path: Path) -> None:
    """A review shows the old value and the new one."""
    sides = []
    for size in (30000, 50000):
        given = f"[images.{KEY}.build.settings]\nfslogix_profiles = {{ SizeInMBs = {size} }}"
        catalog = load(write(tmp_path, written(given)))
        sides.append(render(catalog=catalog, outputs=expected(catalog), subscription_id=SUBSCRIPTION))
    changed = catalog_of(*sides).images[0].arguments

    assert [("30000", "50000")] == [(str(one.old), str(one.new)) for one in changed]


@pytest.mark.parametrize("name", [name for name, one in settings().items() if one.values])
def test_shipped(name: str) -> None:
    """Every example of a shipped value is one that it takes, and paths in braces name a shipped value."""
    for value in settings()[name].values.values():
        assert [] == list(value.wrong(value.such_as))
    for one in settings().values():
        for of in re.findall(r"\{(.+?)\}", " ".join(one.defender_exclusions)):
            setting, _, key = of.partition(".")
            assert "list" == settings()[setting].values[key].takes
