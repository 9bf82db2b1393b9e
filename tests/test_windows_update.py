"""Updates of Windows: when a build installs them, which it leaves out, how long it tries, and from where."""

import json
import re
from base64 import b64encode
from typing import Any

import pytest
import tree_sitter_powershell
from tree_sitter import Language, Parser

from files.folders import Files
from tests.images import folder, reviewed, steps, with_line
from tests.test_security_review import downgrades

PARSER = Parser(Language(tree_sitter_powershell.language()))
THREE = 'windows_update = { phases = ["updated", "software", "settings"], timeout = "3h" }'
WSUS = 'windows_update = { service = "wsus", server = "https://wsus.contoso.example:8531" }'
LEFT_OUT = ["exclude:$_.Title -like '*Preview*'", "exclude:$_.Title -like '*KB5007651*'"]


def passes(files: Files) -> list[dict[str, Any]]:
    """What the plugin is told, each time."""
    return [one for one in steps(files) if one["id"] == "windows-update"]


def ids(files: Files) -> list[str]:
    """The provisioners in their order."""
    return [one["id"] for one in steps(files)]


def told(files: Files) -> Any:
    """What the scripts are told of updates."""
    return json.loads(files["image.json"]).get("updates")


@pytest.mark.parametrize("line", ["windows_update = true", "windows_update = {}"])
def test_default(line: str) -> None:
    """A catalog without the key, with true, or with an empty table makes the same build."""
    assert folder() == folder(with_line(line))
    assert [(25, "9000s")] == [(one["update_limit"], one["timeout"]) for one in passes(folder())]
    assert (7200, "2h", "windows_update") == tuple(
        told(folder())[key] for key in ("timeout", "time_limit", "service")
    )


@pytest.mark.parametrize(
    ("keys", "restart"),
    [("", "2h"), ('timeout = "3h"', "3h"), ('timeout = "3h", restart_timeout = "1h"', "1h")],
)
def test_a_restart_is_within_the_time(keys: str, restart: str) -> None:
    """A restart may take as long as all updates, or less, and not the plugin's four hours."""
    assert [restart] == [
        one["restart_timeout"] for one in passes(folder(with_line(f"windows_update = {{ {keys} }}")))
    ]


def test_one_update_is_left_out() -> None:
    """An update of a month that stops every build is left out by its number, besides what always is."""
    (one,) = passes(
        folder(with_line('windows_update = { exclude = ["KB5075941", "*.NET?8*", "KB5007651"] }'))
    )

    assert [
        *LEFT_OUT,
        "exclude:$_.Title -like '*KB5075941*'",
        "exclude:$_.Title -like '*.NET?8*'",
        "include:$true",
    ] == [text for text in one["filters"] if "updates-over.txt" not in text]


def test_every_filter_is_one_comparison() -> None:
    """Whatever characters a pattern may have, PowerShell reads one string in it, and no code."""
    files = folder(with_line('windows_update = { exclude = ["* .,:;+&/()#_-?aZ09*"], timeout = "1h" }'))
    for one in passes(files)[0]["filters"]:
        root = PARSER.parse(one.partition(":")[2].encode()).root_node
        texts = re.findall(r"'([^']*)'", one)

        assert not root.has_error
        assert all("'" not in text for text in texts)
        if "-like" in one:
            assert 1 == len(texts)
            assert f"exclude:$_.Title -like '{texts[0]}'" == one


def test_passes() -> None:
    """Three passes: at the beginning, after the products, and last before the tests."""
    files = folder(with_line(THREE))
    order = [one for one in ids(files) if re.search("windows-update|software|settings|restart|test", one)]

    assert [
        "powershell apply-settings.ps1 PHASE=first",
        "windows-update",
        "powershell install-software.ps1 PRODUCT=vscode",
        "powershell install-software.ps1 PRODUCT=chrome",
        "windows-update",
        "windows-restart",
        "powershell apply-settings.ps1 PHASE=last",
        "windows-update",
        "windows-restart",
        "powershell test-image.ps1 IMAGE_VERSION=${var.image_version}",
    ] == order[:10]
    assert "windows-update" not in order[10:]


