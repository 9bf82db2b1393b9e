"""How long a product may take to install, and what happens when that time is over."""

import re
from pathlib import Path

import pytest

from catalog.windows_product import OF_INSTALLER, OF_ORIGIN
from tests.conftest import PROJECT
from tests.one_product import SIGNED, having, installs, of

PAGE = (PROJECT / "docs/products.md").read_text()
KINDS = {*OF_INSTALLER, *OF_ORIGIN} - {"url", "file"}
"""Every kind of product."""


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
        ("36m", "35m", 60),
        ("2h", "1h30m", 30 * 60),
        ("2h", "6m", 114 * 60),
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


def ended() -> set[str]:
    """The kinds of products whose installation runs as a program, which the scripts end in time."""
    scripts = [path.read_text() for path in (PROJECT / "packer/scripts/windows").glob("*.ps1")]
    bodies = {
        name: body
        for text in scripts
        for name, body in re.findall(r"(?ms)^function ([\w-]+)\(.*?\{\n(.*?)^\}", text)
    }
    whole = (PROJECT / "packer/scripts/windows/install-software.ps1").read_text()
    cases = re.search(r"(?ms)^    switch \(\$product\.kind\) \{\n(.*?)^    \}", whole)
    assert cases

    def ends(text: str) -> bool:
        called = {name for name in bodies if re.search(rf"\b{name}\b", text)}
        return "Invoke-Installer" in called or any(ends(bodies[name]) for name in called)

    found = re.findall(r"(?ms)^        ('\w+'|\{.*?\}) \{(.*?)(?=^        \S|\Z)", cases[1])
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
