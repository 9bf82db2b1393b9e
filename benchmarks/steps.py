"""Measure own steps: 20 scripts, of which each image runs ten; the fifth table in the README.

The hook and the check are whole processes, with startup. A check before them, which is not measured, keeps
the verdicts of the parsers: the others start no parser. What stands for PowerShell finds nothing.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree
from statistics import median

from benchmarks.readme import fill
from benchmarks.review import seconds
from benchmarks.synth import catalog
from catalog.load import load
from tests.builds import outputs

SCRIPTS, EACH = 20, 10
PHASES = ("start", "updated", "software", "settings", "test", "seal")


def with_steps(text: str) -> str:
    """The catalog with these steps, of which each image has half."""
    parts = text.split("\nvm_size")
    images = (f"\nsteps = {_names(number)}\nvm_size{part}" for number, part in enumerate(parts[1:]))
    return "".join([parts[0], *images]) + "".join(
        f'\n[steps.step-{number}]\nphase = "{PHASES[number % len(PHASES)]}"\nscript = "steps/{number}.ps1"\n'
        for number in range(SCRIPTS)
    )


def _names(image: int) -> list[str]:
    return [f"step-{(image + number) % SCRIPTS}" for number in range(EACH)]


def measure(folder: Path, *, images: int, rounds: int) -> Iterator[str]:
    """The row for a catalog with that many images, without steps and with them."""
    (folder / "steps").mkdir()
    pwsh = folder / "pwsh"
    pwsh.write_text("#!/bin/sh\ncat > /dev/null\n")
    pwsh.chmod(0o755)
    os.environ |= {"PATH": f"{folder}:{os.environ['PATH']}", "XDG_CACHE_HOME": str(folder / "cache")}
    for number in range(SCRIPTS):
        lines = "".join(f"Write-Output 'step {number}, line {line}'\n" for line in range(100))
        (folder / f"steps/{number}.ps1").write_text(f"$ErrorActionPreference = 'Stop'\n{lines}exit 0\n")
    cells = []
    for text in (catalog(images=images), with_steps(catalog(images=images))):
        path = folder / "catalog.toml"
        path.write_text(text)
        definitions = {key: image.name for key, image in load(path).images.items()}
        (folder / "outputs.json").write_text(outputs(definitions))
        seconds(folder, "catalog", "check")
        cells += [
            median(_first(folder) for _ in range(rounds)),
            median(seconds(folder, "packer.hook") for _ in range(rounds)),
            median(seconds(folder, "catalog", "check") for _ in range(rounds)),
        ]
    yield f"| {images:,} | {' | '.join(f'{cell:.2f} s' for cell in cells)} |"


def _first(folder: Path) -> float:
    """The time of a hook that has no folder yet."""
    rmtree(folder / "packer.out", ignore_errors=True)
    return seconds(folder, "packer.hook")


if __name__ == "__main__":
    fill(
        "steps",
        __doc__,
        columns="| images | first hook | hook | check | with steps: first hook | hook | check |",
        measure=measure,
    )
