"""The scripts of GitHub's workflows, run as GitHub runs them: only az, packer and gh are recorded."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.pipeline import Team, loaded

RUN = {"GITHUB_REPOSITORY": "team/images", "GITHUB_RUN_NUMBER": "57", "GH_TOKEN": "t"}


@pytest.fixture(scope="module", autouse=True)
def goldshelf(team: Team) -> None:
    """What the workflow checks out: goldshelf, beside the team's catalog."""
    (team.folder / ".goldshelf").symlink_to(PROJECT)


def step(team: Team, workflow: str, job: str, name: str, **variables: str) -> None:
    """Run one step of a workflow as GitHub does."""
    path = PROJECT / f".github/workflows/{workflow}.yml"
    steps = loaded(path.read_text())["jobs"][job]["steps"]
    (script,) = [one["run"] for one in steps if one.get("name") == name]
    given = {
        "GITHUB_OUTPUT": str(team.folder / "output"),
        "GITHUB_STEP_SUMMARY": str(team.folder / "summary"),
        "GITHUB_WORKSPACE": str(team.folder),
        "PYTHONPATH": str(PROJECT),
        "PYTHONSAFEPATH": "1",
        "CATALOG": "catalog.toml",
        "CATALOGS": "catalog.toml",
        **RUN,
    }
    run = team.run("bash", "-e", "-o", "pipefail", "-c", script, check=False, **{**given, **variables})
    assert 0 == run.returncode, run.stdout + run.stderr


def output(team: Team) -> dict[str, str]:
    """What the steps have set, by name."""
    lines = (team.folder / "output").read_text().splitlines()
    return {name: value for name, _, value in (line.partition("=") for line in lines)}


def test_review(team: Team) -> None:
    """A pull request gets one comment, which the next review updates."""
    variables = {"BASE": team.base, "NUMBER": "5", "ENVIRONMENT": "production"}
    comments = "repos/team/images/issues/5/comments"
    team.recorded()
    for name in ("catalogs", "check", "synth", "review", "note"):
        step(team, "goldshelf", "check", name, **variables)
    first = team.recorded()
    team.records.with_suffix(".answer").write_text(
        "https://example.com/comments/9\nhttps://example.com/comments/10\n"
    )
    step(team, "goldshelf", "check", "note", **variables)

    assert "## goldshelf: 1 version to look at" in (team.folder / "summary").read_text()
    assert {
        "include": [{"catalog": "catalog.toml", "environment": "production", "folder": "."}]
    } == json.loads(output(team)["catalogs"])
    assert f"gh api {comments} --field body=@review.md --silent" == first[-1]
    assert (
        "gh api --method PATCH https://example.com/comments/9 --field body=@review.md --silent"
        == team.recorded()[-1]
    )


def test_deploy(team: Team, tmp_path: Path) -> None:
    """On main, the catalog is deployed by the same command as in GitLab's pipeline, where that is run."""
    step(team, "goldshelf-catalog", "deploy", "state")
    make = tmp_path / "make"
    make.write_text('#!/bin/sh\necho "make $*" >> "$RECORDS"\n')
    make.chmod(0o755)
    team.recorded()
    for name in ("deploy", "render"):
        step(team, "goldshelf-catalog", "deploy", name, PATH=f"{tmp_path}:{os.environ['PATH']}")

    assert [
        "make -f .goldshelf/Makefile apply CATALOG=catalog.toml DEPLOY_FLAGS=--auto-approve --no-color ",
        "make -f .goldshelf/Makefile render CATALOG=catalog.toml",
    ] == team.recorded()


def test_builds(team: Team) -> None:
    """A build for each image that changed since the last push whose run succeeded."""
    team.records.with_suffix(".answer").write_text(f"{team.base}\n")
    team.recorded()
    step(
        team,
        "goldshelf-catalog",
        "deploy",
        "builds",
        GITHUB_EVENT_NAME="push",
        GITHUB_REF_NAME="main",
        GITHUB_WORKFLOW_REF="team/images/.github/workflows/ours.yml@refs/heads/main",
    )
    (image,), *others = json.loads(output(team)["waves"])["waves"]

    assert {"image": "win11-avd", "version": "1.0.57", "minutes": 360, "after": ""} == image
    assert [[], [], []] == others
    assert "/actions/workflows/ours.yml/runs?branch=main&event=push&status=success" in team.recorded()[-1]


def test_build(team: Team) -> None:
    """The token is there for Packer's plugins, not for the build."""
    run = {
        "FOLDER": "packer.out/win11-avd",
        "IMAGE_VERSION": "1.0.57",
        "GITHUB_SHA": team.head,
        "PIPELINE_URL": "https://example.com/runs/1",
        "ALLOWED_INBOUND_IP_ADDRESSES": "",
    }
    shutil.copytree(team.folder / "synthesized/packer", team.folder / "packer.out")
    team.recorded()
    step(team, "goldshelf-wave", "build", "plugins", **run)
    step(team, "goldshelf-wave", "build", "build", **run)

    workflow = loaded((PROJECT / ".github/workflows/goldshelf-wave.yml").read_text())
    assert ["plugins"] == [
        one["name"]
        for one in workflow["jobs"]["build"]["steps"]
        if "PACKER_GITHUB_API_TOKEN" in one.get("env", {})
    ]
    assert [
        "packer init packer.out/win11-avd",
        "packer build -color=false -timestamp-ui -on-error=cleanup -var image_version=1.0.57 "
        f"-var git_commit={team.head} -var pipeline_url=https://example.com/runs/1 "
        "-var manifest_folder=manifests packer.out/win11-avd",
    ] == team.recorded()


def test_setup(team: Team, tmp_path: Path) -> None:
    """goldshelf is installed where it is checked out, and later steps find it."""
    action = loaded((PROJECT / ".github/actions/setup/action.yml").read_text())
    (script,) = [one["run"] for one in action["runs"]["steps"] if "run" in one]
    paths, variables = tmp_path / "path", tmp_path / "env"
    files = {"GITHUB_PATH": str(paths), "GITHUB_ENV": str(variables), "GITHUB_WORKSPACE": str(team.folder)}
    subprocess.run(["bash", "-e", "-c", script], env={**os.environ, **files}, check=True, capture_output=True)
    goldshelf = f"{team.folder}/.goldshelf"

    assert [f"{goldshelf}/node_modules/.bin", f"{goldshelf}/.venv/bin"] == paths.read_text().splitlines()
    assert [f"PYTHONPATH={goldshelf}", "PYTHONSAFEPATH=1"] == variables.read_text().splitlines()
