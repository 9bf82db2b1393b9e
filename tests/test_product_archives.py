"""Where a product comes from: a file in an archive, beside the catalog, or not the shipped one."""

import json
import re
from pathlib import Path

import pytest

from catalog.load import load
from committed.normalize import SUBSCRIPTION, expected
from packer.facts import FILE
from packer.render import render
from tests.catalogs import write, written
from tests.one_product import SIGNED, having, of

LAYOUTS = {
    "as it was": ("x64/Release/FSLogixAppsSetup.exe", "Win32/Release/FSLogixAppsSetup.exe"),
    "a folder around it": (
        "FSLogix_25.06/x64/Release/FSLogixAppsSetup.exe",
        "FSLogix_25.06/Win32/Release/F.exe",
    ),
    "no Release": ("x64/FSLogixAppsSetup.exe", "x64/FSLogixAppsRuleEditorSetup.exe"),
    "in other letters": ("X64/Release/fslogixappssetup.exe", "ARM64/Release/FSLogixAppsSetup.exe"),
}
"""Archives: the installer, and what is not."""


@pytest.mark.parametrize("layout", LAYOUTS)
def test_installer_is_found_by_its_name(layout: str, rendered: Path) -> None:
    """Wherever FSLogix's installer for x64 is in its archive, it is found, and the one for x86 is not."""
    products = json.loads((rendered / "everything/image.json").read_text())["software"]
    pattern = next(one for one in products if one["id"] == "fslogix")["member_pattern"]
    paths = ["\\" + name.replace("/", "\\") for name in LAYOUTS[layout]]

    assert paths[:1] == [path for path in paths if re.search(pattern, path)]


@pytest.mark.parametrize(
    ("member", "path", "found"),
    [
        ("setup.exe", r"\a\b\setup.exe", True),
        ("setup.exe", r"\mysetup.exe", False),
        ("setup.exe", r"\setup.exe.config", False),
        (r"x64\setup.exe", r"\v2\x64\setup.exe", True),
        ("x64/setup.exe", r"\v2\x64\setup.exe", True),
        ("x64/setup.exe", r"\v2\notx64\setup.exe", False),
        ("a+(b)[c].exe", r"\a+(b)[c].exe", True),
        ("*.msixbundle", r"\a b.msixbundle", True),
        ("jdk-*", r"\jdk-21.0.5", True),
        ("jdk-*", r"\openjdk-21.0.5", False),
    ],
)
def test_names_in_archives(member: str, path: str, found: bool, tmp_path: Path) -> None:
    """A name is a whole name, a path its end, a star any text; other letters stand for themselves."""
    products, _ = of(having(tmp_path, f"{SIGNED}archive_member = '{member}'"))

    assert found is (re.search(products["p"]["member_pattern"], path) is not None)


def test_file_beside_the_catalog(tmp_path: Path) -> None:
    """A file is copied into the folder and verified in the VM; changed, it is another image."""
    line = 'name = "P"\nfile = "installers/agent.msi"\ninstaller = "msi"\nproof = { program = "P" }'
    path = having(tmp_path, line)
    catalog = load(path)
    files = render(catalog=catalog, outputs=expected(catalog), subscription_id=SUBSCRIPTION)["win11-avd"]
    facts = json.loads(files[FILE])
    (upload,) = [one for one in facts["provisioners"] if one["id"] == "file of p"]
    digest = facts["files"]["own/installers/agent.msi"]

    assert ("${path.root}/own/installers/agent.msi", "C:/goldshelf/files/p/setup.msi") == (
        upload["source"],
        upload["destination"],
    )
    assert "own/installers/agent.msi" in files
    assert digest == json.loads(files["image.json"])["software"][0]["sha256"]

    (tmp_path / "installers/agent.msi").write_bytes(b"another")
    again, _ = of(path)
    assert digest != again["p"]["sha256"]


@pytest.mark.parametrize(
    ("mine", "kept", "gone"),
    [
        ('file = "installers/agent.msi"', {"name", "signer", "arguments", "installer"}, {"url"}),
        (
            'file = "installers/agent.msi"\ninstaller = "msi"',
            {"name", "proof"},
            {"url", "signer", "arguments"},
        ),
        (
            'winget = "Microsoft.VisualStudioCode"',
            {"name", "registry", "proof"},
            {"url", "signer", "arguments"},
        ),
        ('version = "1.2.3"', {"url", "signer", "arguments"}, set()),
    ],
)
def test_shipped_product_from_elsewhere(mine: str, kept: set[str], gone: set[str], tmp_path: Path) -> None:
    """A shipped product can come from elsewhere: what belongs to its own installer does not stay."""
    having(tmp_path, SIGNED)
    catalog = load(write(tmp_path, written(f"[software.windows.vscode]\n{mine}\n")))
    product = catalog.software.windows["vscode"].model_dump(exclude_defaults=True)

    assert kept <= product.keys()
    assert set() == gone & product.keys()
