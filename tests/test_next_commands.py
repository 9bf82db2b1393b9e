"""The hook ends with the commands to go on with: one build for each image, or the Packer to install."""

import shutil
from functools import partial
from pathlib import Path

import pytest

from tests.builds import NETWORKS, image, outputs
from tests.conftest import DATA, MAKE, PROJECT, Run, Write, run_hook
from tests.programs import program

OPEN = 'allowed_inbound_ip_addresses = ["203.0.113.7"]'
INSTALL = "https://developer.hashicorp.com/packer/install"


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder that is the PATH."""
    (tmp_path / "bin").mkdir()
    return tmp_path / "bin"


def packer(programs: Path, version: str) -> None:
    """Let `packer version` say that, and note that it was asked."""
    program(programs / "packer", f"echo asked >> {programs}.log\necho Packer v{version}")


@pytest.fixture
def hook(tmp_path: Path, programs: Path) -> Run:
    """Run the hook for a layered image of a layered image, which stand before their bases."""
    text = (DATA / "catalog.toml").read_text()
    layers = "".join(
        image(key, OPEN, security="trusted_launch", source=f'{{ image = "{base}" }}')
        for key, base in (("top", "middle"), ("middle", "win11-avd"))
    )
    at = text.index("[images.")
    (tmp_path / "catalog.toml").write_text(f"{text[:at]}{layers}\n{text[at:]}")
    keys = ("top", "middle", "win11-avd")
    names = {key: key for key in keys} | {"win11-avd": "Win11-AVD-Template"}
    (tmp_path / "outputs.json").write_text(outputs(names))
    return partial(run_hook, tmp_path, PATH=str(programs))


def test_every_image_is_named(hook: Run, programs: Path) -> None:
    """Each image has a command that can be pasted, a layered image after its base; Packer is asked once."""
    packer(programs, "1.10.0")
    run = hook()

    build = "packer build -var 'allowed_inbound_ip_addresses=[\"<your address>\"]' packer.out/win11-avd"
    assert run.stdout.endswith(
        f"next:  packer init packer.out/win11-avd && {build}\n"
        "       packer init packer.out/middle && packer build packer.out/middle\n"
        "       packer init packer.out/top && packer build packer.out/top\n"
    )
    assert "asked\n" == programs.with_suffix(".log").read_text()


@pytest.mark.parametrize(
    ("version", "here"),
    [(None, "it is not installed"), ("1.6.6", "this one is 1.6.6"), ("?", "it is not installed")],
)
def test_packer_that_is_missing(hook: Run, programs: Path, version: str | None, here: str) -> None:
    """Without a Packer that knows `packer init`, the hook says what to install, and names each image."""
    if version:
        packer(programs, version)
    run = hook()

    assert run.stdout.endswith(
        f"next:  install Packer 1.10 or newer ({here}): {INSTALL}\n"
        f"       then, for the build commands of win11-avd, middle, top: {MAKE} render\n"
    )
    assert "packer init" not in run.stdout


def test_for_another_catalog(hook: Run, programs: Path, tmp_path: Path) -> None:
    """The hook finds prod.toml's outputs in prod, writes there, and names that folder in what to type."""
    packer(programs, "1.16.0")
    (tmp_path / "catalog.toml").rename(tmp_path / "prod.toml")
    (tmp_path / "prod").mkdir()
    (tmp_path / "outputs.json").rename(tmp_path / "prod/outputs.json")
    old = shutil.copytree(PROJECT / "tests/golden/win11-avd", tmp_path / "prod/packer.out/old")
    first = hook(CATALOG="prod.toml")
    moved = hook(
        "--catalog", "prod.toml", "--out", "prod/packer.out", "--outputs", "prod/../prod/outputs.json"
    )

    assert "packer init prod/packer.out/middle && packer build prod/packer.out/middle\n" in first.stdout
    assert (
        "kept prod/packer.out/old: the catalog builds no such image; to remove it: "
        f"{MAKE} render CATALOG=prod.toml HOOK_FLAGS=--prune\n"
    ) in first.stdout
    assert (
        "-m packer.hook --outputs prod/../prod/outputs.json --catalog prod.toml --out prod/packer.out "
        "--prune\n"
    ) in moved.stdout
    assert old.exists()


def test_in_the_sandbox(hook: Run, programs: Path, tmp_path: Path) -> None:
    """What the sandbox rendered is not to be built: the commands are those of a deploy to Azure."""
    packer(programs, "1.16.0")
    run = hook("--out", ".sandbox/packer.out", SANDBOX_FOLDER=str(tmp_path / ".sandbox"))

    assert (
        f"for real:  az login && export ARM_SUBSCRIPTION_ID=<your subscription> && {MAKE} deploy\n"
        "           packer init packer.out/win11-avd && "
    ) in run.stdout
    assert "build .sandbox" not in run.stdout


def test_the_version_of_the_source(hook: Run, programs: Path, tmp_path: Path) -> None:
    """Where a tag names the version of the source, the command looks it up; elsewhere it does not."""
    packer(programs, "1.16.0")
    path = tmp_path / "catalog.toml"
    text = path.read_text().replace(
        "[images.middle.build]", '[images.middle.build]\nversion_tags = { base = "{base_version}" }'
    )
    path.write_text(text)
    run = hook()

    assert run.stdout.endswith(
        "       packer init packer.out/middle && packer build "
        '-var "source_version=$(bash packer.out/middle/source-version.sh)" packer.out/middle\n'
        "       packer init packer.out/top && packer build packer.out/top\n"
    )
    assert 1 == run.stdout.count("source-version.sh")


def test_a_layer_with_more_disks_is_told_its_source(hook: Run, programs: Path, tmp_path: Path) -> None:
    """Packer knows the data disks of a base only if the command names its version: else two collide."""
    packer(programs, "1.10.0")
    catalog = tmp_path / "catalog.toml"
    lines = catalog.read_text().replace(OPEN, f"{OPEN}\nextra = {{ disk_additional_size = [64] }}", 1)
    catalog.write_text(lines)

    run = hook()

    assert '-var "source_version=$(bash packer.out/top/source-version.sh)" packer.out/top\n' in run.stdout
    assert 1 == run.stdout.count("source-version.sh")


@pytest.mark.parametrize(
    ("build", "asks"),
    [
        (OPEN, False),
        (NETWORKS["vnet"], False),
        ("windows_update = false", True),
    ],
)
def test_who_may_reach_the_vm(
    catalog_file: Write, outputs_file: Path, programs: Path, build: str, asks: bool
) -> None:
    """The command asks for an address only where the catalog does not say who may come in."""
    packer(programs, "1.10.0")
    catalog_file(("[images.win11-avd.build]", f"[images.win11-avd.build]\n{build}"))
    run = run_hook(outputs_file.parent, PATH=str(programs))

    assert asks == ("<your address>" in run.stdout)
