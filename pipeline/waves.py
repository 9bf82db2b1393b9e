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
from pipeline.builds import add_options, chosen

WAVES = 4
"""As many as there are jobs in .github/workflows/goldshelf-catalog.yml."""


@bordered()
def main(arguments: list[str] | None = None) -> int:
    """Print the waves and return the exit code."""
    parser = Parser(prog="python -m pipeline.waves", description=__doc__)
    add_options(parser)
    parser.add_argument(
        "--catalog", default=catalog_of_environment().name, help="whose images (default: %(default)s)"
    )
    options = parser.parse_args(arguments)
    waves: list[list[dict[str, object]]] = [[] for _ in range(WAVES)]
    for one in chosen(options, [options.catalog])[options.catalog]:
        if one.layer >= WAVES:
            raise GoldshelfError(
                f"images.{one.key}: GitHub's workflow builds at most {WAVES} layers; "
                "let it start from a lower layer"
            )
        waves[one.layer].append(
            {"image": one.key, "version": one.version, "minutes": one.minutes, "after": one.after or ""}
        )
    print(json.dumps({"waves": waves}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
