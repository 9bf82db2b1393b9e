"""What an image is for decides its settings and what is advised, and nothing that it must be."""

import json
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from catalog.load import load
from catalog.settings import settings
from committed.normalize import SUBSCRIPTION, expected
from packer.render import render
from tests.catalogs import run, write, written
from tests.images import KEY, catalog_of, folders, layer

PROTECTION = {"freeze_store", "pause_edge", "prevent_device_encryption", "require_defender"}
"""What protects the build and the image: every Windows image has it."""
FOR_HOSTS = {
    *("time_zone_redirection", "disable_storage_sense", "disable_automatic_updates"),
    *("fslogix_defender_exclusions", "optimize", "no_local_users"),
}
SERVER = '{ publisher = "MicrosoftWindowsServer", offer = "WindowsServer", sku = "2025-datacenter-g2" }'
SINGLE = '{ publisher = "MicrosoftWindowsDesktop", offer = "windows-11", sku = "win11-25h2-ent" }'
GALLERY = '{ gallery_name = "g", image_name = "i", resource_group = "r" }'
TOP = '[images.top.build]\nsource = { image = "host" }\n'
HOST = '[images.host]\npurpose = "session_host"\n'


def image_json(folder: Path, lines: str, key: str) -> dict[str, Any]:
    """The image.json of an image in the sound catalog with these lines."""
    catalog = load(write(folder, written(lines)))
    files = render(catalog=catalog, outputs=expected(catalog), subscription_id=SUBSCRIPTION)
    return dict(json.loads(files[key]["image.json"]))


def has(image: dict[str, Any]) -> set[str]:
    """The shipped settings of which the image has every part."""
    kept = {
        kind: [*image["first"][kind], *image["last"][kind]]
        for kind in ("registry", "services", "scheduled_tasks", "defender_exclusions", "tests", "firewall")
    }

    def whole(told: dict[str, list[Any]], kind: str, part: object) -> bool:
        return (part.model_dump() if hasattr(part, "model_dump") else part) in told.get(kind, [])

    return {
        name
        for name, one in settings().items()
        if not one.values
        and all(
            whole(image["paused"] if one.phase == "build" else kept, kind, part)
            for kind in kept
            for part in getattr(one, kind)
            if "{" not in str(part)
        )
    }


@pytest.mark.parametrize(
    ("lines", "for_hosts"),
    [
        ("[images.host]\n", True),
        ('[images.host]\npurpose = "none"\n', False),
        (f"[images.host.build]\nsource = {SERVER}\n", False),
        (f"[images.host.build]\nsource = {SINGLE}\n", False),
        (f"[images.host.build]\nsource = {GALLERY}\n", False),
        (f"{HOST}[images.host.build]\nsource = {GALLERY}\n", True),
        (f"{HOST}[images.host.build]\nsource = {SERVER}\n", True),
        ('[images.host.build]\nsource = { image = "win11-avd" }\n', True),
        ('[images.host]\npurpose = "none"\n[images.host.build]\nsource = { image = "win11-avd" }\n', False),
        (f"{HOST}[images.host.build]\nsource = {GALLERY}\n{TOP}", True),
        (f"[images.host.build]\nsource = {SERVER}\n{TOP}", False),
        ('[defaults.images]\npurpose = "none"\n[images.host]\n', False),
    ],
)
def test_settings_of_a_purpose(lines: str, *, for_hosts: bool, tmp_path: Path) -> None:
    """Hosts of AVD have their settings; a server, a desktop or an unknown source has only the protection."""
    key = "top" if "images.top" in lines else "host"

    assert PROTECTION | (FOR_HOSTS if for_hosts else set()) == has(image_json(tmp_path, lines, key))


def test_an_image_still_switches(tmp_path: Path) -> None:
    """A purpose is only a default: a server can have a setting of hosts, and a host can be without one."""
    lines = (
        f"[images.host.build]\nsource = {SERVER}\nsettings = {{ optimize = true, freeze_store = false }}\n"
    )

    assert PROTECTION - {"freeze_store"} | {"optimize"} == has(image_json(tmp_path, lines, "host"))


