"""Measure a review, with the synth of the second revision: the fourth table in the README."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from statistics import median

from benchmarks.readme import fill
from benchmarks.synth import PROJECT, catalog

CHANGES: Mapping[str, Callable[[str], str]] = {
    "base": str,
    "one": lambda text: text.replace('"1.0.0"', '"1.0.1"', 1),
    "version": lambda text: text.replace('"1.0.0"', '"1.0.1"'),
    "all": lambda text: text.replace('"my_image_gallery"', '"other"').replace(
        '["vscode"', '["teams", "vscode"'
    ),
}
"""A new version of one image; of all; and changes in every template: another gallery, one more product."""


def repository(folder: Path, *, images: int) -> None:
    """Make a git repository with a tag for each change, and one for the base."""
    text = catalog(images=images)
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    identity = ("-c", "user.name=b", "-c", "user.email=b@example.com")

    def run(*command: str) -> None:
        subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)  # noqa: S603  (our own)

    run("git", "init", "--quiet")
    for name, change in CHANGES.items():
        (folder / "catalog.toml").write_text(change(text))
        run(sys.executable, "-m", "committed")
        run("git", "add", "--all")
        run("git", *identity, "commit", "--quiet", "--allow-empty", "--message", name)
        run("git", "tag", name)


def seconds(folder: Path, module: str, *arguments: str) -> float:
    """Wall time of a module of goldshelf, as a process."""
    began = time.perf_counter()
    subprocess.run(  # noqa: S603  (our own program)
        [sys.executable, "-m", module, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(PROJECT), "CATALOG": "catalog.toml"},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - began


def measure(folder: Path, *, images: int, rounds: int) -> Iterator[str]:
    """The row for catalogs with that many images."""
    repository(folder, images=images)
    cells = [
        median(seconds(folder, "review", "base", name, "--format", "markdown") for _ in range(rounds))
        for name in CHANGES
        if name != "base"
    ]
    yield f"| {images:,} | {' | '.join(f'{cell:.2f} s' for cell in cells)} |"


if __name__ == "__main__":
    fill(
        "review",
        __doc__,
        columns="| images | one has a new version | all have a new version | every template changed |",
        measure=measure,
    )
