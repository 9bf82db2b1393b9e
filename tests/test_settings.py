"""Settings of a catalog's own reach the image as data, and each of them is read back there."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from catalog.load import load
from catalog.model import Catalog
from committed.normalize import SUBSCRIPTION, expected
from facts.audit_policy import SUBCATEGORIES
from facts.time_zones import time_zones
from packer.image_settings import KINDS, PHASES
from packer.render import render
from tests.catalogs import write, written
from tests.conftest import PROJECT
from tests.images import KEY, catalog_of

SCRIPTS = PROJECT / "packer/scripts/windows"
BOTH = """
[settings.windows.own]
summary  = "On."
services = ["Spooler"]

[settings.windows.other]
summary   = "Off."
default   = false
time_zone = "UTC"
"""
LINUX = """
[images.l]
os_type = "Linux"
[images.l.build]
source = { publisher = "Canonical", offer = "ubuntu-24_04-lts", sku = "server" }
"""


def told(catalog: Catalog, key: str = KEY) -> dict[str, Any]:
    """The image.json of one image."""
    folders = render(catalog=catalog, outputs=expected(catalog), subscription_id=SUBSCRIPTION)
    return dict(json.loads(folders[key]["image.json"]))


def loaded(folder: Path, lines: str) -> Catalog:
    """The sound catalog with these lines."""
    return load(write(folder, written(lines)))


def names(catalog: Catalog, kind: str, key: str = KEY) -> list[str]:
    """What the last phase sets of a kind, without the shipped settings."""
    own = {one.name for setting in catalog.settings.windows.values() for one in setting.services}
    return [one["name"] for one in told(catalog, key)["last"][kind] if one["name"] in own]


def test_everything(rendered: Path) -> None:
    """Every value is in image.json; what Windows calls differently in each language is there by its GUID."""
    data = json.loads((rendered / "own-settings/image.json").read_text())
    last, value = data["last"], {"subgroup": "SUB_VIDEO", "setting": "VIDEOIDLE", "value": 0}

    assert {"path": r"DEFAULT_USER:\SOFTWARE\Own", "name": "Names", "value": ["a", 'b"$(whoami)']} in last[
        "registry"
    ]
    assert [
        {"name": "Spooler", "startup_type": "Disabled"},
        {"name": "W32Time", "startup_type": "AutomaticDelayedStart"},
    ] == last["services"][-2:]
    assert [{"name": "WSearch", "startup_type": "Disabled"}] == data["first"]["services"][-1:]
    assert r"\Microsoft\Windows\Printing\EduPrintProv" == last["scheduled_tasks"][-1]
    assert r"%ProgramData%\Own\*" == last["defender_exclusions"][-1]
    assert [
        ("{0CCE922B-69AE-11D9-BED3-505054503030}", True, False),
        ("{0CCE921C-69AE-11D9-BED3-505054503030}", True, True),
        ("{0CCE9216-69AE-11D9-BED3-505054503030}", False, False),
    ] == [(one["guid"], one["success"], one["failure"]) for one in last["audit_policy"]]
    assert ["8c5e7fda-e8bf-4a96-9a85-a6e23a8c635c"] == last["power_schemes"]
    assert [{"name": "SUB_VIDEO VIDEOIDLE", **value}] == last["power_values"]
    assert ["W. Europe Standard Time"] == last["time_zones"]


def test_what_is_paused(rendered: Path, tmp_path: Path) -> None:
    """A service or task is paused in the build, unless another setting lets the service start."""
    data = json.loads((rendered / "own-settings/image.json").read_text())
    edge = {"name": "edgeupdate", "startup_type": "Manual"}
    service = '{ name = "EdgeUpdate", startup_type = "Automatic" }'
    own = loaded(tmp_path, f'settings.windows.own = {{ summary = "s", services = [{service}] }}')
    frozen = loaded(tmp_path, "images.win11-avd.build.settings = { freeze_edge = true }")
    twice = 'settings.windows.own = { summary = "s", phase = "build", services = ["EdgeUpdate"] }'

    assert [edge, {"name": "OwnAgentUpdate", "startup_type": "Disabled"}] == data["paused"]["services"]
    assert "\\Own\\Update*" == data["paused"]["scheduled_tasks"][-1]
    assert [edge] == told(loaded(tmp_path, ""))["paused"]["services"]
    assert [] == told(own)["paused"]["services"]
    assert [edge] == told(frozen)["paused"]["services"]
    assert ["Disabled"] == [
        one["startup_type"] for one in told(loaded(tmp_path, twice))["paused"]["services"]
    ]


def test_firewall(rendered: Path) -> None:
    """A rule allows inbound traffic unless it says otherwise; what it does not limit is any."""
    rules = json.loads((rendered / "own-settings/image.json").read_text())["last"]["firewall"]
    given = [{key: value for key, value in rule.items() if value not in (None, [])} for rule in rules]

    assert [
        {
            **{"name": "Own agent", "direction": "Inbound", "action": "Allow", "protocol": "TCP"},
            **{"local_port": ["8443", "9000-9010"], "remote_address": ["10.1.0.0/16"]},
        },
        {
            **{"name": "No telemetry of Own", "direction": "Outbound", "action": "Block", "protocol": "Any"},
            **{"program": r"%ProgramFiles%\Own\own.exe", "profiles": ["Public"]},
        },
    ] == given


def test_who_has_it(tmp_path: Path) -> None:
    """Windows images have it, unless its default is false or they switch it off; Linux images never do."""
    catalog = loaded(tmp_path, f"{BOTH}\n[images.off.build.settings]\nown = false\nother = true\n{LINUX}")

    assert (["Spooler"], []) == (names(catalog, "services"), told(catalog)["last"]["time_zones"])
    assert ([], ["UTC"]) == (names(catalog, "services", "off"), told(catalog, "off")["last"]["time_zones"])
    assert "last" not in told(catalog, "l")


def test_nothing_of_it_is_code(rendered: Path) -> None:
    """No script and no template has a word of a setting: they are data in image.json."""
    files = [path for path in (rendered / "own-settings").rglob("*") if path.is_file()]

    assert ["image.json"] == [path.name for path in files if "EduPrintProv" in path.read_text("utf-8")]


def test_each_value_is_read_back_twice() -> None:
    """Both scripts know every kind of value: one sets and reads it, the other reads it after a restart."""
    apply, prove, test = (
        (SCRIPTS / f"{name}.ps1").read_text() for name in ("apply-settings", "prove-settings", "test-image")
    )
    checks = set(re.findall(r"^function (Assert-\w+)", prove, re.MULTILINE))

    assert set(KINDS) - {"tests"} == set(re.findall(r"\$settings\.(\w+)", apply))
    assert set(KINDS) - {"tests", "registry"} == set(re.findall(r"\$settings\.(\w+)", prove))
    assert checks == {
        name for name in checks if name.partition("-")[2] in apply and re.search(rf"\{{ {name} [$@]", prove)
    }
    assert [f"Test-Settings $image.{phase}" for phase in PHASES] == re.findall(
        r"Test-Settings .*", test, re.MULTILINE
    )


def test_a_test_that_is_gone(tmp_path: Path) -> None:
    """A test that only a setting of the catalog's own had is told as that of a shipped one is."""
    off = "[images.win11-avd.build.settings]\nrequire_defender = false\n"
    sides = []
    for tests in ('tests = ["defender"]', ""):
        own = f'[settings.windows.own]\nsummary = "s"\nservices = ["X"]\n{tests}\n'
        catalog = loaded(tmp_path, f"{own}{off}")
        sides.append(render(catalog=catalog, outputs=expected(catalog), subscription_id=SUBSCRIPTION))

    assert 'is no longer tested for `"defender"`' in [one.message for one in catalog_of(*sides).findings]


