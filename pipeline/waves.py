"""The images to build as GitHub's matrices: python -m pipeline.waves HEAD --since BASE --patch N.

The jobs of a matrix cannot wait for each other, so GitHub's workflow has a fixed number of matrices, one for
each layer of images. Exit codes: 0 done, 1 a revision or a version cannot be used, or an image would need
another wave.
"""

import argparse
import json
import sys
from collections.abc import Sequence

from catalog.run import catalog_of_environment
from files.border import bordered
from files.errors import GoldshelfError
from pipeline.builds import Build, add_options, chosen

WAVES = 4
"""As many as there are jobs in .github/workflows/goldshelf-catalog.yml."""


def waves(builds: Sequence[Build]) -> list[list[Build]]:
    """The images in WAVES groups, of which the last ones may be empty."""
    found: list[list[Build]] = [[] for _ in range(WAVES)]
    after = {one.key: one.after for one in builds}
    for one in builds:
        number, base = 0, one.after
        while base is not None and number < WAVES:
            number, base = number + 1, after[base]
        if number == WAVES:
            raise GoldshelfError(
                f"images.{one.key}: GitHub's workflow builds at most {WAVES} layers; "
                "let it start from a lower layer"
            )
        found[number].append(one)
    return found


@bordered()
def main(arguments: list[str] | None = None) -> int:
    """Print the waves and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.waves", description=__doc__)
    add_options(parser)
    parser.add_argument(
        "--catalog", default=catalog_of_environment().name, help="whose images (default: %(default)s)"
    )
    options = parser.parse_args(arguments)
    found = waves(chosen(options, [options.catalog])[options.catalog])
    rows = [
        [
            {"image": one.key, "version": one.version, "minutes": one.minutes, "after": one.after or ""}
            for one in wave
        ]
        for wave in found
    ]
    print(json.dumps({"waves": rows}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
