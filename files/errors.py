"""The errors that a user can fix; files/border.py prints them and exits with 1.

    GoldshelfError      wrong input, or something that must be fixed first
    ├── SynthError      stacks/: the stacks could not be written
    └── TerraformError  deploy/: Terraform failed
        └── LockedError another run holds the lock of the state

A subclass exists only if something catches it. Any other exception is a fault in goldshelf.
"""

from files.terminal import line

MOST_LINES = 1_000
"""In one error."""


class GoldshelfError(Exception):
    """An error that a user can fix. Each line is one problem, and is safe to print on a terminal."""

    def __init__(self, *lines: str) -> None:
        left = len(lines) - MOST_LINES
        more = [f"... and {left:,} more"] if left > 0 else []
        super().__init__("\n".join([*map(line, lines[:MOST_LINES]), *more]))