AUDIT = 'summary = "s"\naudit_policy = {{ "Logon" = "{}" }}\n'


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (AUDIT.format("Success and Failure"), AUDIT.format("Success"), "no longer audits failure of `Logon`"),
        (AUDIT.format("Success"), AUDIT.format("No Auditing"), "no longer audits success of `Logon`"),
        (
            AUDIT.format("Success"),
            'summary = "s"\nservices = ["X"]\n',
            "no longer sets the audit policy of `Logon`",
        ),
        (AUDIT.format("Success"), AUDIT.format("Success and Failure"), None),
        (AUDIT.format("Success"), AUDIT.format("Success") + 'phase = "first"\n', None),
        # A shipped setting still has the test that this one had.
        (
            'summary = "s"\ntests = ["defender"]\nservices = ["Y"]\n',
            'summary = "s"\nservices = ["X"]\n',
            None,
        ),
    ],
)
def test_review(tmp_path: Path, old: str, new: str, message: str | None) -> None:
    """A changed setting of a catalog's own asks for a new version, and tells what Windows audits no more."""
    sides = []
    for lines in (old, new):
        catalog = loaded(tmp_path, f"[settings.windows.own]\n{lines}")
        sides.append(render(catalog=catalog, outputs=expected(catalog), subscription_id=SUBSCRIPTION))
    changed = catalog_of(*sides)

    assert ["in the next version"] == sorted({one.effect for one in changed.images[0].arguments})
    assert [message] * bool(message) == [one.message for one in changed.findings if one.kind == "downgrade"]


def test_names_in_every_language() -> None:
    """No two subcategories have one GUID, and the lists hold what people write most."""
    assert len(SUBCATEGORIES) == len(set(SUBCATEGORIES.values()))
    assert {"UTC", "GMT Standard Time", "Eastern Standard Time", "Tokyo Standard Time"} <= time_zones()
