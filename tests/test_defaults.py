"""What many images have in common is said once, and each image can say otherwise."""

import json
import re
from pathlib import Path

import pytest

from catalog.load import examine, load
from catalog.run import catalog_of_environment
from committed.normalize import SUBSCRIPTION, expected
from files.folders import Files
from packer.facts import read_facts
from packer.render import render
from review.compare import compare
from tests.catalogs import SOUND, run
from tests.conftest import PROJECT
from tests.images import committed

PAGE = (PROJECT / "docs/defaults.md").read_text("utf-8")
(FAMILY,) = re.findall(r"^```toml\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
GALLERY = """\
[gallery]
name           = "my_image_gallery"
resource_group = "my-resources"
location       = "East US"

"""
CATALOG = GALLERY + FAMILY


def rendered(folder: Path, text: str) -> dict[str, Files]:
    """What the hook renders of a catalog."""
    path = folder / "catalog.toml"
    path.write_text(text)
    catalog = load(path)
    return render(catalog=catalog, outputs=expected(catalog), subscription_id=SUBSCRIPTION)


def found(folder: Path, text: str) -> list[str]:
    """What is reported of a catalog."""
    path = folder / "catalog.toml"
    path.write_text(text)
    return [str(one).removeprefix(f"{path}:") for one in examine(path).findings]


def test_a_key_of_an_image_wins(tmp_path: Path) -> None:
    """An image has the defaults that it does not set, and a list of its own is the whole list."""
    folders = rendered(tmp_path, CATALOG)
    sizes = {key: read_facts(files["facts.json"]) for key, files in folders.items()}
    software = {key: json.loads(files["image.json"])["software"] for key, files in folders.items()}

    assert {"worker": "Standard_D4ads_v5", "worker-large": "Standard_D8ads_v5"} == {
        key: facts.source["vm_size"] for key, facts in sizes.items() if facts
    }
    assert {"worker": ["git", "jq"], "worker-large": ["git", "jq", "unzip"]} == {
        key: [one["id"] for one in products] for key, products in software.items()
    }


def test_a_table_of_an_image_wins(tmp_path: Path) -> None:
    """Tables are not merged either: an image's tags are its own tags."""
    text = CATALOG.replace("[defaults.images]", '[defaults.images]\ntags = { a = "1", b = "2" }').replace(
        "build      = {}", 'build      = {}\ntags = { c = "3" }'
    )
    folders = rendered(tmp_path, text)

    assert {"worker": {"image", "c"}, "worker-large": {"image", "a", "b"}} == {
        key: set(facts.azure_tags)
        for key, files in folders.items()
        if (facts := read_facts(files["facts.json"]))
    }


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        (
            'vm_size  = "Standard_D4ads_v5"',
            "vm_size  = 4",
            "13: defaults.build.linux.vm_size: must be text in quotes, got 4 (taken by worker) (GS004)",
        ),
        (
            'security           = "trusted_launch"',
            'security           = "trusted"',
            "9: defaults.images.security: use 'standard', 'trusted_launch', 'trusted_launch_supported', "
            "'confidential_vm' or 'confidential_vm_supported', got 'trusted' (taken by worker, worker-large) "
            "(GS004)",
        ),
        (
            "replicas = 3",
            "replicas = 51",
            "15: warning: defaults.build.linux.regions[0].replicas: should not exceed 50 in a region, as "
            "Azure advises, got 51: lower it (taken by worker, worker-large) (GS202)",
        ),
        (
            "vm_size  = ",
            "vm_sise  = ",
            "13: defaults.build.linux.vm_sise: unknown key; did you mean 'vm_size'? (taken by worker, "
            "worker-large) (GS002)",
        ),
        (
            "[defaults.images]",
            '[defaults.images]\nname = "x"',
            "7: defaults.images.name: cannot have a default: set it in each image: it must be unique in the "
            "gallery (GS340)",
        ),
        (
            "[images.worker]",
            "[defaults.build.windows]\nlanguages = 4\n\n[images.worker]",
            "19: warning: defaults.build.windows.languages: no image takes it, so it was not checked: remove "
            "it, or correct its name (GS255)",
        ),
        (
            "[images.worker]",
            "[defaults.build.mac]\n\n[images.worker]",
            "18: defaults.build.mac: unknown key; valid keys: windows, linux (GS002)",
        ),
    ],
)
def test_wrong_default(old: str, new: str, finding: str, tmp_path: Path) -> None:
    """A mistake in a default is reported once, where it is written, with the images that take it."""
    assert [finding] == found(tmp_path, CATALOG.replace(old, new, 1))


def test_accepted_for_the_image(tmp_path: Path) -> None:
    """A warning about a default is accepted for one of the images that take it, as any other."""
    text = CATALOG.replace("replicas = 3", "replicas = 51")
    accept = '[[accept]]\nrule = "GS202"\nreason = "one"\nimage = "worker"\n'
    (line,) = found(tmp_path, text + accept)

    assert line.endswith("(taken by worker-large) (GS202)")


