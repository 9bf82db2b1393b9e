"""The house stays small: no long file, no long function."""

import ast
from pathlib import Path

from tests.conftest import PROJECT
from tests.programs import git

LONGEST_FILE = 220
LONGEST_FUNCTION = 40
NOT_OURS = ("tests/golden/", "tests/data/powershell/", "synthesized/")
"""What is generated, and what was written to be wrong."""
CODE = ("*.py", "*.ps1", "*.sh", "*.j2", "*.yml", "Makefile")


def sources() -> list[Path]:
    """Every file of code in the project."""
    names = git(PROJECT, "ls-files", "--", *CODE).split()
    return [PROJECT / name for name in names if not name.startswith(NOT_OURS)]


def test_files_are_short() -> None:
    """A file is read in one sitting."""
    counts = {str(path.relative_to(PROJECT)): len(path.read_text().splitlines()) for path in sources()}

    assert {} == {name: count for name, count in counts.items() if count > LONGEST_FILE}


def test_functions_are_short() -> None:
    """A function fits on a screen."""
    long = [
        f"{path.relative_to(PROJECT)}:{node.lineno}: {node.name}"
        for path in sources()
        if path.suffix == ".py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]

    assert [] == long
