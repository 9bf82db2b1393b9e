"""The examples of whole catalogs in docs: servers, developers' machines and CI workers, as they are built."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.certificates import ROOT_THUMBPRINT
from tests.old_packer import SCHEMA
from tests.plugin_schema import misfits
from tests.reader import source_of
from tests.step_folders import build, provisioners


def software(folder: Path) -> dict[str, dict[str, Any]]:
    """The products of an image, by id, in the order of the build."""
    found = json.loads((folder / "image.json").read_text())["software"]
    return {one["id"]: one for one in found}


def installs(folder: Path) -> list[str]:
    """The products, updates and restarts of a Windows build, in their order."""
    names = (
        re.search(
            r"PRODUCT=([\w-]+)|windows-(?:update|restart)|restart after [\w-]+|apply-settings|test-image",
            one["id"],
        )
        for one in provisioners(folder)
    )
    return [found[1] or found[0] for found in names if found]


def test_session_host(examples: Path) -> None:
    """A session host has Office, Teams, OneDrive and the rest, and profiles where the company keeps them."""
    folder = examples / "out-avd-host/win11-avd"
    image = json.loads((folder / "image.json").read_text())
    set_ = {one["name"]: one["value"] for one in image["last"]["registry"]}

    assert [
        *("fslogix", "visual-cpp-runtime", "multimedia-redirection", "microsoft-365-apps", "onedrive"),
        *("webview2-runtime", "teams", "teams-meeting-add-in", "chrome"),
    ] == [*software(folder)]
    assert ["de-de", "en-us"] == software(folder)["microsoft-365-apps"]["office"]["languages"]
    assert ["\\\\files.contoso.example\\profiles"] == set_["VHDLocations"]
    assert (3 * 3_600_000, 8 * 3_600_000) == (set_["MaxIdleTime"], set_["MaxDisconnectionTime"])
    assert r"\\files.contoso.example\profiles\*\*.VHDX" in image["last"]["defender_exclusions"]
    assert (["de-DE"], ["de-DE", "en-US"]) == (
        image["languages"],
        image["machine"]["user_defaults"]["languages"],
    )
    assert [("Root", ROOT_THUMBPRINT)] == [
        (one["store"], one["thumbprint"]) for one in image["machine"]["trusted_certificates"]
    ]


def test_what_a_session_host_downloads(examples: Path) -> None:
    """A script of the example that downloads a program compares its hash before it runs it."""
    scripts = [path.read_text() for path in (examples / "out-avd-host/win11-avd/steps").iterdir()]
    downloads = [text for text in scripts if "Invoke-WebRequest" in text]
    order = re.compile(r"-OutFile \$setup\nif \(\(Get-FileHash .*throw.*\n.*Start-Process")

    assert 2 == len(downloads)
    assert all(order.search(text) for text in downloads)


def test_server_with_its_service_account(examples: Path) -> None:
    """A server has its roles before the agent that needs them, and hosts keep the account of the service."""
    folder = examples / "out-windows-server/app-server"
    agent = software(folder)["agent"]

    assert ["iis", "ssh", "agent"] == [*software(folder)]
    assert ["Web-Server", "Web-Asp-Net45", "Web-Windows-Auth"] == software(folder)["iis"]["server_features"]
    assert (True, 2400, [1638]) == tuple(agent[name] for name in ("with_identity", "timeout", "exit_codes"))
    assert "SERVICE_PASSWORD = var.SERVICE_PASSWORD" in build(folder)
    assert ["2h", "45m"] == sorted(set(re.findall(r'restart_timeout += "(\w+)"', build(folder))))
    machine = json.loads((folder / "image.json").read_text())["machine"]
    assert (["svc-app"], {"CONTOSO_SITE": "west"}) == (machine["local_accounts"], machine["environment"])


def test_server_has_nothing_of_a_session_host(examples: Path) -> None:
    """A server gets its updates by itself, and none of the settings that AVD needs."""
    last = json.loads((examples / "out-windows-server/app-server/image.json").read_text())["last"]

    assert [] == [one for one in last["registry"] if "WindowsUpdate" in one["path"]]
    assert ([], []) == (last["services"], last["scheduled_tasks"])


def test_developers_tools(examples: Path) -> None:
    """Chocolatey comes first, from the company's feed; tools from zip files are on the PATH."""
    folder = examples / "out-developer-tools/developer"
    products = software(folder)

    assert ["wsl", "restart after wsl", "chocolatey", "terraform"] == installs(folder)[2:6]
    assert {"https://nuget.contoso.example/api/v2/"} == {
        one["feed"] for one in products.values() if one["kind"] == "chocolatey" and one["package"]
    }
    assert ("C:\\Tools\\jdk", ["C:\\Tools\\jdk\\bin"]) == (
        products["jdk"]["machine_environment"]["JAVA_HOME"],
        products["jdk"]["path"],
    )
    assert ("Az", "1.2.3") == (products["az-module"]["package"], products["az-module"]["version"])


