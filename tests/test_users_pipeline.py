"""A user's repository, which holds catalogs and ten lines: its pipeline checks goldshelf out."""

import json

import pytest

from tests.conftest import Once
from tests.pipeline import IDENTITY, TOKEN, Team, loaded
from tests.programs import Done
from tests.users import SERVER, of_a_user


@pytest.fixture(scope="module")
def user(once: Once, tmp_path_factory: pytest.TempPathFactory) -> Team:
    """A user's team."""
    return of_a_user(tmp_path_factory.mktemp("user"), once)


def variables(**given: str) -> dict[str, str]:
    """What GitLab says of a job there."""
    return {"CI_SERVER_URL": SERVER, "CI_JOB_TOKEN": "job-token", **given}


def passed(run: Done) -> None:
    """Fail with all that the job said."""
    assert 0 == run.returncode, run.stdout + run.stderr


def test_merge_request(user: Team) -> None:
    """The user's catalogs are checked and reviewed by the goldshelf of the pinned version."""
    given = variables(**user.merge_request())
    passed(user.gitlab("check", "synth", "review", variables=given))

    assert {"check", "synth", "review"} == {job["name"] for job in user.listed(given)}
    assert "1 image needs a new build" in (user.folder / "review.md").read_text()
    assert (user.folder / ".goldshelf/pipeline/gitlab.yml").is_file()
    assert "job-token" not in (user.folder / ".goldshelf/.git/config").read_text()


def test_main(user: Team) -> None:
    """The catalogs are deployed from the checkout, and what that makes lies beside them."""
    passed(user.gitlab("jobs", variables=variables(**user.push())))
    jobs = loaded((user.folder / "child.yml").read_text())
    child = variables(CI_PIPELINE_SOURCE="parent_pipeline", CI_COMMIT_BRANCH="main", **IDENTITY, **TOKEN)
    passed(user.gitlab("deploy catalog.toml", "render catalog.toml", file="child.yml", variables=child))
    outputs = json.loads((user.folder / "outputs.json").read_text())

    assert ["build catalog.toml win11-avd", "nothing to build prod.toml"] == [
        name for name in jobs if name.startswith(("build ", "nothing "))
    ]
    assert ("manual", ["azure"]) == (jobs["deploy prod.toml"]["when"], jobs[".runner"]["tags"])
    assert "my_image_gallery" == outputs["gallery"]["gallery_name"]
    assert (user.folder / "packer.out/win11-avd/source.pkr.hcl").is_file()
    assert not (user.folder / ".goldshelf/outputs.json").exists()
