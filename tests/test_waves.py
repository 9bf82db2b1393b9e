"""GitHub's builds, in waves: one for each layer of images."""

import re
from pathlib import Path

from pipeline.waves import WAVES
from tests.conftest import PROJECT
from tests.test_builds import image, jobs, ran, waves, write


def test_more_layers_than_waves(tmp_path: Path) -> None:
    """A chain that GitHub's workflow cannot build is refused, and the image is named; GitLab builds it."""
    keys = ["a", "b", "c", "d", "e"]
    chain = dict(zip(keys, ["", *keys], strict=False))
    head = write(tmp_path, {key: image(key, below=base) for key, base in chain.items()})
    run = ran("waves", head, "--patch", "7")

    assert keys == list(jobs(head, "--patch", "7"))
    assert (1, "") == (run.returncode, run.stdout)
    assert run.stderr.startswith("error: images.e: GitHub's workflow builds at most 4 layers")


def test_images_side_by_side(tmp_path: Path) -> None:
    """On GitHub too, images that do not start from each other are built at once."""
    head = write(tmp_path, {"c": image("c"), "a": image("a"), "b": image("b")})
    first, *others = waves(head, "--patch", "7")

    assert (["a", "b", "c"], [[], [], []]) == ([one["image"] for one in first], others)


def test_as_many_waves_as_jobs() -> None:
    """The workflow has a job for each wave."""
    text = (PROJECT / ".github/workflows/goldshelf-catalog.yml").read_text()

    assert WAVES == text.count("uses: ./.github/workflows/goldshelf-wave.yml")
    assert [text.index(f"wave-{number + 1}:") for number in range(WAVES)]
    assert [f".at_once[{number}] " for number in range(WAVES)] == re.findall(r"\.at_once\[\d\] ", text)
