"""A definition without a build: Terraform manages it, and others publish its versions."""

from pathlib import Path

import pytest

from packer.hook import main
from tests.builds import outputs
from tests.catalogs import SOUND, run
from tests.conftest import stack, synthesize

PARTNER = """
[images.partner]
name               = "Partner-Appliance"
os_type            = "Windows"
hyper_v_generation = "V2"
security           = "trusted_launch"
identifier         = { publisher = "Partner", offer = "appliance", sku = "standard" }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a catalog of a built image, and a definition that others fill."""
    (tmp_path / "catalog.toml").write_text(SOUND + PARTNER)
    return tmp_path


def rendered(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The folders that the hook renders, from outputs as a deploy leaves them."""
    names = {"win11-avd": "Win11-AVD-Template", "partner": "Partner-Appliance"}
    (folder / "outputs.json").write_text(outputs(names))
    monkeypatch.chdir(folder)
    assert 0 == main(["--catalog", "catalog.toml"])
    return sorted(path.name for path in (folder / "packer.out").iterdir())


def test_nothing_is_said_of_it(folder: Path) -> None:
    """check asks for no source, no regions and no build of it."""
    assert "1 catalog, 0 errors, 0 warnings\n" == run(folder, "check").stdout


def test_explained(folder: Path) -> None:
    """It is explained with what Terraform sets, and that nothing here builds it."""
    lines = run(folder, "explain", "images.partner").stdout.splitlines()

    assert ["name", "build"] == [lines[0].split()[0], lines[-1].split()[0]]
    assert lines[-1].endswith("  # not written: nothing of this catalog builds it")


def test_terraform_makes_it(folder: Path) -> None:
    """It is a definition as any other, with its output."""
    assert 0 == synthesize(folder / "catalog.toml", folder).returncode
    made = stack(folder, "image-definition")

    assert {"win11-avd", "partner"} == made["resource"]["azurerm_shared_image"].keys()
    assert {"win11-avd", "partner"} == made["output"]["image_definitions"]["value"].keys()


def test_no_template(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The hook renders nothing for it, prints no command to build it, and reads its outputs all the same."""
    assert ["win11-avd"] == rendered(folder, monkeypatch)
    assert "partner" not in capsys.readouterr().out


def test_a_template_that_is_no_longer_wanted(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An image that loses its build keeps its folder until it is pruned, and the hook says so."""
    rendered(folder, monkeypatch)
    text = (folder / "catalog.toml").read_text()
    (folder / "catalog.toml").write_text(
        text[: text.index("[images.win11-avd.build]")] + text[text.index("\n[images.partner]") :]
    )
    assert ["win11-avd"] == rendered(folder, monkeypatch)
    assert "win11-avd: the catalog builds no such image; to remove it: " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("source", "findings"),
    [
        ('{ image = "partner" }', []),
        ('{ image = "partner", version = "1.0.0" }', []),
        (
            '{ image = "partnr" }',
            ["no image 'partnr' in this catalog; did you mean 'partner'? (GS115)"],
        ),
    ],
)
def test_image_that_starts_from_it(source: str, findings: list[str], folder: Path) -> None:
    """A built image can start from its versions, whose regions and disk goldshelf does not know."""
    text = (folder / "catalog.toml").read_text()
    marketplace = '{ publisher = "MicrosoftWindowsDesktop", offer = "windows-11", sku = "win11-25h2-avd" }'
    (folder / "catalog.toml").write_text(text.replace(marketplace, source))
    said = run(folder, "check").stdout.splitlines()[:-1]

    assert findings == [line.partition(".image: ")[2] for line in said]


def test_base_must_fit(folder: Path) -> None:
    """What the definition says of itself must be that of the image which starts from it."""
    text = (folder / "catalog.toml").read_text()
    marketplace = '{ publisher = "MicrosoftWindowsDesktop", offer = "windows-11", sku = "win11-25h2-avd" }'
    text = text.replace(marketplace, '{ image = "partner" }')
    head, _, tail = text.partition("[images.partner]")
    (folder / "catalog.toml").write_text(f"{head}[images.partner]{tail.replace('Windows', 'Linux', 1)}")

    assert "os_type: must be 'Linux' as in its base images.partner" in run(folder, "check").stdout


def test_nothing_is_assumed_of_a_linux_that_others_fill(folder: Path) -> None:
    """Which package manager it has must be written by the image which starts from it."""
    marketplace = '{ publisher = "MicrosoftWindowsDesktop", offer = "windows-11", sku = "win11-25h2-avd" }'
    text = (folder / "catalog.toml").read_text().replace('"Windows"', '"Linux"')
    (folder / "catalog.toml").write_text(text.replace(marketplace, '{ image = "partner" }'))
    (asked, _) = run(folder, "check").stdout.splitlines()
    (folder / "catalog.toml").write_text(
        text.replace(marketplace, '{ image = "partner" }\npackage_manager = "dnf"')
    )

    assert asked.endswith('which one the image has: write package_manager = "apt", "dnf" or "zypper" (GS310)')
    assert "1 catalog, 0 errors, 0 warnings\n" == run(folder, "check").stdout


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("biuld", "unknown key; did you mean 'build'? (GS002)"),
        ("vm_size", "is a key of [images.partner.build]: move it there (GS002)"),
    ],
)
def test_misspelt_build(key: str, message: str, folder: Path) -> None:
    """A build under a wrong name is no definition without one."""
    path = folder / "catalog.toml"
    path.write_text(f'{path.read_text()}{key} = "Standard_D4ads_v5"\n')

    assert message in run(folder, "check").stdout
