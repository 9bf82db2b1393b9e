"""A build that Azure or Packer would refuse is reported before anything is synthesized."""

import tomllib
from typing import Any

import pytest

from tests.conftest import DATA, Write
from tests.test_load import problems

REFUSED: list[dict[str, Any]] = tomllib.loads((DATA / "refused_builds.toml").read_text())["refused"]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["messages"][0].split(": ")[1])
def test_build_that_is_refused(catalog_file: Write, case: dict[str, Any]) -> None:
    """Each mistake is reported with its line, its reason and what to do; no message shows a secret."""
    found = problems(catalog_file(*map(tuple, case["changes"])))

    assert case["messages"] == found
    assert "hunter2" not in "".join(found)
