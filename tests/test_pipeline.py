"""The pipelines of a team run: their own scripts, with az and packer alone replaced by recorders."""

import json
import re
from pathlib import Path

import pytest

from tests.pipeline import BACKEND, Team
from tests.programs import program

ON_MAIN = {"check", "test", "synth", "jobs", "catalogs"}


def names(team: Team, variables: dict[str, str]) -> set[str]:
    """The jobs that would run."""
    return {job["name"] for job in team.listed(variables)}


def test_jobs_of_a_merge_request(team: Team) -> None:
    """A merge request is checked and told; it deploys nothing, and plans only where an identity may read."""
    told = {"check", "test", "synth", "review"}
    plans = {"plan: [catalog.toml,gallery]", "plan: [catalog.toml,image-definition]"}

    assert told == names(team, team.merge_request())
    assert told | plans == names(team, {**team.merge_request(), "PLAN_CLIENT_ID": "reader"})


@pytest.mark.parametrize(
    "variables",
    [
        {"CI_PIPELINE_SOURCE": "push", "CI_COMMIT_BRANCH": "main"},
        {"CI_PIPELINE_SOURCE": "schedule", "CI_COMMIT_BRANCH": "main"},
        {"CI_PIPELINE_SOURCE": "push", "CI_COMMIT_BRANCH": "", "CI_COMMIT_TAG": "v1.4.0"},
    ],
)
def test_jobs_on_main(team: Team, variables: dict[str, str]) -> None:
    """Main, a schedule and a release deploy and build."""
    assert ON_MAIN == names(team, variables)


def test_merge_request_pipeline(team: Team) -> None:
    """The jobs of a merge request pass, and leave the reports that GitLab shows."""
    variables = {**team.merge_request(), "PLAN_CLIENT_ID": "reader"}
    run = team.gitlab("check", "synth", "review", "plan: [catalog.toml,gallery]", variables=variables)

    assert 0 == run.returncode, run.stdout + run.stderr
    # The job looks at the day, and from January 2027 on GS281 is true of this catalog.
    report = json.loads((team.folder / "gl-code-quality-report.json").read_text())
    assert {"GS281"} >= {one["check_name"] for one in report}
    assert (
        "## goldshelf: 1 version problem, 1 image needs a new build"
        in (team.folder / "review.md").read_text()
    )
    assert {"create": 2, "update": 0, "delete": 0} == json.loads((team.folder / "terraform.json").read_text())


def test_stale_products_stop_the_pipeline(team: Team) -> None:
    """A template that was changed and not synthesized fails the job `synth`, with the diff."""
    with team.edited("synthesized/gallery.tf.json", "my_image_gallery", "other"):
        run = team.gitlab("synth", variables=team.merge_request())

    assert 1 == run.returncode
    assert '-        "name": "other",' in run.stdout
    assert "make synth` and commit it" in run.stdout + run.stderr


def test_wrong_catalog_stops_the_pipeline(team: Team) -> None:
    """A wrong catalog fails the job `check`, and the report for the merge request is there all the same."""
    with team.edited("catalog.toml", "my_image_gallery", "my-image-gallery"):
        run = team.gitlab("check", variables=team.merge_request())
    (finding,) = json.loads((team.folder / "gl-code-quality-report.json").read_text())

    assert 1 == run.returncode
    assert "catalog.toml:2: gallery.name: use 1-80 letters" in run.stdout
    assert ("GS005", "catalog.toml", 2) == (
        finding["check_name"],
        finding["location"]["path"],
        finding["location"]["lines"]["begin"],
    )


def test_replacement_is_a_warning(team: Team) -> None:
    """A review that tells of a replacement ends with 2, which the job shows as a warning."""
    with team.edited("catalog.toml", '"my_image_gallery"', '"other"'):
        team.run("python", "-m", "committed")
        team.run("git", "commit", "--quiet", "--all", "--message", "renamed")
        run = team.gitlab("review", variables=team.merge_request())
    team.run("git", "reset", "--quiet", "--hard", team.head)

    assert 0 == run.returncode
    assert re.search(r"(?m)^ WARN +review", run.stdout), run.stdout


def test_stale_products_fail_the_review(team: Team) -> None:
    """A review of products that the catalog does not make fails the job, and says why first."""
    with team.edited("catalog.toml", '"my_image_gallery"', '"other"'):
        team.run("git", "commit", "--quiet", "--all", "--message", "without make synth")
        run = team.gitlab("review", variables=team.merge_request())
    team.run("git", "reset", "--quiet", "--hard", team.head)

    assert re.search(r"(?m)^ FAIL +review", run.stdout), run.stdout
    assert "## goldshelf: 1 stale catalog, " in (team.folder / "review.md").read_text()
    assert "STALE catalog.toml does not match the committed files" in run.stdout


def test_state_on_the_runner_is_not_planned(team: Team) -> None:
    """If the state would be lost with the runner, a plan would show everything as new."""
    variables = {**team.merge_request(), "PLAN_CLIENT_ID": "reader"}
    with team.edited("catalog.toml", BACKEND, ""):
        run = team.gitlab("plan: [catalog.toml,gallery]", variables=variables)

    assert 1 == run.returncode
    assert "catalog.toml keeps Terraform's state on the runner, where it would be lost" in run.stdout


def test_the_test_job(team: Team, tmp_path: Path) -> None:
    """The job `test` runs the README's own commands; what they do, .ci/run shows."""
    program(tmp_path / "make", 'echo "make $* ${PYTEST_ADDOPTS:?}" >> "$RECORDS"')
    team.recorded()
    run = team.gitlab("test", variables=team.merge_request(), programs=tmp_path)

    assert 0 == run.returncode, run.stdout + run.stderr
    assert [f"make -f {team.folder}/Makefile setup", "make check", "make test"] == [
        line.rpartition(" ")[0] for line in team.recorded()
    ]
