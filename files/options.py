"""The options of a command. A wrong one exits with 1, like any other error that a user can fix."""

import argparse
from typing import NoReturn


class Parser(argparse.ArgumentParser):
    """Reads the options."""

    def error(self, message: str) -> NoReturn:
        """Exit with 1: argparse's own 2 would mean that a command has found something."""
        self.exit(1, f"{self.format_usage()}error: {message}\n")
