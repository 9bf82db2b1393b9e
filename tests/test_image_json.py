"""What the scripts in the image are told: image.json, and the data that it is made from."""

import json
from pathlib import Path
from typing import Any

import pytest

from catalog.settings import settings
from catalog.software import Software, with_shipped
from tests.builds import CASES

PRODUCTS = Software.model_validate(with_shipped({}))
WITHOUT_SIGNER = {"git", "notepad-plus-plus", "7-zip", "chocolatey", "webrtc-redirector"}
"""No source names theirs: the catalog has the sha256."""


def told(rendered: Path, key: str) -> dict[str, Any]:
    """The image.json of one image."""
    return dict(json.loads((rendered / key / "image.json").read_text()))


@pytest.mark.parametrize("key", PRODUCTS.windows)
def test_shipped_product(key: str) -> None:
    """It is checked by a known signer or by the user's own hash, and pins no version itself."""
    product = PRODUCTS.windows[key]

    assert (None, None) == (product.version, product.sha256)
    assert (product.url is None) == (product.installer is None)
    assert product.origin or product.registry
    assert product.signer or key in WITHOUT_SIGNER or not product.url


def test_the_products_that_were_asked_for() -> None:
    """What an AVD team starts with is there, what Microsoft's own images for AVD have, and Chocolatey."""
    assert {
        *("vscode", "chrome", "edge-policy", "git", "powershell-7", "azure-cli"),
        *("notepad-plus-plus", "7-zip", "fslogix", "teams", "chocolatey"),
        *("microsoft-365-apps", "onedrive", "teams-meeting-add-in", "webview2-runtime", "visual-cpp-runtime"),
        *("multimedia-redirection", "webrtc-redirector", "rds-session-host"),
    } == PRODUCTS.windows.keys()


def test_version_in_the_address(rendered: Path) -> None:
    """A pinned product is downloaded by its version, and the rest of its entry is the shipped one."""
    git = next(product for product in told(rendered, "everything")["software"] if product["id"] == "git")

    assert (
        "https://github.com/git-for-windows/git/releases/download/v1.2.3.windows.1/Git-1.2.3-64-bit.exe"
    ) == git["url"]
    assert ("1.2.3", "0" * 64) == (git["version"], git["sha256"])
    assert PRODUCTS.windows["git"].arguments == git["arguments"]


def test_settings_are_switches(rendered: Path) -> None:
    """What is on by default is set, the catalog switches it, and products bring their policies."""
    default, own = told(rendered, "bare"), told(rendered, "everything")
    optimize, shortpath = (settings()[name] for name in ("optimize", "rdp_shortpath"))
    policies = [value.model_dump() for value in PRODUCTS.windows["edge-policy"].registry]

    disabled = [service.model_dump() for service in optimize.services]

    assert (disabled, []) == (default["last"]["services"], default["last"]["firewall"])
    assert [] == own["last"]["services"]
    assert [rule.name for rule in shortpath.firewall] == [rule["name"] for rule in own["last"]["firewall"]]
    assert ["3390"] == own["last"]["firewall"][0]["local_port"]
    assert [] == [value for value in policies if value not in own["last"]["registry"]]
    assert [value for value in policies if value in default["last"]["registry"]] == []
    assert default["first"] == own["first"]
    assert ["defender", "local_users"] == default["last"]["tests"]


@pytest.mark.parametrize("key", CASES)
def test_every_key_is_always_there(rendered: Path, key: str) -> None:
    """A script under StrictMode stops at a key that is missing: there is none, in any image."""
    data = told(rendered, key)
    always = {"image", "build_user", "specialized", "limits", "software", "first_boot", "leftovers"}
    parts = {"registry", "services", "scheduled_tasks", "firewall", "defender_exclusions", "tests"}
    parts |= {"audit_policy", "power_schemes", "power_values", "time_zones"}

    # What only the scripts read that such an image has.
    words = {"machine": "machine = {", "proxy": "proxy = {"}
    asked_for = {name for name, word in words.items() if word in CASES[key]}
    updates = set() if "windows_update = false" in CASES[key] else {"updates"}

    if 'os_type = "Linux"' in CASES[key]:
        assert {*always, "package_manager", "package_updates", "repositories"} | (
            asked_for - {"proxy"}
        ) == data.keys()
    else:
        always |= {"languages", "local_accounts", "first", "last", "paused"} | updates
        assert always | asked_for == data.keys()
        assert parts == data["first"].keys() == data["last"].keys()
        assert {"services", "scheduled_tasks"} == data["paused"].keys()
    assert len({frozenset(one) for one in data["leftovers"]}) == 1
    assert len({frozenset(product) for product in data["software"]}) <= 1


def test_settings_that_clash() -> None:
    """No two settings write different values to one place."""
    written: dict[tuple[str, str], object] = {}
    for setting in settings().values():
        for value in setting.registry:
            where = (value.path.lower(), value.name.lower())
            assert value.value == written.setdefault(where, value.value)
