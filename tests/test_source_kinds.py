"""Sources that others share, managed images, and a build VM in another subscription than the gallery."""

import json
from pathlib import Path

import pytest

from tests.builds import OTHER, SUBSCRIPTION
from tests.catalogs import run as command
from tests.conftest import Run, Write
from tests.programs import execute
from tests.reader import source_of
from tests.test_version_tags import looked_up

DES = "/subscriptions/{}/resourceGroups/keys/providers/Microsoft.Compute/diskEncryptionSets/east"


@pytest.mark.parametrize(
    ("key", "argument", "id_"),
    [
        ("community-pinned", "community", "/CommunityGalleries/c/Images/w/Versions/2022.0826.08"),
        (
            "community",
            "community",
            'var.source_version == "" ? "/CommunityGalleries/c/Images/linux/Versions/latest" : '
            '"/CommunityGalleries/c/Images/linux/Versions/$${var.source_version}"',
        ),
        (
            "direct",
            "direct_shared",
            f'var.source_version == "" ? "/SharedGalleries/{OTHER}-CONTOSO/Images/win11/Versions/latest" : '
            f'"/SharedGalleries/{OTHER}-CONTOSO/Images/win11/Versions/$${{var.source_version}}"',
        ),
    ],
)
def test_what_others_share(rendered: Path, key: str, argument: str, id_: str) -> None:
    """It is the only source, by the id of a version, or of the latest unless the build is told another."""
    source = source_of(rendered / key)

    assert {f"{argument}_gallery_image_id": id_} == source["shared_image_gallery"]
    assert not [name for name in source if name.startswith(("image_", "custom_managed_image_"))]


@pytest.mark.parametrize(
    ("folder", "subscription", "called"),
    [
        (
            "community",
            SUBSCRIPTION,
            "list-community --public-gallery-name c --gallery-image-definition linux",
        ),
        (
            "direct",
            OTHER,
            f"list-shared --gallery-unique-name {OTHER}-CONTOSO --gallery-image-definition win11",
        ),
    ],
    indirect=["folder"],
)
def test_latest_of_what_others_share(folder: Path, subscription: str, called: str, tmp_path: Path) -> None:
    """The highest number that is shared in the build region, and that its publisher does not leave out."""
    run = looked_up(folder, tmp_path, r'printf "1.9.0\r\n1.10.0\r\n1.2.3\r\n"')
    verb, names = called.split(" ", 1)

    assert (0, "1.10.0\n", "") == (run.returncode, run.stdout, run.stderr)
    assert (
        f"az sig image-version {verb} --subscription {subscription} --location eastus {names} "
        "--query [?!(excludeFromLatest)].name --output tsv\n"
    ) == (tmp_path / "called").read_text()
    assert 0 == execute("shellcheck", folder / "source-version.sh").returncode


@pytest.mark.parametrize("folder", ["direct"], indirect=True)
@pytest.mark.parametrize("first", ["exit 3", "exit 0"])
def test_latest_of_what_is_shared_with_the_tenant(folder: Path, first: str, tmp_path: Path) -> None:
    """What is not shared with the subscription may be shared with its tenant."""
    az = f'case "$*" in *"--shared-to tenant") echo 1.2.3 ;; *) {first} ;; esac'

    assert (0, "1.2.3\n") == ((run := looked_up(folder, tmp_path, az)).returncode, run.stdout)


@pytest.mark.parametrize(
    ("key", "disk", "group"),
    [
        ("managed", "Premium_LRS", "local.temp_resource_group_name"),
        ("managed-elsewhere", "StandardSSD_LRS", "builds"),
    ],
)
def test_a_managed_image(rendered: Path, key: str, disk: str, group: str) -> None:
    """azure-arm makes another one of it, as it demands; nothing has a version that could be looked up."""
    source = source_of(rendered / key)

    assert ("hardened", "images", disk, group) == (
        source["custom_managed_image_name"],
        source["custom_managed_image_resource_group_name"],
        source["managed_image_storage_account_type"],
        source["managed_image_resource_group_name"],
    )
    assert f"{key}-${{var.image_version}}" == source["managed_image_name"]
    assert "shared_image_gallery" not in source
    assert "source_version" not in (rendered / key / "variables.pkr.hcl").read_text()
    assert '.source.version), "")' in (rendered / key / "build.pkr.hcl").read_text()
    assert not (rendered / key / "source-version.sh").exists()


def test_a_build_vm_elsewhere(rendered: Path) -> None:
    """Packer works in its subscription, and publishes to that of the gallery, where a base is too."""
    vm, layered = (source_of(rendered / key) for key in ("vm-elsewhere", "layer-elsewhere"))

    assert (OTHER, SUBSCRIPTION) == (
        vm["subscription_id"],
        vm["shared_image_gallery_destination"]["subscription"],
    )
    assert (OTHER, SUBSCRIPTION) == (
        layered["subscription_id"],
        layered["shared_image_gallery"]["subscription"],
    )
    lookups = {
        key: (rendered / key / "source-version.sh").read_text() for key in ("vm-elsewhere", "layer-elsewhere")
    }
    assert f'az vm image show --subscription "{OTHER}"' in lookups["vm-elsewhere"]
    assert f'az sig image-version list --subscription "{SUBSCRIPTION}"' in lookups["layer-elsewhere"]


def test_what_a_build_leaves_elsewhere(rendered: Path) -> None:
    """The managed image is deleted where it is; the version is named where that is."""
    text = (rendered / "managed-elsewhere/source.pkr.hcl").read_text()

    assert f"az image delete --subscription {OTHER} --resource-group" in text
    assert f'image_version_id = "/subscriptions/{SUBSCRIPTION}/resourceGroups/my-resources/' in " ".join(
        text.split()
    )


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            f'build_subscription_id = "{OTHER}"\ndisk_encryption_set_id = "{DES.format(OTHER)}"',
            "images.win11-avd.build.build_subscription_id: the build VM is encrypted, and Azure makes no "
            "version of it in a gallery of another subscription",
        ),
        (
            f'regions = [{{ name = "East US", disk_encryption_set_id = "{DES.format(OTHER)}" }}]',
            f"images.win11-avd.build.regions[0].disk_encryption_set_id: is in subscription {OTHER}, and the "
            "gallery in 00000000-0000-0000-0000-000000000000",
        ),
    ],
)
def test_encrypted_elsewhere(
    hook: Run, catalog_file: Write, outputs_file: Path, lines: str, said: str
) -> None:
    """Only a deploy knows the gallery's subscription: the hook refuses what could not be published there."""
    regions = 'regions  = [{ name = "East US", replicas = 2 }]'
    path = catalog_file((regions, lines if "regions" in lines else f"{regions}\n{lines}"))
    run = hook("--outputs", outputs_file, "--catalog", path)

    assert (1, True) == (run.returncode, said in run.stderr)
    assert not (outputs_file.parent / "packer.out").exists()


def test_a_default_for_all_builds(tmp_path: Path) -> None:
    """The subscription of all builds is said once."""
    (tmp_path / "catalog.toml").write_text(
        Path("tests/data/catalog.toml").read_text()
        + f'\n[defaults.build.windows]\nbuild_subscription_id = "{OTHER}"\n'
    )
    shown = command(tmp_path, "explain", "images.win11-avd").stdout

    assert OTHER in shown
    assert json.dumps(OTHER) in shown
