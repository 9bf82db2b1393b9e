"""Products of a catalog's own: what a build does for each kind, in the files that the hook writes."""

import json
import re
from pathlib import Path

import pytest

from catalog.load import examine
from catalog.windows_product import Supports, WindowsProduct, WindowsProof
from packer.facts import FILE
from tests.catalogs import write, written
from tests.conftest import PROJECT
from tests.one_product import SIGNED, having, installs, of, told

PAGE = (PROJECT / "docs/products.md").read_text()
EXAMPLES = re.findall(r"^```toml\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)


def test_every_kind_in_order(rendered: Path) -> None:
    """Each product is installed as its kind needs, for as long as it says, with its restarts."""
    provisioners = json.loads((rendered / "products" / FILE).read_text())["provisioners"]

    assert [
        ("net3", "SYSTEM", "1h"),
        ("restart after net3", None, "30m"),
        ("ssh", "SYSTEM", "1h"),
        ("chocolatey", None, "1h"),
        ("restart before node", None, "30m"),
        ("node", None, "1h"),
        ("tool", "build.User", "1h"),
        ("az", None, "1h"),
        ("file of module", None, None),
        ("module", None, "1h"),
        ("restart before agent", None, "30m"),
        ("file of agent", None, None),
        ("agent", None, "2h5m"),
        ("restart after agent", None, "30m"),
        ("terminal", "SYSTEM", "1h"),
        ("jdk", None, "1h"),
        ("gears", None, "1h"),
    ] == installs(provisioners)


@pytest.mark.parametrize(
    ("lines", "script"),
    [
        (SIGNED, None),
        ('chocolatey = "git"', "install-packages.ps1"),
        ('module = "Az"', "install-packages.ps1"),
        ('winget = "Git.Git"\nproof = { program = "Git" }', "install-winget.ps1"),
        (SIGNED.replace('"exe"', '"office"'), "install-office.ps1"),
        ('features = ["NetFx3"]', "install-features.ps1"),
        ('capabilities = ["OpenSSH.Server~~~~0.0.1.0"]', "install-features.ps1"),
    ],
)
def test_scripts_of_a_kind(lines: str, script: str | None, tmp_path: Path) -> None:
    """An image has the scripts that its products need, and a review shows no others."""
    path = having(tmp_path, lines if lines.startswith("name") else f'name = "P"\n{lines}')
    copied = " ".join(next(one["sources"] for one in of(path)[1] if "sources" in one))

    assert [*filter(None, [script])] == re.findall(r"install-[\w.-]+", copied)


@pytest.mark.parametrize(("phase", "restarts"), [("updated", ["restart before p"]), ("software", [])])
def test_restart_before_the_first_product(phase: str, restarts: list[str], tmp_path: Path) -> None:
    """A step before the first product may need the restart that this one asks for; a later one does not."""
    step = f'steps = [{{ name = "own", phase = "{phase}", inline = "exit 0" }}]'
    path = having(tmp_path, f'{SIGNED}needs = ["restart"]', build=f'software = ["p"]\n{step}')

    assert [*restarts, "p"] == [name for name, _, _ in installs(of(path)[1])]


def test_what_the_scripts_are_told(rendered: Path) -> None:
    """Every kind says what it is, and by what it is proved; WinGet's leftover is removed before Sysprep."""
    products = json.loads((rendered / "products/image.json").read_text())["software"]
    by_id = {one["id"]: one for one in products}
    proofs = {key: {k for k, v in one["proof"].items() if v and k != "name"} for key, one in by_id.items()}

    assert ["features", "capabilities", "msi", "chocolatey", "winget", "module", "module", "msi"] == [
        one["kind"] for one in products[:8]
    ]
    assert ["msix", "zip", None] == [one["kind"] for one in products[8:]]
    assert {
        "net3": {"features"},
        "ssh": {"capabilities"},
        "chocolatey": {"command"},
        "node": {"chocolatey"},
        "tool": {"program"},
        "az": {"module"},
        "module": {"module"},
        "agent": {"program"},
        "terminal": {"appx"},
        "jdk": {"command"},
        "gears": set(),
    } == proofs


def test_what_differs_by_kind(rendered: Path) -> None:
    """WinGet's leftover is removed before Sysprep; packages have their names, files their endings."""
    products = json.loads((rendered / "products/image.json").read_text())["software"]
    by_id = {one["id"]: one for one in products}

    assert ["Microsoft.Winget.Source"] == by_id["tool"]["sysprep_hazards"]
    assert ("nodejs-lts", "Contoso.Tool", "Az.Accounts") == tuple(
        by_id[key]["package"] for key in ("node", "tool", "az")
    )
    # .NET has the exit code of a process as a signed number.
    assert ([1638, -1073741515], 90 * 60) == (by_id["agent"]["exit_codes"], by_id["agent"]["timeout"])
    assert [
        None,
        None,
        "setup.msi",
        None,
        None,
        None,
        "setup.zip",
        "setup.msi",
        "setup.zip",
        "setup.zip",
        None,
    ] == [one["save_as"] for one in products]


def test_server_has_roles(rendered: Path) -> None:
    """A server gets features by DISM's names and roles by its own, as SYSTEM."""
    provisioners = json.loads((rendered / "server" / FILE).read_text())["provisioners"]
    iis = json.loads((rendered / "server/image.json").read_text())["software"][1]

    assert ("iis", "SYSTEM", "1h") in installs(provisioners)
    assert (
        ["Web-Server", "NET-Framework-45-ASPNET"] == iis["server_features"] == iis["proof"]["server_features"]
    )


def test_exit_codes_of_success(tmp_path: Path) -> None:
    """Further exit codes mean success, also those above 2^31; another word for the key is led there."""
    products, _ = of(having(tmp_path, f"{SIGNED}exit_codes = [1638, 0x8A150109]"))

    assert [1638, 0x8A150109 - 2**32] == products["p"]["exit_codes"]
    assert ["software.windows.p.success_exit_codes: unknown key; did you mean 'exit_codes'? (GS002)"] == told(
        tmp_path, f"{SIGNED}success_exit_codes = [1638]"
    )


@pytest.mark.parametrize("snippet", EXAMPLES)
def test_catalogs_in_the_page(snippet: str, tmp_path: Path) -> None:
    """What docs/products.md shows can be written into a catalog as it stands, and is rendered."""
    path = write(tmp_path, written(snippet))
    (tmp_path / "installers").mkdir()
    (tmp_path / "installers/printers.msi").write_bytes(b"an installer")
    products, provisioners = of(path)

    assert [] == examine(path).findings
    assert [*products] == [name for name, *_ in installs(provisioners) if " " not in name]


def test_the_page_names_every_key() -> None:
    """docs/products.md has every key of a product, of its proof and of what it supports."""
    keys = {*WindowsProduct.model_fields, *WindowsProof.model_fields, *Supports.model_fields}
    assert set() == {key for key in keys if not re.search(rf"\b{key}\b", PAGE)}
