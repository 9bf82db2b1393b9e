"""The images to build as GitHub's matrices: python -m pipeline.waves HEAD --since BASE --patch N.

The jobs of a matrix cannot wait for each other, so GitHub's workflow has a fixed number of matrices, one for
each layer of images. Exit codes: 0 done, 1 a revision or a version cannot be used, or an image would need
another wave.
"""

import json
import sys

from catalog.run import catalog_of_environment
from files.border import bordered
from files.errors import GoldshelfError
from files.options import Parser
from pipeline.builds import Build, add_options, chosen
from pipeline.lanes import at_once

WAVES = 4
"""As many as there are jobs in .github/workflows/goldshelf-catalog.yml."""
MOST = 256
"""Jobs of one matrix. Source: GitHub, "Workflow syntax", strategy.matrix."""


@bordered()
def main(arguments: list[str] | None = None) -> int:
    """Print the waves and return the exit code."""
    parser = Parser(prog="python -m pipeline.waves", description=__doc__)
    add_options(parser)
    parser.add_argument(
        "--catalog", default=catalog_of_environment().name, help="whose images (default: %(default)s)"
    )
    options = parser.parse_args(arguments)
    waves: list[list[Build]] = [[] for _ in range(WAVES)]
    for one in chosen(options, [options.catalog])[options.catalog]:
        if one.layer >= WAVES:
            raise GoldshelfError(
                f"images.{one.key}: GitHub's workflow builds at most {WAVES} layers; "
                "let it start from a lower layer"
            )
        waves[one.layer].append(one)
    limits = [at_once((one.takes for one in wave), most=MOST) for wave in waves]
    print(json.dumps({"waves": [[_row(one) for one in wave] for wave in waves], "at_once": limits}))
    return 0


def _row(build: Build) -> dict[str, object]:
    return {
        "image": build.key,
        "version": build.version,
        "minutes": build.minutes,
        "after": build.after or "",
    }


if __name__ == "__main__":
    sys.exit(main())
