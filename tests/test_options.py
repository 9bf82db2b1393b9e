"""The options of the commands."""

import re

import pytest

from tests.programs import PROJECT, python
from tests.test_rooms import modules

COMMANDS = [
    command
    for path in modules()
    for command in re.findall(r'(?:Parser|options)\((?:prog=)?"python -m ([\w.]+)"', path.read_text())
]


@pytest.mark.parametrize("command", COMMANDS)
def test_wrong_option(command: str) -> None:
    """A slip in an option ends with 1, and what there is to choose from: 2 would let a pipeline go on."""
    run = python(PROJECT, "-m", command, "--nope")

    assert 1 == run.returncode
    assert run.stderr.startswith(f"usage: python -m {command}")


def test_one_parser() -> None:
    """No command reads its options in another way."""
    assert [] == [path for path in modules() if "ArgumentParser(" in path.read_text()]


def test_subscription_that_is_none() -> None:
    """What is no subscription finds nothing in Azure, and would advise to create it all again."""
    run = python(PROJECT, "-m", "deploy.adopt", "--subscription", "nonsense")

    assert 1 == run.returncode
    assert "use the subscription's id, a GUID, got 'nonsense'" in run.stderr