def test_dev_box(examples: Path) -> None:
    """A Dev Box is updated three times, and its large product may take two hours; its version is the date."""
    folder = examples / "out-dev-box/dev-box"
    updates = [index for index, one in enumerate(installs(folder)) if one == "windows-update"]

    assert 3 == len(updates)
    assert updates[0] < installs(folder).index("visual-studio") < updates[1] < updates[2]
    assert ("winget", 7200) == tuple(software(folder)["visual-studio"][name] for name in ("kind", "timeout"))
    assert "KB5075941" in build(folder)
    assert "local.image_version" in build(folder)


def test_rocky_server(examples: Path) -> None:
    """A Rocky server is made by dnf, with a repository whose key is pinned, and a package file."""
    folder = examples / "out-rocky-server/rocky-9"
    image = json.loads((folder / "image.json").read_text())

    assert ("dnf", ["git", "jq", "httpd", "contoso-agent"]) == (
        image["package_manager"],
        [one["package"] for one in image["software"] if one["package"]],
    )
    assert ["contoso"] == [one["id"] for one in image["repositories"]]
    assert ["https://packages.contoso.example/rhel/$releasever/$basearch/"] == [
        one["baseurl"] for one in image["repositories"]
    ]
    assert (folder / "scripts/dnf.sh").exists()
    assert not (folder / "scripts/apt.sh").exists()
    assert {
        "plan_name": "9-base",
        "plan_publisher": "resf",
        "plan_product": "rockylinux-x86_64",
    } == source_of(folder)["plan_info"]


def test_family_of_twelve(examples: Path) -> None:
    """Twelve workers have what they have in common from the defaults, and each what it says itself."""
    folders = {path.name: path for path in sorted((examples / "out-ci-workers").iterdir())}
    sizes = {key: source_of(folder).get("os_disk_size_gb") for key, folder in folders.items()}

    assert 12 == len(folders)
    assert {"Standard_D4ads_v5"} == {source_of(folder)["vm_size"] for folder in folders.values()}
    assert {key: 256 if key.endswith("large") else None for key in folders} == sizes
    assert [] == [*software(folders["ubuntu-24-minimal"])]
    assert ["git", "jq", "unzip", "docker"] == [*software(folders["ubuntu-24-docker"])]
    assert {True} == {(folder / "steps/runner.sh").exists() for folder in folders.values()}


@pytest.mark.parametrize("name", ["windows-server", "developer-tools", "dev-box", "rocky-server"])
def test_arguments(name: str, examples: Path) -> None:
    """Every argument of their sources is one of azure-arm 2.6.3."""
    folders = [path.parent for path in (examples / f"out-{name}").glob("*/source.pkr.hcl")]

    assert [] == [wrong for folder in folders for wrong in misfits(source_of(folder), SCHEMA)]
    assert folders
