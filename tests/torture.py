"""The long forms of the tests, `pytest --torture`: `make torture` runs them and writes down what they tried.

A test takes the fixture `tried` and says what it tried, how many times, and what came out.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import settings

from benchmarks.readme import write

RELIABILITY = Path(__file__).parent.parent / "docs/reliability.md"
FEW, EXAMPLES = 20, 1500
"""Of each property: in every run of the tests, and in its long form."""
HEAD = ["| what was tried | times | what came out |", "|---|---:|---|"]


class Tried(Protocol):
    """Say what was tried, how many times, what came out, and what a run took, in seconds and megabytes."""

    def __call__(  # noqa: D102
        self, what: str, times: int, came_out: str, *, took: tuple[float, float] = (0, 0)
    ) -> None: ...


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the one option."""
    parser.addoption("--torture", action="store_true", help="the long forms, and the table in docs/")


def pytest_configure(config: pytest.Config) -> None:
    """Tell hypothesis how much to try: its settings are read when a test is imported."""
    settings.register_profile("short", max_examples=FEW)
    settings.register_profile("torture", max_examples=EXAMPLES)
    settings.load_profile("torture" if config.getoption("--torture") else "short")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what has a long form only."""
    if not config.getoption("--torture"):
        long = [item for item in items if item.get_closest_marker("long")]
        items[:] = [item for item in items if item not in long]
        config.hook.pytest_deselected(items=long)


@pytest.fixture
def torture(request: pytest.FixtureRequest) -> bool:
    """Whether this is the long form."""
    return bool(request.config.getoption("--torture"))


@pytest.fixture
def tried(record_property: Callable[[str, object], None]) -> Tried:
    """Put a line into the table; lines of one text are added up, and the most that a run took is told."""

    def note(what: str, times: int, came_out: str, *, took: tuple[float, float] = (0, 0)) -> None:
        record_property("tried", (what, came_out, times, *took))

    return note


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config
) -> None:
    """Print the table, and write it where all of it was tried and passed."""
    if not config.getoption("--torture"):
        return
    told: dict[tuple[str, str], list[tuple[int, float, float]]] = {}
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            if name == "tried":
                what, came_out, *numbers = value
                told.setdefault((what, came_out), []).append(tuple(numbers))
    rows = [_row(what, came_out, each) for (what, came_out), each in sorted(told.items())]
    terminalreporter.write("\n".join([*HEAD, *rows, ""]))
    some = config.option.keyword or config.option.file_or_dir
    whole = config.option.markexpr == "torture" and not some
    if whole and exitstatus == 0:
        write(RELIABILITY, "tried", [*HEAD, *rows], target="torture")


def _row(what: str, came_out: str, each: list[tuple[int, float, float]]) -> str:
    times, seconds, megabytes = zip(*each, strict=True)
    most = f"; at most {max(seconds):.1f} s and {max(megabytes):.0f} MB" if any(seconds) else ""
    return f"| {what} | {sum(times):,} | {came_out}{most} |"
