"""The one family of errors that a user can put right; files/border.py prints them and ends with 1.

    GoldshelfError      bad input, or something that stands in the way
    ├── SynthError      stacks/: the stacks could not be written
    └── TerraformError  deploy/: Terraform failed
        └── LockedError another run has the state

A subclass is there only where somebody catches it. Any other exception is goldshelf's own fault.
"""

from files.terminal import line

MOST_LINES = 1_000
"""Of one error: nobody reads more."""


class GoldshelfError(Exception):
    """Something that a user can put right: each line is one problem, and is safe to show on a terminal."""

    def __init__(self, *lines: str) -> None:
        left = len(lines) - MOST_LINES
        more = [f"... and {left:,} more"] if left > 0 else []
        super().__init__("\n".join([*map(line, lines[:MOST_LINES]), *more]))
