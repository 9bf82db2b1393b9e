"""The files that Terraform reads say what the catalog says."""

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.schema import RESOURCES
from tests.conftest import GOLDEN, Write, files_in, stack, synthesize

WHOLE = """
tags = { owner = "desktop", env = "all" }

[backend]
type = "azurerm"
storage_account_name = "state"
container_name = "tfstate"
key = "images/prod"
use_oidc = true

[resource_group]
location = "West US"
managed_by = "someone"
timeouts = { create = "90m" }

[gallery]
name = "g"
resource_group = "my-resources"
location = "East US"
description = "costs ${5} and 5%{x}"
prevent_destroy = false
tags = { env = "gallery" }
timeouts = { create = "1h", read = "5m", update = "30m", delete = "30m" }

[images.all]
name = "All"
os_type = "Linux"
hyper_v_generation = "V2"
security = "SECURITY"
identifier = { publisher = "p", offer = "o", sku = "s" }
accelerated_network_support_enabled = true
architecture = "x64"
description = "d"
disk_controller_type_nvme_enabled = true
disk_types_not_allowed = ["Standard_LRS"]
end_of_life_date = "2027-01-31T00:00:00Z"
eula = "eula"
hibernation_enabled = true
max_recommended_memory_in_gb = 64
max_recommended_vcpu_count = 16
min_recommended_memory_in_gb = 8
min_recommended_vcpu_count = 2
prevent_destroy = false
privacy_statement_uri = "https://example.com/privacy"
PLAN
release_note_uri = "https://example.com/notes"
specialized = true
tags = { env = "image", "c ${ost}" = "centre" }
timeouts = { create = "1h", read = "5m", update = "30m", delete = "30m" }

[images.all.build]
source = { publisher = "p", offer = "o", sku = "s" }
vm_size = "Standard_D4ads_v5"
version = "1.0.0"
regions = [{ name = "eastus", replicas = 2 }]
"""
PLAN = 'purchase_plan = { name = "n", publisher = "p", product = "q" }'
SHARING = """
[gallery.sharing]
permission = "Community"
community_gallery = { eula = "e", prefix = "contoso", publisher_email = "a@b.c", publisher_uri = "u" }
"""
FLAGS = {
    "trusted_launch": "trusted_launch_enabled",
    "trusted_launch_supported": "trusted_launch_supported",
    "confidential_vm": "confidential_vm_enabled",
    "confidential_vm_supported": "confidential_vm_supported",
}


def with_security(security: str, *, shared: bool = False) -> str:
    """A catalog that says everything that goes with this profile; a partner's image is never shared."""
    text = WHOLE.replace("SECURITY", security).replace("PLAN", "" if shared else PLAN)
    text += SHARING if shared else ""
    if security == "confidential_vm":
        text = text.replace("D4ads", "DC4ads")
    # An image that goes through a managed image is always generalized.
    return text.replace("specialized = true\n", "") if security.endswith("_supported") else text


def whole(tmp_path: Path, security: str, *, shared: bool = False) -> dict[str, Any]:
    """The two stacks of a catalog that says everything."""
    path = tmp_path / "whole.toml"
    path.write_text(with_security(security, shared=shared))
    assert "" == synthesize(path, tmp_path).stderr
    gallery, definitions = (stack(tmp_path, name)["resource"] for name in ("gallery", "image-definition"))
    return {**gallery, **definitions}


@pytest.mark.parametrize("name", ["gallery", "image-definition"])
def test_shipped_catalog(catalog_file: Write, tmp_path: Path, name: str) -> None:
    """The user's example comes out as the Terraform that the user would have written."""
    run = synthesize(catalog_file(), tmp_path)

    assert (0, "", "") == (run.returncode, run.stdout, run.stderr)
    assert json.loads((GOLDEN / f"{name}.tf.json").read_text()) == stack(tmp_path, name)


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


def test_every_argument_of_azurerm_can_be_said(tmp_path: Path) -> None:
    """What azurerm 4.55.0 takes, the catalog can say; only computed arguments are left out."""
    shared = whole(tmp_path, "standard", shared=True)
    resources = whole(tmp_path, "trusted_launch")
    resources["azurerm_shared_image_gallery"] = shared["azurerm_shared_image_gallery"]

    for kind, block in RESOURCES.items():
        (resource,) = resources[kind].values()
        wanted = set(block["attributes"]) | set(block["block_types"])
        missing = wanted - set(resource) - {"id", "unique_name"} - set(FLAGS.values())
        assert (kind, set()) == (kind, missing)


