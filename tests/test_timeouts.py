"""Time limits and retries: of each part of a build, and of the job that runs it."""

from pathlib import Path

import pytest

from catalog.load import load
from committed.normalize import SUBSCRIPTION, expected
from files.folders import Files
from packer.render import render
from pipeline.builds import builds
from review.reach import Reach
from review.synthesized import Synthesized
from tests.builds import image
from tests.images import KEY, TEXT, folder, reviewed, steps, with_line

RESTARTS = """
[steps.agent]
phase = "software"
inline = "exit 0"
restart = true

[steps.own]
phase = "software"
restart = true
timeout = "20m"
"""
LINUX = image(
    "worker",
    'software = ["git"]',
    'timeouts = { start = "40m", update = "3h", software = "2h", restart = "45m", '
    'before_restart_is_over = "1m" }',
    "retries = { software = 0 }",
    system="linux",
)


def limits(files: Files, name: str) -> list[object]:
    """The values of an argument, in the order of the build."""
    return [one[name] for one in steps(files) if name in one]


def of(files: Files, script: str) -> dict[str, object]:
    """The provisioner that runs a script."""
    (found,) = [one for one in steps(files) if str(one.get("script")).endswith(f"/{script}")]
    return found


def minutes(files: Files) -> int:
    """What the pipeline gives the job of this image."""
    catalog = Synthesized(images={KEY: files})
    (build,) = builds(catalog, changed={KEY}, version=lambda *_: "1.0.0")
    return build.minutes


def test_defaults_change_nothing() -> None:
    """The defaults, written out, make the build that a catalog without them has."""
    written = (
        'timeouts = { languages = "2h", software = "1h", restart = "30m", cleanup = "1h", '
        'prepare_sysprep = "1h", sysprep = "30m" }\nretries = { software = 1, sysprep = 2 }'
    )
    assert folder() == folder(with_line(written))


def test_windows() -> None:
    """Each limit of a Windows image is the one of its own part."""
    files = folder(
        with_line(
            'languages = ["de-DE"]\ndisk_caching_type = "None"\nretries = { software = 3, sysprep = 0 }\n'
            'timeouts = { languages = "3h", software = "90m", restart = "1h", cleanup = "2h", '
            'prepare_sysprep = "70m", sysprep = "45m" }'
        )
    )
    restarts = [one["restart_timeout"] for one in steps(files) if one["id"] == "windows-restart"]

    assert "3h" == of(files, "install-languages.ps1")["timeout"]
    assert [("90m", 3)] * 2 == [
        (one["timeout"], one["max_retries"]) for one in steps(files) if "install-software.ps1" in one["id"]
    ]
    assert {"1h"} == set(restarts)
    assert "2h" == of(files, "cleanup.ps1")["timeout"]
    prepare = of(files, "prepare-sysprep.ps1")
    assert ("70m", ["MINUTES=40"]) == (prepare["timeout"], prepare["environment_vars"])
    sysprep = of(files, "sysprep.ps1")
    assert ("75m", ["MINUTES=45"]) == (sysprep["timeout"], sysprep["environment_vars"])
    assert "max_retries" not in sysprep
    assert '  disk_caching_type                  = "None"' in files["source.pkr.hcl"]


def test_restarts_of_own_steps() -> None:
    """A restart after a step has the limit of the image, a step that only restarts may have its own."""
    files = folder(with_line('steps = ["agent", "own"]\ntimeouts = { restart = "1h" }'), ("", RESTARTS))
    own = [
        one["restart_timeout"]
        for one in steps(files)
        if one["id"].startswith("step ") and "restart_timeout" in one
    ]

    assert ["1h", "20m"] == own


def test_linux(tmp_path: Path) -> None:
    """Each limit of a Linux image is the one of its own part."""
    (tmp_path / "catalog.toml").write_text(TEXT + LINUX)
    catalog = load(tmp_path / "catalog.toml")
    files = render(catalog=catalog, outputs=expected(catalog), subscription_id=SUBSCRIPTION)["worker"]

    assert ["40m", "3h", "2h"] == limits(files, "timeout")
    assert [("1m", "45m")] == [
        (one["pause_before"], one["start_retry_timeout"]) for one in steps(files) if "pause_before" in one
    ]
    assert [] == limits(files, "max_retries")


@pytest.mark.parametrize(
    ("line", "more"),
    [
        ('timeouts = { software = "30m" }', 0),
        ('timeouts = { software = "2h" }', 120),
        ('timeouts = { restart = "1h" }', 90),
        ('languages = ["de-DE"]', 0),
        ('timeouts = { sysprep = "2h" }', 90),
        ('windows_update = { timeout = "4h" }', 210),
    ],
)
def test_the_job_of_the_pipeline(line: str, more: int) -> None:
    """A job has at least the time that the parts of its build may take longer than usual."""
    assert more == minutes(folder(with_line(line))) - minutes(folder())


@pytest.mark.parametrize("line", ['timeouts = { software = "2h" }', "retries = { software = 3 }"])
def test_a_limit_is_no_new_version(line: str) -> None:
    """More time or another try changes how an image is built, and not what is in it."""
    assert {Reach.BUILD} == {one.effect for one in reviewed(folder(), folder(with_line(line))).arguments}
