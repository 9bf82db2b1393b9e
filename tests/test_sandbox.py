"""What stands where Azure would refuses what Azure refuses."""

import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from sandbox.__main__ import environment
from sandbox.azure import Azure
from sandbox.faults import AzureError, Faults
from tests.programs import execute

GROUP = {"name": "g", "tags": {}}
GALLERY = {"name": "gallery", "resource_group_name": "g", "tags": {}, "sharing": []}
IMAGE: dict[str, Any] = {
    "name": "image",
    "gallery_name": "gallery",
    "resource_group_name": "g",
    "hyper_v_generation": "V2",
    "identifier": [{"publisher": "p", "offer": "o", "sku": "s"}],
    "trusted_launch_enabled": True,
}


@pytest.fixture
def azure(tmp_path: Path) -> Azure:
    """A sandbox with a group and a gallery."""
    none = Faults(None, log=tmp_path / "calls.log", stopped=threading.Event())
    azure = Azure(tmp_path / "azure.json", faults=none)
    azure.create("azurerm_resource_group", dict(GROUP))
    azure.create("azurerm_shared_image_gallery", dict(GALLERY))
    return azure


@pytest.mark.parametrize(
    "changes",
    [
        {"hyper_v_generation": "V1"},
        {"confidential_vm_enabled": True},
        {"min_recommended_vcpu_count": 2, "max_recommended_vcpu_count": 1},
        {"tags": {"a/b": ""}},
        {"tags": {"a": "", "A": ""}},
        {"name": "-"},
        {"gallery_name": "other"},
    ],
)
def test_definition_that_azure_refuses(azure: Azure, changes: dict[str, Any]) -> None:
    """A definition that breaks a rule of Azure's is refused, and nothing is kept of it."""
    before = azure.path.read_text()
    with pytest.raises(AzureError):
        azure.create("azurerm_shared_image", {**IMAGE, **changes})

    assert before == azure.path.read_text()


@pytest.mark.parametrize(
    "changes", [{"name": "IMAGE"}, {"name": "b", "identifier": [{**IMAGE["identifier"][0], "sku": "S"}]}]
)
def test_definition_that_is_there(azure: Azure, changes: dict[str, Any]) -> None:
    """A name or an identifier that another definition has is refused, whatever its case."""
    azure.create("azurerm_shared_image", dict(IMAGE))
    with pytest.raises(AzureError):
        azure.create("azurerm_shared_image", {**IMAGE, **changes})


def test_community_without_its_block(azure: Azure) -> None:
    """A community gallery needs to say who publishes it."""
    with pytest.raises(AzureError):
        azure.create(
            "azurerm_shared_image_gallery",
            {**GALLERY, "name": "c", "sharing": [{"permission": "Community", "community_gallery": []}]},
        )


def test_resources_made_at_once(azure: Azure) -> None:
    """Terraform makes ten resources at once, and all of them are kept."""
    images = [
        {**IMAGE, "name": f"i{n}", "identifier": [{"publisher": "p", "offer": "o", "sku": f"{n}"}]}
        for n in range(60)
    ]
    with ThreadPoolExecutor(10) as pool:
        made = list(pool.map(lambda image: azure.create("azurerm_shared_image", image), images))

    assert [] == [image["id"] for image in made if azure.read("azurerm_shared_image", image) is None]


def test_definition_with_a_version_stays(azure: Azure) -> None:
    """A definition that has a version is not deleted, as in Azure; without it, it goes."""
    image = azure.create("azurerm_shared_image", dict(IMAGE))
    before = json.loads(azure.path.read_text())
    version = f"{image['id']}/versions/1.0.0"
    azure.path.write_text(json.dumps({**before, version: {"id": version}}))
    with pytest.raises(AzureError, match="CannotDeleteResource"):
        azure.delete("azurerm_shared_image", image)

    azure.path.write_text(json.dumps(before))
    azure.delete("azurerm_shared_image", image)
    assert image["id"] not in json.loads(azure.path.read_text())


@pytest.mark.parametrize("host", ["registry.terraform.io", "registry.opentofu.org"])
def test_provider_by_either_address(tmp_path: Path, host: str) -> None:
    """The sandbox's provider is there under Terraform's address and under OpenTofu's, and starts."""
    azurerm = {"source": f"{host}/hashicorp/azurerm", "version": "4.55.0"}
    (tmp_path / "main.tf.json").write_text(
        json.dumps({"terraform": {"required_providers": {"azurerm": azurerm}}})
    )
    given = environment(tmp_path / "sandbox")
    for command in (["init"], ["providers", "schema", "-json"]):
        run = execute("terraform", *command, cwd=tmp_path, given=given)
        assert 0 == run.returncode, run.stdout + run.stderr

    assert [f"{host}/hashicorp/azurerm"] == list(json.loads(run.stdout)["provider_schemas"])


def test_folder_that_is_a_file(tmp_path: Path) -> None:
    """A sandbox that cannot be written ends in a message."""
    (tmp_path / "file").touch()
    run = execute(sys.executable, "-m", "sandbox", "--folder", str(tmp_path / "file"), "true")

    assert (1, 1) == (run.returncode, run.stderr.count("\n"))
    assert run.stderr.startswith(f"error: {tmp_path}/file/")
    assert run.stderr.endswith(": Not a directory\n")