@pytest.mark.parametrize("security", ["standard", *FLAGS])
def test_security_sets_at_most_one_flag(tmp_path: Path, security: str) -> None:
    """A profile sets its own flag and no other: azurerm refuses two."""
    image = whole(tmp_path, security)["azurerm_shared_image"]["all"]
    wanted = {FLAGS[security]: True} if security in FLAGS else {}

    assert wanted == {flag: image[flag] for flag in FLAGS.values() if flag in image}


def test_tags_are_merged_and_text_stays_text(tmp_path: Path) -> None:
    """The catalog's tags reach everything, a resource's own win, and `${` is never code."""
    resources = whole(tmp_path, "standard")
    group = resources["azurerm_resource_group"]["main"]
    gallery = resources["azurerm_shared_image_gallery"]["main"]
    image = resources["azurerm_shared_image"]["all"]

    assert {"owner": "desktop", "env": "all"} == group["tags"]
    assert {"owner": "desktop", "env": "gallery"} == gallery["tags"]
    assert {"owner": "desktop", "env": "image", "c $${ost}": "centre"} == image["tags"]
    assert "costs $${5} and 5%%{x}" == gallery["description"]
    assert "lifecycle" not in gallery
    assert "lifecycle" not in image


@pytest.mark.parametrize("key", ["default", "resource", "w"])
def test_outputs_name_the_definition(catalog_file: Write, tmp_path: Path, key: str) -> None:
    """Whatever an image is called, its outputs are those of its own definition."""
    synthesize(catalog_file(("win11-avd", key)), tmp_path)
    written = stack(tmp_path, "image-definition")

    assert [key] == list(written["resource"]["azurerm_shared_image"])
    assert {
        key: {
            "name": f"${{azurerm_shared_image.{key}.name}}",
            "id": f"${{azurerm_shared_image.{key}.id}}",
        }
    } == written["output"]["image_definitions"]["value"]


def test_azurerm_backend(tmp_path: Path) -> None:
    """Each stack gets a state file of its own in the storage account."""
    whole(tmp_path, "standard")

    assert {
        "azurerm": {
            "storage_account_name": "state",
            "container_name": "tfstate",
            "key": "images/prod/gallery.tfstate",
            "use_oidc": True,
        }
    } == stack(tmp_path, "gallery")["terraform"]["backend"]


def test_existing_resource_group(catalog_file: Write, tmp_path: Path) -> None:
    """A resource group of others is used by name and never managed; a local state may have a folder."""
    backend = '[backend]\ntype = "local"\npath = "state/dev"\n[gallery]\ncreate_resource_group = false'
    synthesize(catalog_file(("[gallery]", backend)), tmp_path)
    written = stack(tmp_path, "gallery")

    assert ["azurerm_shared_image_gallery"] == list(written["resource"])
    assert "depends_on" not in written["resource"]["azurerm_shared_image_gallery"]["main"]
    assert {"local": {"path": "../../../state/dev/terraform.gallery.tfstate"}} == written["terraform"][
        "backend"
    ]


def test_same_bytes_in_every_folder(catalog_file: Write, tmp_path: Path) -> None:
    """Two clones in two folders write the same bytes: no path of the machine is in them."""
    folders = [tmp_path / "one", tmp_path / "two" / "deeper"]
    for folder in folders:
        folder.mkdir(parents=True)
        assert 0 == synthesize(catalog_file(), folder).returncode
    first, second = map(files_in, folders)

    assert first == second
    assert str(tmp_path).encode() not in b"".join(first.values())


def test_wrong_catalog_writes_nothing(catalog_file: Write, tmp_path: Path) -> None:
    """A wrong catalog ends with our message, exit code 1, and the old files as they were."""
    assert 0 == synthesize(catalog_file(), tmp_path).returncode
    before = files_in(tmp_path / "cdktf.out")
    path = catalog_file(('"1.0.0"', '"1.0"'))
    run = synthesize(path, tmp_path)

    assert 1 == run.returncode
    assert run.stderr.startswith(f"{path}:17: images.win11-avd.build.version: use Major.Minor.Patch")
    assert "Traceback" not in run.stderr
    assert before == files_in(tmp_path / "cdktf.out")