def test_time_limit() -> None:
    """One clock in the VM for all passes, which Packer waits for; a failed build ends with the reason."""
    files = folder(with_line(THREE))
    (around,) = {
        tuple(ids(files)[at - 1 : at + 2]) for at, id_ in enumerate(ids(files)) if id_ == "windows-update"
    }
    (said,) = re.findall(
        r'error-cleanup-provisioner "powershell" \{(.*?)\n  \}', files["build.pkr.hcl"], re.DOTALL
    )

    assert (
        "powershell updates.ps1 MOMENT=before",
        "windows-update",
        "powershell updates.ps1 MOMENT=after",
    ) == around
    assert {"12600s"} == {one["timeout"] for one in passes(files)}
    assert (10800, "3h") == (told(files)["timeout"], told(files)["time_limit"])
    assert "updates-over.txt" in said
    assert {1} == {sum("updates-over.txt" in one for one in each["filters"]) for each in passes(files)}
    assert "updates-over.txt" in files["scripts/limit-updates.ps1"]
    assert "${path.root}/scripts/limit-updates.ps1" in files["build.pkr.hcl"]
    assert "error-cleanup" not in folder(with_line("windows_update = false"))["build.pkr.hcl"]


def test_categories() -> None:
    """Windows is asked for the classifications by the ids that are the same in every language."""
    line = 'windows_update = { categories = ["Security Updates", "Drivers"] }'
    plain = "BrowseOnly=0 and IsInstalled=0"

    assert (
        f"{plain} and CategoryIDs contains '0FA1201D-4330-4FA8-8AE9-B877473B6441' "
        f"or {plain} and Type='Driver'"
    ) == passes(folder(with_line(line)))[0]["search_criteria"]


def test_service() -> None:
    """Where updates come from reaches the scripts as data, around each pass."""
    files = folder(with_line(WSUS))

    assert {
        "service": "wsus",
        "server": "https://wsus.contoso.example:8531",
        "target_group": None,
        "keep_service": False,
        "timeout": 7200,
        "time_limit": "2h",
    } == told(files)
    assert 1 == ids(files).count("powershell updates.ps1 MOMENT=before")
    assert "wsus.contoso.example" not in files["build.pkr.hcl"]


def test_the_command_of_the_plugin_fits() -> None:
    """As many updates as the rule lets through fit into a line of cmd.exe, as the plugin writes it."""
    many = ", ".join(f'"KB{5_000_000 + number}"' for number in range(62))
    (one,) = passes(folder(with_line(f"windows_update = {{ exclude = [{many}] }}")))
    filters = ",".join("'" + text.replace("'", "''") + "'" for text in one["filters"])
    script = (
        f"C:/Windows/Temp/packer-windows-update.ps1 -SearchCriteria '{one['search_criteria']}' "
        f"-Filters {filters} -UpdateLimit 25"
    )
    encoded = b64encode(script.encode("utf-16le")).decode()
    line = (
        f"cmd /c PowerShell -ExecutionPolicy Bypass -OutputFormat Text -EncodedCommand {encoded} "
        rf">%SYSTEMROOT%\Temp\packer-windows-update-{'0' * 36}.out 2>&1"
    )

    assert 7800 < len(line) <= 8191


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("windows_update = true", "windows_update = false", "no longer updates Windows before"),
        (THREE, 'windows_update = { timeout = "3h" }', "searches for updates of Windows less often"),
        ("", 'windows_update = { exclude = ["KB5075941"] }', "leaves out the updates `*KB5075941*`"),
        ("", 'windows_update = { categories = ["Tools"] }', "installs updates of some categories only"),
        ("", WSUS, "takes updates from another server"),
        (WSUS, WSUS.replace("wsus.con", "evil.con"), "takes updates from another server"),
    ],
)
def test_review(old: str, new: str, message: str) -> None:
    """A review tells what is no longer updated, or from elsewhere."""
    found = downgrades(folder(with_line(old)), folder(with_line(new)))

    assert [message] == [one[: len(message)] for one in found]


def test_other_phases() -> None:
    """A pass at another time is told as another order, and is no loss."""
    moved = 'windows_update = { phases = ["settings"] }'

    assert [] == downgrades(folder(), folder(with_line(moved)))
    assert ["provisioners.(order)"] == [
        one.path for one in reviewed(folder(), folder(with_line(moved))).arguments
    ]
