"""How long `python main.py` takes and how much memory: the table in the README.

With the slim cut and with the whole package: CDKTF's and, where `make cdktn` has installed it, CDK Terrain's.
The variants take turns, so that a machine that slows down slows all of them.
"""

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import psutil

from benchmarks.readme import MACHINE, arguments, write
from stacks import slim

PROJECT = Path(__file__).parent.parent
SHIPPED = (PROJECT / "tests/data/catalog.toml").read_text()


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One way to run this app."""

    package: str
    slim: bool


PYTHONS = {"CDKTF": Path(sys.executable), "CDK Terrain": PROJECT / ".cdktn/bin/python"}
PACKAGES = [package for package, python in PYTHONS.items() if python.exists()]
VARIANTS = [Variant(package=package, slim=slim) for package in PACKAGES for slim in (True, False)]


def catalog(*, images: int) -> str:
    """The shipped catalog, with that many images like its own."""
    at = SHIPPED.index("[images.")
    names = re.compile("win11-avd|Win11-AVD-Template|avd-standard")
    return SHIPPED[:at] + "\n".join(names.sub(rf"\g<0>-{number}", SHIPPED[at:]) for number in range(images))


def start(variant: Variant, folder: Path) -> subprocess.Popen[str]:
    """Run `python main.py` in `folder`."""
    return subprocess.Popen(  # noqa: S603  (these two Pythons only)
        [PYTHONS[variant.package], PROJECT / "main.py"],
        cwd=folder,
        env={**os.environ, "CATALOG": "catalog.toml", "SLIM": str(int(variant.slim))},
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> None:
    """Wait for the end. A run that failed, or that fell back to the whole package, counts for nothing."""
    _, said = process.communicate()
    if process.returncode or slim.FELL_BACK in said:  # the warning that a thousand images have is none
        sys.exit(f"{process.args!r} ended with {process.returncode} and said: {said}")


def seconds(variant: Variant, folder: Path) -> float:
    """Wall time of one run, as a whole process."""
    began = time.perf_counter()
    finish(start(variant, folder))
    return time.perf_counter() - began


def megabytes(variant: Variant, folder: Path) -> float:
    """The most that Python and Node held at once, looked at every 10 ms; what they share counts once."""
    process = start(variant, folder)
    peak = 0
    while process.poll() is None:
        peak = max(peak, held(process.pid))
        time.sleep(0.01)
    finish(process)
    return peak / 1e6


def held(pid: int) -> int:
    """Bytes that the process and what it started hold now: proportional set size."""
    try:
        process = psutil.Process(pid)
        return sum(each.memory_full_info().pss for each in [process, *process.children(recursive=True)])
    except (psutil.NoSuchProcess, psutil.AccessDenied):  # one of them is just ending: the next look tells
        return 0


def written(folder: Path) -> dict[Path, bytes]:
    """What a run left in `folder`."""
    return {path: path.read_bytes() for path in folder.glob("cdktf.out/**/*.json")}


def measure(folder: Path, *, images: int, rounds: int) -> list[str]:
    """The table's rows for a catalog of that many images, one for each package."""
    (folder / "catalog.toml").write_text(catalog(images=images))
    memory: dict[Variant, float] = {}
    output = {}
    for variant in VARIANTS:  # these runs warm up too: they make the cuts, and fill jsii's own cache
        finish(start(variant, folder))
        memory[variant] = megabytes(variant, folder)
        output[variant] = written(folder)
    runs: dict[Variant, list[float]] = {variant: [] for variant in VARIANTS}
    for _ in range(rounds):
        for variant in VARIANTS:
            runs[variant].append(seconds(variant, folder))

    rows = []
    for package in PACKAGES:
        slim, whole = (Variant(package=package, slim=slim) for slim in (True, False))
        if output[slim] != output[whole]:
            sys.exit(f"{package}, {images} images: the slim cut made other JSON than the whole package")
        cells = [f"{median(runs[each]):.2f} s, {memory[each]:.0f} MB" for each in (slim, whole)]
        times = median(long / short for short, long in zip(runs[slim], runs[whole], strict=True))
        rows.append(f"| {images:,} | {package} | {' | '.join(cells)} | {times:.1f} times |")
        print(rows[-1], flush=True)
    return rows


def main() -> None:
    """Measure, print the table, and write it into the README."""
    given = arguments(__doc__, "synth")
    if len(PACKAGES) < len(PYTHONS):
        print("CDK Terrain is not installed, so it is left out: `make cdktn` installs it")

    table = ["| images | package | slim cut | whole package | faster |", "|---|---|---|---|---|"]
    print(*table, sep="\n")
    with TemporaryDirectory() as folder:
        for images in given.images:
            table += measure(Path(folder), images=images, rounds=given.rounds)
    table += [
        "",
        f"Median wall time of {given.rounds} rounds, and peak memory of Python and Node together, "
        f"on {MACHINE}.",
    ]
    write(given.readme, "synth", table)


if __name__ == "__main__":
    main()
