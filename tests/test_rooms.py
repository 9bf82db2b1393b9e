"""What each folder may import of the others: the rooms of the house, as CONTRIBUTING.md draws them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import PROJECT

BELOW = "files facts"
CATALOG = f"{BELOW} catalog"
ON_THE_WAY = f"{CATALOG} stacks deployed deploy packer committed main"
MAY_IMPORT = {
    "files": "",
    "facts": "",
    "catalog": BELOW,
    "stacks": CATALOG,
    "deployed": CATALOG,
    "deploy": f"{CATALOG} deployed",
    "packer": f"{CATALOG} deployed",
    "main": f"{CATALOG} stacks",
    "committed": f"{CATALOG} main stacks packer",
    "review": ON_THE_WAY,
    "pipeline": f"{ON_THE_WAY} review",
    "sandbox": f"{BELOW} catalog.contract",
}
"""A room, and those that it may import, besides itself."""
NEVER = {
    "cdktf": "catalog deployed deploy packer committed review pipeline sandbox facts files",
    "jinja2": "catalog stacks deployed deploy committed review pipeline sandbox facts files main",
}
"""A package, and the rooms that must not import it."""
OUTSIDE = {"tests", "benchmarks"}
"""No room imports these."""


def modules() -> Iterator[Path]:
    """Every module in a room."""
    yield PROJECT / "main.py"
    for room in MAY_IMPORT:
        yield from sorted((PROJECT / room).rglob("*.py"))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Each imported module, with its line, wherever in the file that is."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module


def room_of(path: Path) -> str:
    """The first folder of a module; main.py is a room of its own."""
    return path.relative_to(PROJECT).parts[0].removesuffix(".py")


def allowed(room: str, module: str) -> bool:
    """Whether the room may import the module."""
    package = module.partition(".")[0]
    if package in OUTSIDE or room in NEVER.get(package, "").split():
        return False
    may = MAY_IMPORT[room].split()
    return package not in MAY_IMPORT or package == room or package in may or module in may


def forbidden(path: Path) -> list[str]:
    """The lines of a module that break the rule."""
    room = room_of(path)
    return [
        f"{path.relative_to(PROJECT)}:{line}: {room} must not import {module}"
        for line, module in imports(path)
        if not allowed(room, module)
    ]


def test_each_room_imports_only_what_lies_below_it() -> None:
    """Whoever looks for something finds it in the room of its name, and reads no room above."""
    broken = [line for path in modules() for line in forbidden(path)]

    assert not broken, "\n".join(broken)


@pytest.mark.parametrize(
    ("room", "module", "expected"),
    [
        ("facts", "catalog.model", False),
        ("packer", "deploy.terraform", False),
        ("packer", "cdktf", False),
        ("stacks", "jinja2", False),
        ("sandbox", "catalog.model", False),
        ("sandbox", "catalog.contract", True),
        ("packer", "catalog.model", True),
        ("packer", "jinja2", True),
        ("packer", "tests.builds", False),
    ],
)
def test_rule_can_be_broken(room: str, module: str, *, expected: bool) -> None:
    """A line that goes against the way is found."""
    assert expected == allowed(room, module)
