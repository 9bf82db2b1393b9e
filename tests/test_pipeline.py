"""The pipelines of a team run: their own scripts, with az and packer alone replaced by recorders."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline import BACKEND, Team

IDENTITY = {"ARM_CLIENT_ID": "client", "ARM_TENANT_ID": "tenant", "ARM_SUBSCRIPTION_ID": "subscription"}
TOKEN = {"ARM_OIDC_TOKEN": "token"}


def merge_request(team: Team) -> dict[str, str]:
    """What GitLab says of a merge request."""
    return {
        "CI_PIPELINE_SOURCE": "merge_request_event",
        "CI_COMMIT_BRANCH": "",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": team.base,
        "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": "",
    }


def push(team: Team) -> dict[str, str]:
    """What GitLab says of a merge to main."""
    return {
        "CI_PIPELINE_SOURCE": "push",
        "CI_COMMIT_BRANCH": "main",
        "CI_COMMIT_BEFORE_SHA": team.base,
        "CI_PIPELINE_IID": "57",
        **IDENTITY,
        **TOKEN,
    }


def listed(team: Team, variables: dict[str, str]) -> list[str]:
    """The jobs that would run."""
    jobs: list[dict[str, Any]] = json.loads(re.sub(r"\A[^\[]*", "", team.gitlab(variables=variables).stdout))
    return [job["name"] for job in jobs if job["when"] != "never"]


ON_MAIN = ["check", "test", "synth", "deploy", "render", "builds", "build"]


def test_jobs_of_a_merge_request(team: Team) -> None:
    """A merge request is checked and told; it deploys nothing, and plans only where an identity may read."""
    told = ["check", "test", "synth", "review"]
    plans = ["plan: [gallery]", "plan: [image-definition]"]

    assert told == listed(team, merge_request(team))
    assert told + plans == listed(team, {**merge_request(team), "PLAN_CLIENT_ID": "reader"})


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
    assert ON_MAIN == listed(team, variables)


def test_merge_request_pipeline(team: Team) -> None:
    """The jobs of a merge request pass, and leave the reports that GitLab shows."""
    variables = {**merge_request(team), "PLAN_CLIENT_ID": "reader"}
    run = team.gitlab("check", "synth", "review", "plan: [gallery]", variables=variables)

    assert 0 == run.returncode, run.stdout + run.stderr
    assert [] == json.loads((team.folder / "gl-code-quality-report.json").read_text())
    assert (
        "## goldshelf: 1 version problem, 1 image needs a new build"
        in (team.folder / "review.md").read_text()
    )
    assert {"create": 2, "update": 0, "delete": 0} == json.loads((team.folder / "terraform.json").read_text())


def test_stale_products_stop_the_pipeline(team: Team) -> None:
    """A template that was changed and not synthesized fails the job `synth`, with the diff."""
    path = team.folder / "synthesized/gallery.tf.json"
    text = path.read_text()
    path.write_text(text.replace("my_image_gallery", "other"))
    run = team.gitlab("synth", variables=merge_request(team))
    path.write_text(text)

    assert 1 == run.returncode
    assert '-        "name": "other",' in run.stdout
    assert "Run `make synth` and commit it." in run.stdout + run.stderr


def test_wrong_catalog_stops_the_pipeline(team: Team) -> None:
    """A wrong catalog fails the job `check`, and the report for the merge request is there all the same."""
    path = team.folder / "catalog.toml"
    text = path.read_text()
    path.write_text(text.replace("my_image_gallery", "my-image-gallery"))
    run = team.gitlab("check", variables=merge_request(team))
    path.write_text(text)
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
    path = team.folder / "catalog.toml"
    path.write_text(path.read_text().replace('"my_image_gallery"', '"other"'))
    team.run("python", "-m", "committed")
    team.run("git", "commit", "--quiet", "--all", "--message", "renamed")
    run = team.gitlab("review", variables=merge_request(team))
    team.run("git", "reset", "--quiet", "--hard", team.head)

    assert 0 == run.returncode
    assert re.search(r"(?m)^ WARN +review", run.stdout), run.stdout


def test_stale_products_fail_the_review(team: Team) -> None:
    """A review of products that the catalog does not make fails the job, and says why first."""
    path = team.folder / "catalog.toml"
    path.write_text(path.read_text().replace('"my_image_gallery"', '"other"'))
    team.run("git", "commit", "--quiet", "--all", "--message", "without make synth")
    run = team.gitlab("review", variables=merge_request(team))
    team.run("git", "reset", "--quiet", "--hard", team.head)

    assert re.search(r"(?m)^ FAIL +review", run.stdout), run.stdout
    assert "## goldshelf: 1 stale catalog, " in (team.folder / "review.md").read_text()
    assert "STALE catalog.toml does not match the committed files" in run.stdout


def test_pipeline_on_main(team: Team) -> None:
    """Deploy, hook, and a Packer job for the image that changed; the pipeline's number ends its version."""
    run = team.gitlab("deploy", "render", "builds", variables=push(team))
    assert 0 == run.returncode, run.stdout + run.stderr
    assert (
        "my_image_gallery"
        == json.loads((team.folder / "outputs.json").read_text())["gallery"]["gallery_name"]
    )
    jobs = json.loads((team.folder / "builds.yml").read_text())

    assert {
        "extends": ".build",
        "timeout": "360 minutes",  # three hours in the VM, two to publish, one for all else
        "resource_group": "catalog.toml/win11-avd",
        "needs": [{"pipeline": "$PARENT_PIPELINE_ID", "job": "render"}],
        "variables": {"FOLDER": "packer.out/win11-avd", "IMAGE_VERSION": "1.0.57"},
    } == jobs["build win11-avd"]

    team.recorded()
    build = team.gitlab(
        "build win11-avd",
        file="builds.yml",
        variables={"CI_PIPELINE_SOURCE": "parent_pipeline", **IDENTITY, **TOKEN},
    )
    assert 0 == build.returncode, build.stdout + build.stderr
    url = re.search(r"pipeline_url=(\S+)", (calls := team.recorded())[-1])
    assert url
    assert [
        "az login --service-principal --username client --tenant tenant --federated-token token "
        "--output none",
        "az account set --subscription subscription",
        "packer init packer.out/win11-avd",
        "packer build -color=false -timestamp-ui -on-error=cleanup -var image_version=1.0.57 "
        f"-var git_commit={team.head} -var pipeline_url={url[1]} -var manifest_folder=manifests "
        "packer.out/win11-avd",
    ] == calls
    assert 'gallery_name   = "my_image_gallery"' in (team.folder / "manifests/built").read_text()


