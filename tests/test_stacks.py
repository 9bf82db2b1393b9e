"""The files that Terraform reads say what the catalog says."""

import json
import shutil
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sandbox.schema import RESOURCES
from tests.catalogs import write, written
from tests.conftest import GOLDEN, Once, Write, files_in, stack, synthesize
from tests.deploys import SHIPPED
from tests.every_argument import EVERY_PROFILE, FLAGS, SHARED


def synthesized(folder: Path, text: str) -> Path:
    """The folder, with what `python main.py` makes of this catalog."""
    (folder / "catalog.toml").write_text(text)
    run = synthesize(folder / "catalog.toml", folder)
    assert (0, "", "") == (run.returncode, run.stdout, run.stderr)
    return folder


def resources(folder: Path) -> dict[str, Any]:
    """The resources of both stacks."""
    gallery, definitions = (stack(folder, name)["resource"] for name in ("gallery", "image-definition"))
    return {**gallery, **definitions}


@pytest.fixture(scope="module")
def whole(once: Once) -> Path:
    """The two stacks of a catalog that says everything, with an image of each profile."""
    return once("whole", partial(synthesized, text=EVERY_PROFILE))


@pytest.fixture(scope="module")
def shipped(once: Once) -> Path:
    """The two stacks of the shipped catalog."""
    return once("shipped", partial(synthesized, text=SHIPPED))


@pytest.mark.parametrize("name", ["gallery", "image-definition"])
def test_shipped_catalog(shipped: Path, name: str) -> None:
    """The user's example comes out as the Terraform that the user would have written."""
    assert json.loads((GOLDEN / f"{name}.tf.json").read_text()) == stack(shipped, name)


def test_standard_definition_is_the_users_own_hcl(catalog_file: Write, tmp_path: Path) -> None:
    """With security = "standard" nothing is added to the user's own definition."""
    synthesize(catalog_file(('"trusted_launch"', '"standard"')), tmp_path)

    assert {
        "name": "Win11-AVD-Template",
        "gallery_name": "my_image_gallery",
        "resource_group_name": "my-resources",
        "location": "East US",
        "os_type": "Windows",
        "hyper_v_generation": "V2",
        "identifier": {"publisher": "MyCompany", "offer": "Windows11", "sku": "avd-standard"},
        "lifecycle": {"prevent_destroy": True},
    } == stack(tmp_path, "image-definition")["resource"]["azurerm_shared_image"]["win11-avd"]


def test_every_argument_of_azurerm_can_be_said(whole: Path, tmp_path: Path) -> None:
    """What azurerm 4.55.0 takes, the catalog can say; only computed arguments are left out."""
    said = resources(whole)
    shared = resources(synthesized(tmp_path, SHARED))
    one = {
        "azurerm_resource_group": said["azurerm_resource_group"]["main"],
        "azurerm_shared_image_gallery": shared["azurerm_shared_image_gallery"]["main"],
        "azurerm_shared_image": said["azurerm_shared_image"]["trusted-launch"],
    }

    for kind, block in RESOURCES.items():
        wanted = set(block["attributes"]) | set(block["block_types"])
        missing = wanted - set(one[kind]) - {"id", "unique_name"} - set(FLAGS.values())
        assert (kind, set()) == (kind, missing)


@pytest.mark.parametrize("security", ["standard", *FLAGS])
def test_security_sets_at_most_one_flag(whole: Path, security: str) -> None:
    """A profile sets its own flag and no other: azurerm refuses two."""
    definition = resources(whole)["azurerm_shared_image"][security.replace("_", "-")]
    wanted = {FLAGS[security]: True} if security in FLAGS else {}

    assert wanted == {flag: definition[flag] for flag in FLAGS.values() if flag in definition}


