"""The whole way with the real cdktf and the real Terraform: catalog -> deploy -> hook -> template."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests import deploys
from tests.conftest import PROJECT, Run, Write


@pytest.fixture
def cdktf(tmp_path: Path) -> Run:
    """Run `cdktf` on the project with a catalog, in a sandbox of the test's own."""
    return partial(deploys.cdktf, sandbox=tmp_path / "sandbox")


@pytest.fixture
def clone_keeps_its_outputs() -> Iterator[None]:
    """Nothing of the test reaches the outputs of the clone itself."""
    path = PROJECT / "outputs.json"
    before = path.read_bytes() if path.exists() else None
    yield
    assert before == (path.read_bytes() if path.exists() else None)


@pytest.mark.usefixtures("clone_keeps_its_outputs")
def test_the_two_steps(cdktf: Run, hook: Run, catalog_file: Write, tmp_path: Path) -> None:
    """Deploy, render, change and destroy work as a user expects.

    If Azure fails during the deploy, no outputs file appears, and the next run finishes the work.
    """
    sandbox = tmp_path / "sandbox"
    catalog = catalog_file(("my-resources", "two-steps"))

    failed = cdktf("deploy", catalog, SANDBOX_FAULT="fail create 3")
    assert 1 == failed.returncode
    assert "InternalServerError" in failed.stdout + failed.stderr
    assert not (sandbox / "outputs.json").exists()

    first = cdktf("deploy", catalog)
    assert 0 == first.returncode, first.stdout + first.stderr
    assert "Resources: 0 added, 0 changed, 0 destroyed" in first.stdout
    assert "Resources: 1 added, 0 changed, 0 destroyed" in first.stdout

    rendered = hook("--outputs", sandbox / "outputs.json", "--catalog", catalog, "--out", "packer.out")
    assert (0, "") == (rendered.returncode, rendered.stderr)
    source = (tmp_path / "packer.out/win11-avd/source.pkr.hcl").read_text()
    assert 'resource_group = "two-steps"' in source

    described = catalog_file(
        ("my-resources", "two-steps"),
        ("[gallery]", "[gallery]\nprevent_destroy = false"),
        ("[images.win11-avd]", "[images.win11-avd]\nprevent_destroy = false"),
        ('"V2"', '"V2"\ndescription = "now with ${words}"'),
    )
    update = cdktf("deploy", described)
    assert "azurerm_shared_image.win11-avd (win11-avd) will be updated in-place" in update.stdout
    assert "Resources: 0 added, 0 changed, 0 destroyed" in update.stdout
    assert "Resources: 0 added, 1 changed, 0 destroyed" in update.stdout
    azure = json.loads((sandbox / "azure.json").read_text())
    assert "now with ${words}" in [resource.get("description") for resource in azure.values()]

    assert 0 == cdktf("destroy", described).returncode
    assert {} == json.loads((sandbox / "azure.json").read_text())


def test_wrong_catalog_through_cdktf(cdktf: Run, catalog_file: Write) -> None:
    """`cdktf synth` shows our message about a wrong catalog, and no traceback of Python or jsii."""
    run = cdktf("synth", catalog_file(('"my_image_gallery"', '"my-image-gallery"')))
    said = run.stdout + run.stderr

    assert 1 == run.returncode
    assert "catalog.toml:2: gallery.name: use 1-80 letters" in said
    assert "Traceback" not in said
    assert "jsii" not in said