def test_script_in_a_default(tmp_path: Path) -> None:
    """A step that is written in a default is parsed once, and reported there."""
    step = '[{ name = "x", phase = "software", inline = "for one in $@; do echo $one; done" }]'
    (tmp_path / "catalog.toml").write_text(CATALOG.replace('"jq"]', f'"jq"]\nsteps = {step}', 1))
    said = run(tmp_path, "check").stdout.splitlines()

    assert 1 == sum("defaults.build.linux.steps[0].inline: shellcheck:" in line for line in said)


def test_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`explain images.<key>` shows each value that an image has, and where it comes from."""
    (tmp_path / "catalog.toml").write_text(CATALOG)
    monkeypatch.delenv("CATALOG", raising=False)
    monkeypatch.chdir(tmp_path)
    assert tmp_path / "catalog.toml" == catalog_of_environment().resolve()
    lines = run(tmp_path, "explain", "images.worker").stdout.splitlines()
    told = {line.partition("  # ")[0].strip(): line.partition("  # ")[2] for line in lines}

    assert "line 19" == told['name = "ci-worker"']
    assert "line 9, [defaults.images]" == told['security = "trusted_launch"']
    assert "line 16, [defaults.build.linux]" == told['build.software = ["git", "jq"]']
    assert "default" == told['build.polling_duration_timeout = "1h"']
    assert "default: gallery.location" == told['build.location = "East US"']
    assert "default, by its source" == told['build.package_manager = "apt"']
    assert not [one for one in told if "windows_update" in one or "sysprep" in one]  # of Windows only
    assert run(tmp_path, "explain", "images.worker-large.build.vm_size").stdout in PAGE


def test_explained_where_it_is_wrong(tmp_path: Path) -> None:
    """A catalog that cannot be read says why, and an image that is not there is not invented."""
    (tmp_path / "catalog.toml").write_text(CATALOG.replace("vm_size  = ", "vm_sise  = ", 1))
    assert "did you mean 'vm_size'?" in run(tmp_path, "explain", "images.worker").stderr

    (tmp_path / "catalog.toml").write_text(CATALOG)
    assert (
        "no image 'other' in catalog.toml; its images: worker, worker-large."
        in run(tmp_path, "explain", "images.other").stderr
    )


def test_review_of_a_changed_default(tmp_path: Path) -> None:
    """A changed default shows in the review with the images that it reaches, and with no other."""
    old = committed(rendered(tmp_path, CATALOG))
    text = CATALOG.replace('vm_size  = "Standard_D4ads_v5"', 'vm_size  = "Standard_D4as_v5"')
    (catalog,) = compare("a", old, "b", committed(rendered(tmp_path, text))).catalogs

    assert [("worker", [("source.vm_size", '"Standard_D4ads_v5"', '"Standard_D4as_v5"')])] == [
        (image.key, [(one.path, one.old, one.new) for one in image.arguments]) for image in catalog.images
    ]


def test_explained_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is derived is explained too: what an image is for, and the settings that it has for that."""
    text = SOUND + "[images.win11-avd.build.settings]\noptimize = false\n[images.win11-avd.build.timeouts]\n"
    (tmp_path / "catalog.toml").write_text(f'{text}restart = "45m"\n')
    monkeypatch.delenv("CATALOG", raising=False)
    monkeypatch.chdir(tmp_path)
    lines = run(tmp_path, "explain", "images.win11-avd").stdout.splitlines()
    told = {line.partition("  # ")[0].strip(): line.partition("  # ")[2].strip() for line in lines}

    assert "default, by its source" == told['purpose = "session_host"']
    assert "default, by its source" == told['build.license_type = "Windows_Client"']
    assert "default, for session_host" == told["build.settings.time_zone_redirection = true"]
    assert "default" == told["build.settings.long_paths = false"]
    assert told["build.settings.optimize = false"].startswith("line ")
    assert told['build.timeouts.restart = "45m"'].startswith("line ")
    assert "default" == told['build.timeouts.cleanup = "1h"']
    assert "default" == told['build.source.version = "latest"']


@pytest.mark.parametrize("offer", ["ubuntu-24_04-lts", "RHEL"])
def test_explained_package_manager(offer: str, tmp_path: Path) -> None:
    """Which package manager a Linux image has is explained as its source tells it."""
    source = '{ publisher = "Canonical", offer = "ubuntu-24_04-lts", sku = "server" }'
    other = '{ publisher = "RedHat", offer = "RHEL", sku = "9-lvm-gen2" }'
    text = CATALOG if offer in source else CATALOG.replace(source, other)
    (tmp_path / "catalog.toml").write_text(text)
    manager = "apt" if offer in source else "dnf"

    assert f'build.package_manager = "{manager}"  # default, by its source\n' == (
        run(tmp_path, "explain", "images.worker.build.package_manager").stdout
    )