def test_a_setting_of_your_own(tmp_path: Path) -> None:
    """A setting of a catalog can be for session hosts, too."""
    own = '[settings.windows.own]\nsummary = "s"\ndefault = "session_host"\nservices = ["Spooler"]\n'
    lines = f"{own}[images.server.build]\nsource = {SERVER}\n"
    told = {key: image_json(tmp_path, lines, key)["last"]["services"] for key in ("win11-avd", "server")}

    assert {"win11-avd": True, "server": False} == {
        key: "Spooler" in [one["name"] for one in services] for key, services in told.items()
    }


def test_a_definition_that_others_fill(tmp_path: Path) -> None:
    """Its purpose is that of what is built on it, and no argument of Terraform."""
    data = written(
        '[images.top.build]\nsource = { image = "theirs" }\n[images.theirs]\npurpose = "session_host"'
    )
    del data["images"]["theirs"]["build"]
    catalog = load(write(tmp_path, data))
    files = render(catalog=catalog, outputs=expected(catalog), subscription_id=SUBSCRIPTION)

    assert PROTECTION | FOR_HOSTS == has(json.loads(files["top"]["image.json"]))


def test_what_a_review_shows() -> None:
    """A changed purpose shows each value that goes, also in a layered image, and needs a new version."""
    old = folders(layer("top"))
    new = folders(("[images.win11-avd]", '[images.win11-avd]\npurpose = "none"'), layer("top"))
    shown = {one.key: one for one in catalog_of(old, new).images}

    assert {KEY, "top"} == shown.keys()
    for one in shown.values():
        assert one.needs_build
        told = " ".join(f"{part.path} {part.old}" for part in one.arguments if part.new is None)
        assert "NoAutoUpdate" in told
        assert "local_users" in told


def test_explained(tmp_path: Path) -> None:
    """`explain settings` says which are on, and for which purpose."""
    told = run(tmp_path, "explain", "settings").stdout.splitlines()
    for_hosts = {line.split(":")[0].strip() for line in told if "purpose is session_host" in line}

    assert FOR_HOSTS == for_hosts
    assert PROTECTION == {line.split(":")[0].strip() for line in told if line.endswith("Default: true.")}


def test_the_purpose_gives_way(tmp_path: Path) -> None:
    """What an image is for never contradicts a setting of mine: mine counts, and the rest of it stays."""
    shipped = [one for one in settings().values() if one.default == "session_host"]
    registry = [
        {"path": at.path, "name": at.name.upper(), "value": 77} for one in shipped for at in one.registry
    ]
    services = [
        {"name": service.name, "startup_type": "Manual"}
        for one in shipped
        for service in one.services
        if service.name != "SmsRouter"
    ]
    own = {"summary": "Mine.", "registry": registry, "services": services}
    last = image_json(tmp_path, tomli_w.dumps({"settings": {"windows": {"own": own}}}), KEY)["last"]

    assert [(value["name"], 77) for value in registry] == [
        (value["name"], value["value"]) for value in last["registry"]
    ]
    assert [("SmsRouter", "Disabled"), *((one["name"], "Manual") for one in services)] == [
        (one["name"], one["startup_type"]) for one in last["services"]
    ]
    assert [] != last["scheduled_tasks"]


@pytest.mark.parametrize("where", ["setting", "product"])
def test_the_purpose_gives_way_in_a_layer(where: str, tmp_path: Path) -> None:
    """What a base has by its own setting or product, a layer does not take back for its purpose."""
    registry = (
        "registry = [{ path = 'HKLM:\\SOFTWARE\\Policies\\Microsoft\\Windows\\WindowsUpdate\\AU', "
        'name = "NoAutoUpdate", value = 0 }]'
    )
    has = {
        "setting": f'[settings.windows.on]\nsummary = "s"\ndefault = false\n{registry}\n'
        "[images.win11-avd.build.settings]\non = true\n",
        "product": f'[software.windows.on]\nname = "On"\n{registry}\n'
        "proof = { registry = 'HKLM:\\SOFTWARE\\On', name = \"v\" }\n"
        '[images.win11-avd.build]\nsoftware = ["on"]\n',
    }
    above = '[images.above.build]\nsource = { image = "win11-avd" }\nsoftware = []\n'
    found = {
        key: [
            one["value"]
            for one in image_json(tmp_path, has[where] + above, key)["last"]["registry"]
            if one["name"] == "NoAutoUpdate"
        ]
        for key in (KEY, "above")
    }

    assert {KEY: [0], "above": []} == found
