"""What passes `check` deploys, and renders to what Packer takes: with catalogs that nobody thought of."""

import contextlib
import io
import json
import tempfile
from collections import Counter
from pathlib import Path
from random import Random, SystemRandom

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from catalog.load import examine
from deployed.subscriptions import in_another_subscription
from facts.security import PROFILES
from packer import hook
from tests.builds import SUBSCRIPTION, outputs
from tests.catalogs import Toml, write
from tests.conftest import Run
from tests.deploys import cdktf
from tests.judge import refusals
from tests.old_packer import SCHEMA, accepted, as_1_6_6_reads_it, copy_of, formatted
from tests.own_steps import write_files
from tests.plugin_schema import misfits
from tests.random_catalogs import catalog
from tests.reader import source_of

IMAGES = 40
"""In a random catalog."""
SEEDS = st.integers(min_value=0, max_value=2**32)
# To make a failing catalog smaller would mean to deploy it hundreds of times: its seed is enough.
ONCE = [Phase.explicit, Phase.generate]


def sound(folder: Path, data: Toml) -> tuple[Path, Toml]:
    """The catalog without images that break a rule, or the hook's, nor those that start from them."""
    write_files(folder)
    while True:
        path = write(folder, data)
        found = examine(path)
        wrong = {
            finding.field.split(".")[1] for finding in found.errors if finding.field.startswith("images.")
        }
        if not wrong and any(finding.field.startswith("vcpu_quota") for finding in found.errors):
            data = {name: one for name, one in data.items() if name != "vcpu_quota"}
            continue
        if not wrong:
            assert found.catalog
            assert [] == found.errors, "\n".join(map(str, found.errors))
            wrong = {one.split(".")[1] for one in in_another_subscription(found.catalog, SUBSCRIPTION)}
        if not wrong:
            return path, data
        data = {**data, "images": {key: one for key, one in data["images"].items() if key not in wrong}}


def built(data: Toml) -> Toml:
    """The images that Packer builds."""
    return {key: image for key, image in data["images"].items() if "build" in image}


def folders_of(path: Path, published: str) -> Path:
    """The folders that the hook writes for a catalog."""
    folder = path.parent
    files = {"--outputs": folder / "outputs.json", "--catalog": path, "--out": folder / "packer.out"}
    files["--outputs"].write_text(published)
    with contextlib.redirect_stdout(io.StringIO()):
        assert 0 == hook.main([str(part) for pair in files.items() for part in pair])
    return files["--out"]


def test_random_catalogs_are_of_all_kinds(tmp_path: Path) -> None:
    """Of random images enough pass to say something, and the others break most of the rules."""
    broken: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    for seed in range(15):
        data = catalog(Random(seed), images=IMAGES)
        broken.update(finding.rule for finding in examine(write(tmp_path, data)).errors)
        passed.update(image["security"] for image in sound(tmp_path, data)[1]["images"].values())

    assert passed.total() > 15 * IMAGES / 10
    assert PROFILES.keys() == passed.keys()
    assert len(broken) > 40, sorted(broken)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"location": "West US"}, "the build region is no target"),
        ({"build_resource_group_name": "g"}, "exactly one of location and build_resource_group_name"),
        ({"security_type": "TrustedLaunch"}, "security_type of another profile"),
        (
            {"managed_image_name": "m"},
            "a managed image goes into '...Supported' definitions, and nothing else does",
        ),
        ({"vm_size": "Standard_D4ps_v6"}, "architecture of the size"),
        ({"vm_size": "Standard_D4ads_v6"}, "NVMe only, into a definition for SCSI"),
        ({"vm_size": "Standard_D4_v3"}, "size of generation 1"),
        ({"image_sku": "win10-22h2-avd"}, "a source of generation 1"),
        ({"license_type": "RHEL_BYOS"}, "license of the other system"),
        ({"plan_info": {"plan_name": "p"}}, "purchase plan on one side"),
        ({"skip_create_image": True}, "no version, or a disk that stays"),
        ({"disk_additional_luns": [1]}, "numbers of disks that are not these disks"),
        ({"winrm_port": 5985}, "WinRM without HTTPS"),
        ({"winrm_use_ntlm": False}, "Basic to a Windows that has it off"),
    ],
)
def test_the_judge_can_say_no(rendered: Path, change: Toml, sentence: str) -> None:
    """A source that is wrong in one point is refused for that; as it was rendered, it is not."""
    definition = {"security": "standard", "hyper_v_generation": "V2"}
    source = source_of(rendered / "bare")

    assert [] == refusals(definition, {}, source)
    assert sentence in refusals(definition, {}, {**source, **change})


@pytest.mark.torture
@settings(deadline=None, phases=ONCE, max_examples=max(20, settings().max_examples // 10))
@given(SEEDS)
def test_what_passes_renders_to_what_the_plugin_and_azure_take(seed: int) -> None:
    """HashiCorp's parser reads each folder; the plugin's schema and rules, and Azure's, say nothing."""
    with tempfile.TemporaryDirectory() as temporary:
        path, data = sound(Path(temporary), catalog(Random(seed), images=IMAGES))
        folders = folders_of(path, outputs({key: key for key in data["images"]}))
        for key, image in built(data).items():
            source = source_of(folders / key)
            assert [] == list(misfits(source, SCHEMA)), key
            assert [] == refusals(image, data["gallery"], source), f"{key}: {path.read_text()}"


def test_what_passes_deploys_and_packer_takes_it(packer: Run, tmp_path: Path) -> None:
    """The real cdktf and Terraform deploy it to the sandbox; the real Packer takes what the hook writes."""
    folder, seed = tmp_path, SystemRandom().randrange(2**32)
    print(f"seed {seed}")  # another one in each run; pytest shows it where this fails
    path, data = sound(folder, catalog(Random(seed), images=IMAGES))
    run = cdktf("deploy", path, sandbox=folder)
    assert 0 == run.returncode, run.stdout + run.stderr
    deployed = json.loads((folder / "azure.json").read_text())
    folders = folders_of(path, (folder / "outputs.json").read_text())

    assert data["images"].keys() == {one["name"] for id_, one in deployed.items() if "/images/" in id_}
    (folder / "files").mkdir()
    formatted(packer, folders, folder / "files")
    for text, key in {shape(folders / key): key for key in built(data)}.items():
        copy = copy_of(folders / key, folder, text.replace("KEY", key))
        (copy / "build.pkr.hcl").write_text(f'build {{\n  sources = ["source.azure-arm.{key}"]\n}}\n')
        accepted(packer, copy)


def shape(folder: Path) -> str:
    """The source as the old Packer reads it; the same for folders that differ by their key only."""
    return as_1_6_6_reads_it((folder / "source.pkr.hcl").read_text()).replace(folder.name, "KEY")
