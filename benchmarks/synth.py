"""Measure time and memory of `python main.py`: the first table in the README.

With the slim copy and with the whole package: CDKTF's and, if `make cdktn` has installed it, CDK Terrain's.
The variants alternate, so that a machine that slows down slows all of them.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil

from benchmarks.readme import fill
from stacks import slim

PROJECT = Path(__file__).parent.parent
SHIPPED = (PROJECT / "tests/data/catalog.toml").read_text()


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One way to run main.py."""

    package: str
    slim: bool


PYTHONS = {"CDKTF": Path(sys.executable), "CDK Terrain": PROJECT / ".cdktn/bin/python"}
PACKAGES = [package for package, python in PYTHONS.items() if python.exists()]
VARIANTS = [Variant(package=package, slim=slim) for package in PACKAGES for slim in (True, False)]


def catalog(*, images: int) -> str:
    """The shipped catalog, with its image repeated that many times."""
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
    """Wait for the process; exit if it failed, or fell back to the whole package."""
    _, stderr = process.communicate()
    if process.returncode or slim.FELL_BACK in stderr:  # other warnings are expected
        sys.exit(f"{process.args!r} exited with {process.returncode}: {stderr}")


def seconds(variant: Variant, folder: Path) -> float:
    """Wall time of one run, as a process."""
    began = time.perf_counter()
    finish(start(variant, folder))
    return time.perf_counter() - began


def megabytes(variant: Variant, folder: Path) -> float:
    """Peak memory of Python and Node together, measured every 10 ms; shared pages count once."""
    process = start(variant, folder)
    peak = 0
    while process.poll() is None:
        peak = max(peak, memory_of(process.pid))
        time.sleep(0.01)
    finish(process)
    return peak / 1e6


def memory_of(pid: int) -> int:
    """The proportional set size of a process and its children, in bytes."""
    try:
        process = psutil.Process(pid)
        return sum(each.memory_full_info().pss for each in [process, *process.children(recursive=True)])
    except (psutil.NoSuchProcess, psutil.AccessDenied):  # one of them is just ending
        return 0


def measure(folder: Path, *, images: int, rounds: int) -> Iterator[str]:
    """The rows for a catalog with that many images, one for each package."""
    (folder / "catalog.toml").write_text(catalog(images=images))
    memory: dict[Variant, float] = {}
    output = {}
    for variant in VARIANTS:  # also a warm-up, which fills jsii's cache
        if variant.slim:
            finish(start(variant, folder))  # to make the copy takes memory, and only the first run does
        memory[variant] = megabytes(variant, folder)
        output[variant] = {path: path.read_bytes() for path in folder.glob("cdktf.out/**/*.json")}
    runs: dict[Variant, list[float]] = {variant: [] for variant in VARIANTS}
    for _ in range(rounds):
        for variant in VARIANTS:
            runs[variant].append(seconds(variant, folder))

    for package in PACKAGES:
        slim, whole = (Variant(package=package, slim=slim) for slim in (True, False))
        if output[slim] != output[whole]:
            sys.exit(f"{package}, {images} images: slim copy and whole package must make the same JSON")
        cells = [f"{median(runs[each]):.2f} s, {memory[each]:.0f} MB" for each in (slim, whole)]
        times = median(long / short for short, long in zip(runs[slim], runs[whole], strict=True))
        yield f"| {images:,} | {package} | {' | '.join(cells)} | {times:.1f} times |"


if __name__ == "__main__":
    if len(PACKAGES) < len(PYTHONS):
        print("CDK Terrain is not installed and not measured; `make cdktn` installs it")
    fill(
        "synth",
        __doc__,
        columns="| images | package | slim copy | whole package | faster |",
        measure=measure,
        more=", and peak memory of Python and Node together",
    )
