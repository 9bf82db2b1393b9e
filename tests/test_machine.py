"""What a machine itself has and loses: environment, PATH, time zone, accounts, apps; and a build's proxy."""

import json
import re
from pathlib import Path
from typing import Any

from catalog.load import load
from committed.normalize import SUBSCRIPTION, expected
from files.folders import Files
from packer.render import render
from tests.builds import image
from tests.image_content import LINUX_MACHINE, MACHINE
from tests.images import TEXT, folder, folders, reviewed, steps, with_line
from tests.test_security_review import downgrades


def told(files: Files) -> Any:
    """What the scripts are told."""
    return json.loads(files["image.json"])


def ids(files: Files) -> list[str]:
    """The provisioners in their order."""
    return [one["id"] for one in steps(files)]


def linux(tmp_path: Path, *lines: str) -> Files:
    """The folder of a Linux image with these lines in its build."""
    (tmp_path / "catalog.toml").write_text(TEXT + image("worker", *lines, system="linux"))
    catalog = load(tmp_path / "catalog.toml")
    return render(catalog=catalog, outputs=expected(catalog), subscription_id=SUBSCRIPTION)["worker"]


def test_order_on_windows() -> None:
    """Variables are there before products and own steps; apps go last before the restart and the tests."""
    kept = re.compile("machine|apps|PHASE|PRODUCT|restart|test|proxy|cleanup|sysprep")
    order = [one.removeprefix("powershell ") for one in ids(folder(with_line(MACHINE))) if kept.search(one)]

    assert [
        "apply-settings.ps1 PHASE=first",
        "set-machine.ps1",
        "proxy.ps1 MOMENT=before",
        "install-software.ps1 PRODUCT=vscode",
        "install-software.ps1 PRODUCT=chrome",
        "windows-restart",
        "apply-settings.ps1 PHASE=last",
        "remove-apps.ps1",
        "windows-restart",
        "test-image.ps1 IMAGE_VERSION=${var.image_version}",
        "test-machine.ps1",
        "cleanup.ps1",
        "windows-restart",
        "proxy.ps1 MOMENT=after",
        "prepare-sysprep.ps1",
        "sysprep.ps1",
    ] == order


def test_values_are_data() -> None:
    """Whatever is in a value, the scripts read it from image.json, and no template has it."""
    files = folder(with_line(MACHINE))
    value = "$(whoami) `n 'x' %TEMP% é"

    assert {"CONTOSO_SITE": value} == told(files)["machine"]["environment"]
    assert ["C:\\Own\\bin"] == told(files)["machine"]["path"]
    assert [] == [name for name, text in files.items() if name != "image.json" and "whoami" in text]
    assert files["image.json"].isascii()


def test_removed_apps_as_system() -> None:
    """Windows removes no package of another user for a remote session, and shows it to none."""
    found = {one["id"]: one.get("elevated_user") for one in steps(folder(with_line(MACHINE)))}

    assert {"SYSTEM"} == {found[f"powershell {name}.ps1"] for name in ("remove-apps", "test-machine")}


def test_accounts_of_the_layers() -> None:
    """An account that the base may have, a layered image may have too."""
    layer = image(
        "layer",
        'machine = { local_accounts = ["svc-two"] }',
        security="trusted_launch",
        source='{ image = "win11-avd" }',
    )
    made = folders(with_line('machine = { local_accounts = ["svc-one"] }'), ("", layer))

    assert ["svc-one"] == told(made["win11-avd"])["local_accounts"]
    assert ["svc-two", "svc-one"] == told(made["layer"])["local_accounts"]
    assert ["svc-two", "svc-one"] == told(made["layer"])["machine"]["local_accounts"]


def test_proxy_of_every_script(tmp_path: Path) -> None:
    """Every script of the build has the variables of the proxy, before its own; its name in facts stays."""
    plain, through = folder(), folder(with_line('proxy = { https = "http://proxy:3128" }'))
    scripts = [one for one in steps(through) if one["id"].startswith("powershell")]

    assert {"HTTPS_PROXY=http://proxy:3128"} == {one["environment_vars"][0] for one in scripts}
    assert [] == [one for one in ids(plain) if one not in ids(through)]
    assert ["powershell proxy.ps1 MOMENT=before", "powershell proxy.ps1 MOMENT=after"] == [
        one for one in ids(through) if one not in ids(plain)
    ]
    assert "https=proxy:3128" == told(through)["proxy"]["server"]
    assert "168.63.129.16" in told(through)["proxy"]["bypass"]

    worker = [one for one in steps(linux(tmp_path, LINUX_MACHINE)) if one["id"].startswith("shell")]
    assert {("HTTPS_PROXY=http://proxy:3128", "https_proxy=http://proxy:3128")} == {
        (one["environment_vars"][0], one["environment_vars"][2]) for one in worker
    }


def test_order_on_linux(tmp_path: Path) -> None:
    """The machine is set before the updates, and looked at after the restart."""
    order = [
        one for one in ids(linux(tmp_path, LINUX_MACHINE)) if re.search("machine|update|test-image", one)
    ]

    assert [
        "shell set-machine.sh MOMENT=set",
        "shell update.sh",
        "shell test-image.sh IMAGE_VERSION=${var.image_version}",
        "shell set-machine.sh MOMENT=test",
    ] == order


def test_review() -> None:
    """A change of the machine shows in a review, and an account that hosts keep is told of."""
    before, after = folder(), folder(with_line('machine = { local_accounts = ["svc-app"], path = ["C:/A"] }'))
    more = folder(with_line('machine = { local_accounts = ["svc-app", "svc-two"], path = ["C:/A"] }'))

    swapped = folder(with_line('machine = { local_accounts = ["svc-two", "svc-app"], path = ["C:/A"] }'))

    told = {one.path: one.new for one in reviewed(before, after).arguments}
    assert {'machine.local_accounts."svc-app"', 'machine.path."C:\\\\A"'} <= told.keys()
    assert "machine" not in told
    assert "keeps the local account `svc-app`" in " ".join(downgrades(before, after))
    assert [True] == ["`svc-two`" in one for one in downgrades(after, more)]
    assert [] == [*downgrades(more, before), *downgrades(more, swapped)]
    assert "keeps the local account `svc-app`" in " ".join(downgrades({}, after))


def test_what_comes_whole() -> None:
    """Each key of a proxy, of updates and of a machine is a line of its own, in a new image too."""
    lines = """proxy = { https = "http://proxy.contoso.example:3128" }
windows_update = { service = "wsus", server = "https://wsus.contoso.example:8531" }
machine = { environment = { A = "b" } }"""
    expected = {"machine.environment.A", "proxy.server", "updates.server"}

    for old in (folder(with_line("windows_update = false")), {}):
        told = {one.path for one in reviewed(old, folder(with_line(lines))).arguments}
        assert expected <= told
        assert not told & {"machine", "proxy", "updates", "machine.path", "machine.remove_apps"}


def test_new_image_without_updates() -> None:
    """A new image that gets no updates says so."""
    told = {one.path: one.new for one in reviewed({}, folder(with_line("windows_update = false"))).arguments}

    assert "false" == told["windows_update"]
    assert "windows_update" not in {one.path for one in reviewed({}, folder()).arguments}
