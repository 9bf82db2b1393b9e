"""Measure the check of a catalog, without the imports: the third table in the README."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.readme import fill
from benchmarks.synth import PROJECT, catalog

ONCE = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from catalog.load import examine
import files.toml_lines
began = time.perf_counter()
found = examine(Path(sys.argv[1]), now=datetime.now(UTC)).findings
print(time.perf_counter() - began, len(found))
"""
"""In a new process, like a user's check, without filled caches."""


def seconds(path: Path) -> tuple[float, int]:
    """Seconds to read and check a catalog and find the lines, and the number of findings."""
    run = subprocess.run(  # noqa: S603  (the program above)
        [sys.executable, "-c", ONCE, str(path)], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    took, count = run.stdout.split()
    return float(took), int(count)


def measure(folder: Path, *, images: int, rounds: int) -> Iterator[str]:
    """The row for catalogs with that many images: a sound one, and one with a warning in each image."""
    cells = []
    sound = catalog(images=images)
    for text in (sound, sound.replace("replicas = 2", "replicas = 1")):
        path = folder / "catalog.toml"
        path.write_text(text)
        runs = [seconds(path) for _ in range(rounds)]
        cells.append(f"{median(took for took, _ in runs):.3f} s, findings: {runs[0][1]:,}")
    yield f"| {images:,} | {' | '.join(cells)} |"


if __name__ == "__main__":
    fill("check", __doc__, columns="| images | sound | a warning in each image |", measure=measure)
