"""Fixtures of whole repositories: a tour of pull requests, a team's, and what is deployed from one.

They import what needs the constants of conftest.py, which imports them.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Once
    from tests.deploys import Deploys
    from tests.pipeline import Team
    from tests.state import State


@pytest.fixture(scope="session")
def repository(once: "Once") -> Path:
    """A git repository with a branch for each pull request of tests/tour.py."""
    from tests.tour import history

    return once("tour", history)


@pytest.fixture(scope="module")
def team(once: "Once", tmp_path_factory: pytest.TempPathFactory) -> "Team":
    """A team's repository: the branch that is checked out adds a product."""
    from tests.pipeline import Team, repository

    return Team(tmp_path_factory.mktemp("team"), repository=once("repository", repository))


@pytest.fixture(scope="session")
def deployed(once: "Once") -> Path:
    """A folder where both images are deployed."""
    from tests.deploys import BOTH, Deploys

    def make(folder: Path) -> None:
        deploys = Deploys(folder)
        deploys.sandbox.mkdir()
        deploys.write(BOTH)
        run = deploys.deploy()
        assert 0 == run.returncode, run.stdout + run.stderr

    return once("deployed", make)


@pytest.fixture
def deploys(deployed: Path, tmp_path: Path) -> "Deploys":
    """A copy of that folder."""
    from tests.deploys import Deploys

    return Deploys.copy_of(deployed, tmp_path / "copy")


@pytest.fixture
def state() -> "Iterator[State]":
    """A team's state with a lock, and nothing in it yet."""
    from tests.state import served

    with served() as state:
        yield state


@pytest.fixture
def remote(tmp_path: Path, state: "State") -> "Deploys":
    """An empty folder, of a team that keeps its state there."""
    from tests.deploys import PATIENT, Deploys

    (tmp_path / "sandbox").mkdir()
    deploys = Deploys(tmp_path, remote=state)
    deploys.write(PATIENT)
    return deploys