def test_tags_are_merged_and_text_stays_text(whole: Path) -> None:
    """The catalog's tags reach everything, a resource's own win, and `${` is never code."""
    said = resources(whole)
    group = said["azurerm_resource_group"]["main"]
    gallery = said["azurerm_shared_image_gallery"]["main"]
    definition = said["azurerm_shared_image"]["standard"]

    assert {"owner": "desktop", "env": "all"} == group["tags"]
    assert {"owner": "desktop", "env": "gallery"} == gallery["tags"]
    assert {"owner": "desktop", "env": "image", "c $${ost}": "centre"} == definition["tags"]
    assert "costs $${5} and 5%%{x}" == gallery["description"]
    assert "lifecycle" not in gallery
    assert "lifecycle" not in definition


def test_outputs_name_the_definition(tmp_path: Path) -> None:
    """Whatever an image is called, its outputs are those of its own definition, security and all."""
    flags = [
        f"{kind}_{how}" for kind in ("trusted_launch", "confidential_vm") for how in ("enabled", "supported")
    ]
    keys = ["default", "resource", "w"]
    data = written("".join(f"[images.{key}]\n" for key in keys))
    del data["images"]["win11-avd"]
    synthesize(write(tmp_path, data), tmp_path)
    definitions = stack(tmp_path, "image-definition")

    assert keys == list(definitions["resource"]["azurerm_shared_image"])
    parts = ("name", "id", "os_type", "hyper_v_generation", "architecture", "specialized", *flags)
    assert {
        key: {part: f"${{azurerm_shared_image.{key}.{part}}}" for part in parts} for key in keys
    } == definitions["output"]["image_definitions"]["value"]


def test_azurerm_backend(whole: Path) -> None:
    """Each stack gets a state file of its own in the storage account."""
    assert {
        "azurerm": {
            "storage_account_name": "state",
            "container_name": "tfstate",
            "key": "images/prod/gallery.tfstate",
            "resource_group_name": "state",
            "subscription_id": "00000000-0000-0000-0000-000000000001",
            "tenant_id": "00000000-0000-0000-0000-000000000002",
            "client_id": "00000000-0000-0000-0000-000000000003",
            "client_certificate_path": "/run/secrets/client.pfx",
            "client_secret_file_path": "/run/secrets/client",
            "use_azuread_auth": True,
            "use_cli": False,
            "use_msi": True,
            "msi_endpoint": "http://127.0.0.1:42356/msi/token",
            "use_oidc": True,
            "oidc_token_file_path": "/run/secrets/token",
            "use_aks_workload_identity": False,
            "snapshot": True,
            "lookup_blob_endpoint": True,
        }
    } == stack(whole, "gallery")["terraform"]["backend"]


def test_existing_resource_group(catalog_file: Write, tmp_path: Path) -> None:
    """A resource group of others is used by name and never managed; a local state may have a folder."""
    backend = '[backend]\ntype = "local"\npath = "state/dev"\n[gallery]\ncreate_resource_group = false'
    synthesize(catalog_file(("[gallery]", backend)), tmp_path)
    gallery = stack(tmp_path, "gallery")

    assert ["azurerm_shared_image_gallery"] == list(gallery["resource"])
    assert "depends_on" not in gallery["resource"]["azurerm_shared_image_gallery"]["main"]
    assert {"local": {"path": "../../../state/dev/terraform.gallery.tfstate"}} == gallery["terraform"][
        "backend"
    ]


def test_wrong_catalog_writes_nothing(catalog_file: Write, shipped: Path, tmp_path: Path) -> None:
    """A wrong catalog ends with our message, exit code 1, and the old files as they were."""
    shutil.copytree(shipped / "cdktf.out", tmp_path / "cdktf.out")
    before = files_in(tmp_path / "cdktf.out")
    path = catalog_file(('"1.0.0"', '"1"'))
    run = synthesize(path, tmp_path)

    assert 1 == run.returncode
    assert run.stderr.startswith(f"{path}:17: images.win11-avd.build.version: use Major.Minor.Patch")
    assert "Traceback" not in run.stderr
    assert before == files_in(tmp_path / "cdktf.out")
