"""Write the results of a benchmark into the README."""

import os
import platform
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from files.options import Parser

README = Path(__file__).parent.parent / "README.md"
TAIL = "<!-- until here -->\n"
MACHINE = f"{os.cpu_count()} cores with {platform.system()} and Python {platform.python_version()}"


def parts(readme: Path, section: str, *, target: str = "bench") -> tuple[str, str]:
    """The text before and after the table, with their markers; exit if a marker is missing."""
    head = f"<!-- make {target} writes this: {section} -->\n"
    before, _, rest = readme.read_text().partition(head)
    _, found, after = rest.partition(TAIL)
    if not found:
        sys.exit(f"{readme}: the lines {head.strip()} and {TAIL.strip()} must enclose the table")
    return before + head, TAIL + after


def write(readme: Path, section: str, lines: list[str], *, target: str = "bench") -> None:
    """Replace the table of a section, which `make <target>` writes."""
    before, after = parts(readme, section, target=target)
    readme.write_text(before + "\n".join(lines) + "\n" + after)


def fill(
    section: str, about: str | None, *, columns: str, measure: Callable[..., Iterator[str]], more: str = ""
) -> None:
    """Measure each number of images in a new folder, and write the table; `more` is for the line below it."""
    parser = Parser(description=about)
    parser.add_argument("--images", type=int, nargs="+", default=[1, 100, 1000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--readme", type=Path, default=README)
    given = parser.parse_args()
    parts(given.readme, section)  # exits now, not after the measurement, if a marker is missing
    table = [columns, "|---" * columns.count(" | ") + "|---|"]
    print(*table, sep="\n")
    for images in given.images:
        with TemporaryDirectory() as folder:
            for row in measure(Path(folder), images=images, rounds=given.rounds):
                table.append(row)
                print(row, flush=True)
    note = f"Median wall time of {given.rounds} rounds{more}, on {MACHINE}."
    write(given.readme, section, [*table, "", note])
