"""Products of a catalog's own: what a build does for each kind, in the files that the hook writes."""

import json
import re
from pathlib import Path

import pytest

from catalog.load import examine
from catalog.windows_product import OF_INSTALLER, OF_ORIGIN, Supports, WindowsProduct, WindowsProof
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
        ('features = ["NetFx3"]', "install-features.ps1"),
        ('capabilities = ["OpenSSH.Server~~~~0.0.1.0"]', "install-features.ps1"),
    ],
)
def test_scripts_of_a_kind(lines: str, script: str | None, tmp_path: Path) -> None:
    """An image has the scripts that its products need, and a review shows no others."""
    path = having(tmp_path, lines if lines == SIGNED else f'name = "P"\n{lines}')
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


@pytest.mark.parametrize(
    ("lines", "installer", "packer"),
    [
        ("", 25 * 60, "1h"),
        ('timeout = "90m"', 90 * 60, "2h5m"),
        ('timeout = "10m"', 10 * 60, "45m"),
        ('timeout = "24h"', 24 * 3600, "24h35m"),
    ],
)
def test_long_installer(lines: str, installer: int, packer: str, tmp_path: Path) -> None:
    """An installer may take as long as its product says, and Packer waits longer than that."""
    products, provisioners = of(having(tmp_path, SIGNED + lines))

    assert (installer, [("p", None, packer)]) == (products["p"]["timeout"], installs(provisioners))


@pytest.mark.parametrize(
    ("limit", "beside", "installer"),
    [
        ("2h", "35m", 85 * 60),
        ("20m", "35m", 400),
        ("2h", "1h30m", 40 * 60),
        ("2h", "6m", 114 * 60),
        ("1s", "35m", 1),
    ],
)
def test_limit_of_the_image(limit: str, beside: str, installer: int, tmp_path: Path) -> None:
    """Without a timeout of its own, a product has that of the image, less what comes around its installer."""
    build = f'software = ["p"]\ntimeouts = {{ software = "{limit}", beside_installer = "{beside}" }}'
    products, provisioners = of(having(tmp_path, SIGNED, build=build))

    assert (installer, [("p", None, limit)]) == (products["p"]["timeout"], installs(provisioners))


def test_long_download(tmp_path: Path) -> None:
    """Packer waits as much longer than the installer may run as the image says."""
    build = 'software = ["p"]\ntimeouts = { beside_installer = "2h" }'
    products, provisioners = of(having(tmp_path, f'{SIGNED}timeout = "90m"', build=build))

    assert (90 * 60, [("p", None, "3h30m")]) == (products["p"]["timeout"], installs(provisioners))


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


KINDS = {*OF_INSTALLER, *OF_ORIGIN} - {"url", "file"}


def ended() -> set[str]:
    """The kinds of products whose installation runs as a program, which the scripts end in time."""
    scripts = [path.read_text() for path in (PROJECT / "packer/scripts/windows").glob("*.ps1")]
    bodies = {
        name: body
        for text in scripts
        for name, body in re.findall(r"(?ms)^function ([\w-]+)\(.*?\{\n(.*?)^\}", text)
    }
    whole = (PROJECT / "packer/scripts/windows/install-software.ps1").read_text()
    cases = re.search(r"(?ms)^switch \(\$product\.kind\) \{\n(.*?)^\}", whole)
    assert cases

    def ends(text: str) -> bool:
        called = {name for name in bodies if re.search(rf"\b{name}\b", text)}
        return "Invoke-Installer" in called or any(ends(bodies[name]) for name in called)

    found = re.findall(r"(?ms)^    ('\w+'|\{.*?\}) \{(.*?)(?=^    \S|\Z)", cases[1])
    named = {kind: text for words, text in found for kind in re.findall(r"'(\w+)'", words)}
    assert {*named} == KINDS
    return {kind for kind, text in named.items() if ends(text)}


def test_what_is_ended() -> None:
    """The page says of each kind of product whether its time limit ends it, as the scripts do."""
    _, table = PAGE.split("| what is installed | when its time is over |\n|---|---|\n")
    rows = table.split("\n\n")[0].splitlines()
    (first, second) = ({*re.findall(r"`(\w+)`", row.split("|")[1])} for row in rows)

    assert ended() == first | {"chocolatey", "winget", "module"}
    assert KINDS - ended() == second
