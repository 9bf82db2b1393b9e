"""Show what changed in an image from one version to another: python -m packer.manifest diff OLD NEW.

OLD and NEW are the <image>.software.json that the two builds wrote. The output can be pasted into a merge
request. Exit codes: 0 compared, whatever was found; 1 a file cannot be compared; 3 a bug in goldshelf.
"""

import sys
from pathlib import Path

from files.border import bordered
from files.options import Parser
from files.terminal import line, show
from packer.list_differences import differences
from packer.software_list import WANTED, read_all


@bordered(todo=WANTED)
def main(arguments: list[str] | None = None) -> int:
    """Print the differences and return the exit code."""
    parser = Parser(prog="python -m packer.manifest", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    diff = commands.add_parser("diff", help="what the newer version of an image has that the older has not")
    diff.add_argument("old", type=Path, metavar="OLD", help="the software list of the older version")
    diff.add_argument("new", type=Path, metavar="NEW", help="that of the newer version")
    options = parser.parse_args(arguments)
    found = differences(*read_all(options.old, options.new))
    show("\n".join(map(line, found)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
