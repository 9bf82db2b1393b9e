"""The proofs of a Linux image, run for real in a folder that stands for the disk."""

import json
import sys
from pathlib import Path

import pytest

from tests.metadata import UBUNTU, answering
from tests.test_own_steps_scripts import FOLDER, SCRIPTS, run

MANAGER = """
list_packages() { echo "tool 1.2"; }
pending_restart() { :; }
"""


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("echo tool 1.2.3", None),
        ("echo tool", "'echo tool' ended with 0: tool"),
        ("echo 1.2; exit 3", "'echo 1.2; exit 3' ended with 3: 1.2"),
        # What asks for something gets no answer, and what it has started ends with it.
        ("read -r answer; echo 1.2", None),
        ("echo 1.2; sleep 60 & wait", "did not end within 1 seconds: see timeouts.proof_command: 1.2"),
    ],
)
def test_proof(command: str, said: str | None, tmp_path: Path) -> None:
    """A proof holds if its command prints a version and ends with 0, in its time."""
    folder = tmp_path / FOLDER[1:]
    folder.mkdir(parents=True)
    (folder / "python").symlink_to(sys.executable)
    (folder / "package-manager.sh").write_text(MANAGER)
    product = {"id": "tool", "name": "Tool", "proof": {"command": command}}
    image = {"image": "worker", "limits": {"proof_command": 1}, "software": [product]}
    (folder / "image.json").write_text(json.dumps(image))
    (folder / "manifest").mkdir()
    (folder / "manifest/audit.json").write_text('{"score": 87}')
    with answering(UBUNTU) as (address, _):
        inventory = (SCRIPTS / "inventory.py").read_text().replace("169.254.169.254", address)
        (folder / "inventory.py").write_text(inventory)
        done = run("test-image.sh", tmp_path, IMAGE_VERSION="1.0.0")

    assert (said is not None) == bool(done.returncode), done.stdout + done.stderr
    assert (said or "1 products are there; 1 packages in all") in done.stdout
    if not said:
        listed = json.loads((folder / "software.json").read_text())
        assert ["1.0.0", "24.04.202510010"] == [listed["version"], listed["source"]["version"]]
        version = "1.2.3" if "1.2.3" in command else "1.2"
        assert [{**product, "version": version}] == listed["software"]
        assert {"audit": {"score": 87}} == listed["own"]
