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
            "security: the catalog says 'trusted_launch', the outputs say 'standard'",
        ),
        (
            {"trusted_launch_enabled": None, "confidential_vm_enabled": True},
            "security: the catalog says 'trusted_launch', the outputs say 'confidential_vm'",
        ),
        ({"hyper_v_generation": "V1"}, "hyper_v_generation: the catalog says 'V2', the outputs say 'V1'"),
        ({"os_type": "Linux"}, "os_type: the catalog says 'Windows', the outputs say 'Linux'"),
        ({"architecture": "Arm64"}, "architecture: the catalog says 'x64', the outputs say 'Arm64'"),
        ({"specialized": True}, "specialized: the catalog says 'false', the outputs say 'true'"),
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
