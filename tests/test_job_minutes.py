"""How long the pipeline gives the job that builds an image."""

from pathlib import Path

import pytest

from files.folders import Files
from pipeline.builds import builds
from review.synthesized import Synthesized
from tests.builds import image
from tests.images import KEY, folder, with_line
from tests.test_timeouts import LEAVING, linux

PROVED = """
[software.windows.vscode]
proof = { command = "code --version" }
"""


def minutes(files: Files) -> int:
    """What the pipeline gives the job of this image."""
    catalog = Synthesized(images={KEY: files})
    (build,) = builds(catalog, changed={KEY}, version=lambda *_: "1.0.0")
    return build.minutes


@pytest.mark.parametrize(
    ("line", "more"),
    [
        ('timeouts = { software = "45m" }', 0),
        ('timeouts = { software = "2h" }', 120),
        ('timeouts = { restart = "1h" }', 90),
        ('languages = ["de-DE"]', 0),
        ('timeouts = { sysprep = "2h" }', 90),
        ('timeouts = { remove_apps = "90m" }\nmachine.remove_apps = ["Microsoft.BingNews"]', 30),
        ('windows_update = { timeout = "4h" }', 120),
        ('windows_update = { restart_timeout = "1h" }', 0),
        ('timeouts = { proof_command = "10m", beside_installer = "50m" }', 7),
        ('timeouts = { before_restart_is_over = "10m" }', 0),
        ('timeouts = { before_restart_is_over = "10m" }\nsteps = ["leaving"]', 9),
        ('steps = ["leaving"]', 0),
        ('timeouts = { build = "5h", software = "2h" }', 120),
        ('timeouts = { build = "1h" }', -120),
    ],
)
def test_the_job_of_the_pipeline(line: str, more: int) -> None:
    """A job has as much more as the parts of its build may take longer, or what the catalog says."""
    assert more == minutes(folder(with_line(line), ("", LEAVING + PROVED))) - minutes(folder())


@pytest.mark.parametrize(
    ("timeouts", "more"),
    [
        ('start = "30m"', 0),
        ('start = "2h"', 60),
        ('before_restart_is_over = "10m"', 10),
        ('proof_command = "10m"', 14),
        ('proof_command = "10s"', 0),
        ('package_lock = "20m"', 0),
    ],
)
def test_the_job_of_a_linux_image(timeouts: str, more: int, tmp_path: Path) -> None:
    """So has that of a Linux image: also for the pause of its restart, and for the proof of each product."""
    products = 'software = ["git", "jq"]'
    plain = linux(tmp_path, image("worker", products, system="linux"))
    longer = linux(tmp_path, image("worker", products, f"timeouts = {{ {timeouts} }}", system="linux"))

    assert more == minutes(longer) - minutes(plain)
