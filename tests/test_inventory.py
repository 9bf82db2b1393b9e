"""What an image is made of, as its software list says: the script asks a stand-in for Azure."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from packer.software_list import Product, SoftwareList, Source, System
from tests.conftest import PROJECT, Run
from tests.metadata import BUSY, UBUNTU, answering
from tests.old_packer import SOURCE_VERSION, as_1_6_6_reads_it, console, copy_of

IMAGE = "/subscriptions/s/resourceGroups/r/providers/Microsoft.Compute/galleries/g/images/base"
VERSION = f"{IMAGE}/versions/1.0.6"
SHARED = "/SharedGalleries/g/Images/base/Versions/latest"
NAMES = {"publisher": "canonical", "offer": "ubuntu-24_04-lts", "sku": "server"}


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module, whose waits take no time, on a machine with a proxy that answers nobody."""
    spec = importlib.util.spec_from_file_location("inventory", PROJECT / "packer/scripts/linux/inventory.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module.time, "sleep", lambda _: None)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    return module


def machine(version: str = "", /, **image: str) -> dict[str, Any]:
    """What Azure says of a VM: what does not apply is an empty text."""
    return {"version": version, "storageProfile": {"imageReference": image}}


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (UBUNTU, {**NAMES, "version": "24.04.202510010"}),
        # As it was before 2023: only the machine has the version.
        (machine("24.04.1", **NAMES, version="latest", id=""), {**NAMES, "version": "24.04.1"}),
        (machine(id=VERSION), {"id": VERSION, "version": "1.0.6"}),
        (machine(id=IMAGE, exactVersion="1.0.7"), {"id": IMAGE, "version": "1.0.7"}),
        (machine(id="", sharedGalleryImageId=SHARED), {"id": SHARED, "version": None}),
        (machine("latest", **NAMES, version="latest"), {**NAMES, "version": None}),
    ],
)
def test_the_image_that_a_machine_was_made_from(
    script: ModuleType, answer: object, found: dict[str, str]
) -> None:
    """It has the version that was really used. "latest" is none: then the list has no version."""
    nothing = dict.fromkeys(("publisher", "offer", "sku", "version", "id"))
    with answering(answer) as (address, asked):
        assert nothing | found == script.source(f"http://{address}/metadata")
        assert ["/metadata"] == asked


def test_a_service_that_is_busy(script: ModuleType) -> None:
    """It is asked again."""
    with answering(BUSY, 500, UBUNTU) as (address, asked):
        assert "24.04.202510010" == script.source(f"http://{address}/")["version"]
        assert 3 == len(asked)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ((BUSY, BUSY, BUSY), "HTTP Error 429"),
        ((b"<html>", b"<html>", b"<html>"), "Expecting value"),
        (({},), "storageProfile"),
        (([],), "storageProfile"),
    ],
)
def test_a_machine_elsewhere(
    script: ModuleType, answers: tuple[object, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without an answer, the list says why it has no source, and the build goes on."""
    with answering(*answers) as (address, _):
        found = script.source(f"http://{address}/")

    assert ["unknown"] == list(found)
    assert said in found["unknown"]
    assert found["unknown"] in capsys.readouterr().out


@pytest.mark.parametrize(
    ("listed", "version", "source"),
    [
        ('{"source": {"version": "1.2.3", "id": null}}', "1.2.3", '{"id":null,"version":"1.2.3"}'),
        ('{"source": {"version": null}}', SOURCE_VERSION, '{"version":null}'),
        ('{"source": {"unknown": "no answer"}}', SOURCE_VERSION, '{"unknown":"no answer"}'),
        ('{"software": []}', SOURCE_VERSION, ""),
    ],
)
@pytest.mark.parametrize("folder", ["everything"], indirect=True)
def test_the_manifest_of_packer(
    folder: Path, packer: Run, tmp_path: Path, listed: str, version: str, source: str
) -> None:
    """It has the source by the software list, and else the version that was asked for: never "latest"."""
    (tmp_path / "everything.software.json").write_text(listed)
    lines = [line.strip() for line in (folder / "build.pkr.hcl").read_text().splitlines()]
    copy = copy_of(folder, tmp_path / "copy", as_1_6_6_reads_it((folder / "source.pkr.hcl").read_text()))

    def said(name: str) -> str:
        (expression,) = [line.partition(" = ")[2] for line in lines if re.match(rf"{name} += try", line)]
        return console(packer, copy, expression, "-var", f"manifest_folder={tmp_path}").strip()

    assert (version, source) == (said("source_version"), said("source"))


def keys(function: str) -> set[str]:
    """The keys of the first table that a function of inventory.ps1 makes."""
    text = (PROJECT / "packer/scripts/windows/inventory.ps1").read_text()
    body = text.partition(f"function {function}")[2]
    table = body[body.index("[ordered] @{") + len("[ordered] @{") :]
    return set(re.findall(r"(?:^|[;\n])\s*(\w+) = ", table[: table.index("}")]))


def test_windows_writes_what_is_read() -> None:
    """The list of a Windows image has all that is compared, and Azure is asked for it in the same words."""
    of_linux = {"packages"}

    assert SoftwareList.model_fields.keys() - of_linux == keys("Get-Inventory")
    assert Product.model_fields.keys() == keys("New-SoftwareEntry")
    assert Source.model_fields.keys() - {"unknown"} == keys("ConvertTo-SourceImage")
    assert System.model_fields.keys() == keys("Get-WindowsVersion")
    asked = re.search(r'METADATA = "(.+)"', (PROJECT / "packer/scripts/linux/inventory.py").read_text())
    assert asked
    assert f"'{asked[1]}'" in (PROJECT / "packer/scripts/windows/inventory.ps1").read_text()
