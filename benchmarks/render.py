"""Measure the hook, from catalog and outputs to Packer folders: the second table in the README."""

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.readme import fill
from benchmarks.review import seconds
from benchmarks.synth import catalog
from catalog.load import load
from catalog.model import Catalog
from catalog.run import DEFAULT, Run
from deployed.outputs import read_outputs, subscription_of
from packer.render import render
from tests.builds import outputs


def rendering(wanted: Catalog, path: Path) -> float:
    """Seconds to render the text of every file."""
    run = Run(catalog=Path(DEFAULT), out=path.parent)
    given = read_outputs([path], run=run)
    began = time.perf_counter()
    subscription_id = subscription_of(given, wanted, run=run)
    render(catalog=wanted, outputs=given, subscription_id=subscription_id)
    return time.perf_counter() - began


def measure(folder: Path, *, images: int, rounds: int) -> Iterator[str]:
    """The row for a catalog with that many images."""
    path = folder / "catalog.toml"
    path.write_text(catalog(images=images))
    wanted = load(path)
    (folder / "outputs.json").write_text(outputs({key: image.name for key, image in wanted.images.items()}))
    text, whole = [], []
    for number in range(rounds):
        text.append(rendering(wanted, folder / "outputs.json"))
        whole.append(seconds(folder, "packer.hook", "--out", f"packer.out.{number}"))
    yield f"| {images:,} | {median(text):.3f} s | {median(whole):.2f} s |"


if __name__ == "__main__":
    fill("render", __doc__, columns="| images | the text of all files | the whole hook |", measure=measure)
