"""What was deployed fits the template that the catalog makes now, or there is none."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run, Write


@pytest.mark.parametrize(
    ("deployed", "message"),
    [
        (
            {"trusted_launch_enabled": False},
            "security: 'trusted_launch' in the catalog, 'standard' in the outputs",
        ),
        (
            {"trusted_launch_enabled": None, "confidential_vm_enabled": True},
            "security: 'trusted_launch' in the catalog, 'confidential_vm' in the outputs",
        ),
        ({"hyper_v_generation": "V1"}, "hyper_v_generation: 'V2' in the catalog, 'V1' in the outputs"),
        ({"os_type": "Linux"}, "os_type: 'Windows' in the catalog, 'Linux' in the outputs"),
        ({"architecture": "Arm64"}, "architecture: 'x64' in the catalog, 'Arm64' in the outputs"),
        ({"specialized": True}, "specialized: 'false' in the catalog, 'true' in the outputs"),
    ],
)
def test_definition_of_another_kind(
    hook: Run, catalog_file: Write, outputs_file: Path, deployed: dict[str, Any], message: str
) -> None:
    """A definition that was deployed otherwise than the catalog says now gets no template that cannot fit."""
    outputs = json.loads(outputs_file.read_text())
    outputs["image-definition"]["image_definitions"]["win11-avd"].update(deployed)
    outputs_file.write_text(json.dumps(outputs))
    run = hook("--outputs", outputs_file, "--catalog", catalog_file())

    assert 1 == run.returncode
    assert run.stderr.startswith(f"error: images.win11-avd.{message}")
    assert not (outputs_file.parent / "packer.out").exists()


def test_outputs_of_an_older_goldshelf(hook: Run, catalog_file: Write, outputs_file: Path) -> None:
    """Outputs from before they said what kind a definition is have the names to go by, and render."""
    outputs = json.loads(outputs_file.read_text())
    definition = outputs["image-definition"]["image_definitions"]["win11-avd"]
    for name in definition.keys() - {"name", "id"}:
        del definition[name]
    outputs_file.write_text(json.dumps(outputs))

    assert 0 == hook("--outputs", outputs_file, "--catalog", catalog_file()).returncode