@pytest.mark.parametrize("job", ["deploy", "plan: [gallery]"])
def test_state_on_the_runner_is_refused(team: Team, job: str) -> None:
    """Where the state would be lost with the runner, nothing is deployed or planned."""
    path = team.folder / "catalog.toml"
    text = path.read_text()
    path.write_text(text.replace(BACKEND, ""))
    variables = (
        {**push(team), **merge_request(team), "PLAN_CLIENT_ID": "reader"} if "plan" in job else push(team)
    )
    run = team.gitlab(job, variables=variables)
    path.write_text(text)

    assert 1 == run.returncode
    assert "catalog.toml keeps Terraform's state on the runner, which forgets it" in run.stdout


def test_release_of_an_old_commit_is_refused(team: Team) -> None:
    """A tag on an older commit than the tip of main would take back what came after: it deploys nothing."""
    run = team.gitlab(
        "deploy",
        variables={
            **push(team),
            "CI_COMMIT_TAG": "v1.0.0",
            "CI_COMMIT_SHA": team.head,
            "CI_DEFAULT_BRANCH": "main",
        },
    )

    assert 1 == run.returncode
    assert "v1.0.0 is not the newest commit of main: its deploy would take back what came after" in run.stdout


def test_the_test_job(team: Team, tmp_path: Path) -> None:
    """The job `test` runs the README's own commands; what they do, .ci/run shows."""
    make = tmp_path / "make"
    make.write_text('#!/bin/sh\necho "make $* ${PYTEST_ADDOPTS:?}" >> "$RECORDS"\n')
    make.chmod(0o755)
    team.recorded()
    run = team.gitlab("test", variables=merge_request(team), programs=tmp_path)

    assert 0 == run.returncode, run.stdout + run.stderr
    assert ["make setup", "make check", "make test"] == [line.rpartition(" ")[0] for line in team.recorded()]


def test_a_release_builds_its_version(team: Team) -> None:
    """A tag is the version of all images."""
    variables = {
        **push(team),
        "CI_COMMIT_BRANCH": "",
        "CI_COMMIT_TAG": "v1.4.0",
        "CI_COMMIT_BEFORE_SHA": "0" * 40,
    }
    run = team.gitlab("builds", variables=variables)
    jobs = json.loads((team.folder / "builds.yml").read_text())

    assert 0 == run.returncode, run.stdout + run.stderr
    assert "1.4.0" == jobs["build win11-avd"]["variables"]["IMAGE_VERSION"]
