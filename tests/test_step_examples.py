"""The examples of own steps in docs: each can be used as it stands, and does what it says."""

import re
import tarfile
import zipfile
from pathlib import Path

import pytest

from catalog.load import examine, load
from catalog.rules.step_uses import used_steps
from committed.normalize import SUBSCRIPTION, expected
from packer.render import render
from tests.catalogs import write, written
from tests.conftest import PROJECT, run_hook
from tests.old_packer import SCHEMA
from tests.plugin_schema import misfits
from tests.reader import source_of
from tests.step_folders import EXAMPLES, STEP, build, of_step, published, steps


@pytest.mark.parametrize("path", sorted(EXAMPLES.iterdir()), ids=lambda path: path.name)
def test_example_is_sound(path: Path) -> None:
    """Each example in docs can be used as it stands: check has nothing to say of it."""
    assert [] == examine(path / "catalog.toml").findings


def test_sources_are_those_of_the_plugin(examples: Path) -> None:
    """Every argument of the source of an example is one of azure-arm 2.6.3, and of its kind."""
    folders = sorted(path.parent for path in examples.glob("out-*/*/source.pkr.hcl"))

    assert 21 == len(folders)
    assert [] == [wrong for folder in folders for wrong in misfits(source_of(folder), SCHEMA)]


def test_session_host(examples: Path) -> None:
    """A session host runs its ten scripts in their phases, with restarts between."""
    folder = examples / "out-avd-host/win11-avd"

    assert [
        ("features", "start"),
        ("print-client", "software"),
        ("agent", "software"),
        ("fonts", "software"),
        *((name, "settings") for name in ("branding", "start-menu", "firewall", "shortcuts")),
        ("tests", "test"),
        ("forget-agent", "seal"),
    ] == steps(folder)
    assert 2 + 4 == build(folder).count('provisioner "windows-restart"')
    assert ["01-register.ps1"] == zipfile.ZipFile(folder / "archives/first_boot.zip").namelist()
    assert 10 == len([*(folder / "steps").iterdir()]) + 1


def test_layered_image(examples: Path) -> None:
    """A layered developer image installs its own, and validates it with Pester."""
    folder = examples / "out-developer-image/win11-dev"

    assert [("long-paths", "settings"), ("validation", "test")] == steps(folder)
    assert ["developer.Tests.ps1"] == zipfile.ZipFile(folder / "archives/validation.zip").namelist()
    assert '"${var.manifest_folder}/win11-dev.validation.xml"' in build(folder)
    assert build(folder).index("validation.xml") < build(folder).index("check-results.ps1")


def test_ansible_and_goss(examples: Path) -> None:
    """A server is set up by Ansible from beside Packer, and tested with goss."""
    folder = examples / "out-linux-server/ubuntu-24"
    play = of_step(folder, "baseline")

    assert [("baseline", "settings"), ("check", "test")] == steps(folder)
    assert "${path.root}/own/ansible/site.yml" == play["playbook_file"]
    assert ["ARTIFACTS_TOKEN=${var.ARTIFACTS_TOKEN}"] == play["ansible_env_vars"]
    assert (EXAMPLES / "linux-server/ansible/templates/motd.j2").read_text() == (
        folder / "own/ansible/templates/motd.j2"
    ).read_text()
    assert "github.com/hashicorp/ansible" in (folder / "plugins.pkr.hcl").read_text()


def test_server_of_another_family(tmp_path: Path) -> None:
    """A Rocky server of the company's own gallery has the same steps; its package manager is written."""
    published(EXAMPLES / "linux-server", tmp_path)
    text = (tmp_path / "catalog.toml").read_text()
    rocky = '{ gallery_name = "sources", resource_group = "sources", image_name = "rocky-9" }'
    (tmp_path / "catalog.toml").write_text(
        re.sub(r"(?m)^source .*", f'source = {rocky}\npackage_manager = "dnf"', text)
    )
    run = run_hook(tmp_path)
    folder = tmp_path / "packer.out/ubuntu-24"

    assert (0, "") == (run.returncode, run.stderr)
    assert [("baseline", "settings"), ("check", "test")] == steps(folder)
    assert "rocky-9" == source_of(folder)["shared_image_gallery"]["image_name"]


def test_puppet(examples: Path) -> None:
    """A CI worker is set up by Puppet, whose exit code 2 is a success, and restarts afterwards."""
    folder = examples / "out-ci-worker/worker"

    assert ([0, 2], "45m") == tuple(
        of_step(folder, "puppet")[name] for name in ("valid_exit_codes", "timeout")
    )
    with tarfile.open(folder / "archives/manifests.tar") as archive:
        assert ["puppet/manifests/worker.pp"] == archive.getnames()
    assert 2 == build(folder).count("systemctl reboot")


@pytest.mark.parametrize(
    "snippet",
    re.findall(
        r"^```toml\n(.*?)^```", (PROJECT / "docs/own-steps.md").read_text(), flags=re.MULTILINE | re.DOTALL
    ),
)
def test_catalogs_in_the_page(snippet: str, tmp_path: Path) -> None:
    """What docs/own-steps.md shows can be written into a catalog as it stands, and is rendered."""
    path = write(tmp_path, written(snippet))
    catalog = examine(path).catalog
    assert catalog
    for _, step in catalog.all_steps:
        for _, name in step.paths:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text("exit 0\n")
    (tmp_path / "hcl").mkdir(exist_ok=True)
    (tmp_path / "hcl/test.pkr.hcl").write_text('provisioner "powershell" {}\n')

    assert [] == [finding for finding in examine(path).findings if finding.rule != used_steps.id]

    sound = load(path)
    folders = render(catalog=sound, outputs=expected(sound), subscription_id=SUBSCRIPTION)
    named = {
        key: [name for name, step in sound.steps_of(image) if step.phase != "first_boot"]
        for key, image in sound.builds.items()
    }
    rendered = {key: STEP.findall(files["build.pkr.hcl"]) for key, files in folders.items()}
    assert {key: sorted(names) for key, names in named.items()} == {
        key: sorted(name for name, _ in steps) for key, steps in rendered.items()
    }
