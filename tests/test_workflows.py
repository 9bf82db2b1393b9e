"""The pipelines are what GitLab and GitHub take, and do nothing on the way that a team would regret."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.conftest import DATA, PROJECT
from tests.pipeline import Team

GITLAB = [PROJECT / ".gitlab-ci.yml", PROJECT / ".gitlab/build.yml"]
GITHUB = PROJECT / ".github/workflows/images.yml"


def loaded(path: Path) -> dict[str, Any]:
    """A file of YAML."""
    return dict(YAML(typ="safe").load(path.read_text().replace("!reference ", "")))


def judged(schema: str, *files: Path) -> subprocess.CompletedProcess[str]:
    """What the published schema says of these files."""
    options = ["--data-transform", "gitlab-ci"] if "gitlab" in schema else []
    return subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *options, *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_published_schemas(tmp_path: Path) -> None:
    """GitLab's and GitHub's own schemas take the pipelines, and the one that is written for the builds."""
    builds = tmp_path / "builds.yml"
    command = [sys.executable, "-m", "pipeline.builds", "HEAD", "--patch", "7"]
    builds.write_text(subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True).stdout)
    told = [judged("vendor.gitlab-ci", *GITLAB, builds), judged("vendor.github-workflows", GITHUB)]

    assert [0, 0] == [run.returncode for run in told], told
    builds.write_text(builds.read_text().replace('"timeout"', '"time-out"'))
    assert 1 == judged("vendor.gitlab-ci", builds).returncode


def test_gitlab_protects_what_azure_keeps() -> None:
    """Deploys and builds are never cut off by a newer pipeline, wait for each other, and hold no secret."""
    pipeline, build = map(loaded, GITLAB)
    audience = {"ARM_OIDC_TOKEN": {"aud": "api://AzureADTokenExchange"}}

    assert "production" == pipeline["deploy"]["resource_group"] == pipeline["deploy"]["environment"]["name"]
    assert False is pipeline[".on_main"]["interruptible"] is build[".build"]["interruptible"]
    assert audience == pipeline[".azure"]["id_tokens"] == build[".build"]["id_tokens"]
    assert {"max": 1, "when": "runner_system_failure"} == build[".build"]["retry"]
    assert "never" == build[".build"]["artifacts"]["expire_in"]
    assert "codequality" in pipeline["check"]["artifacts"]["reports"]
    assert "terraform" in pipeline["plan"]["artifacts"]["reports"]


@pytest.mark.parametrize("path", [*GITLAB, GITHUB])
def test_no_dangerous_flag_and_no_secret(path: Path) -> None:
    """Nothing overwrites a version, prints a password, or reads a secret that lives long."""
    text = re.sub(r"(?m)^ *#.*$", "", path.read_text())

    assert [] == re.findall(r"-force|-debug|PACKER_LOG|CLIENT_SECRET|secrets\.|set -x", text)


def test_github_pins_what_it_runs() -> None:
    """Actions of others are named by their commit, and a token may do no more than its job needs."""
    workflow = loaded(GITHUB)
    used = [step["uses"] for job in workflow["jobs"].values() for step in job["steps"] if "uses" in step]

    assert [] == [name for name in used if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", name)]
    assert {"contents": "read"} == workflow["permissions"]
    assert ["deploy", "build"] == [
        name for name, job in workflow["jobs"].items() if job["permissions"].get("id-token") == "write"
    ]


def test_github_scripts_hold_no_expression() -> None:
    """What others write, such as the name of a branch, never becomes a part of a script."""
    steps = [step for job in loaded(GITHUB)["jobs"].values() for step in job["steps"]]

    assert [] == [step["run"] for step in steps if "${{" in step.get("run", "")]


def step(team: Team, job: str, name: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run one step of the workflow as GitHub does."""
    (script,) = [one["run"] for one in loaded(GITHUB)["jobs"][job]["steps"] if one.get("name") == name]
    files = {
        "GITHUB_OUTPUT": str(team.folder / "output"),
        "GITHUB_STEP_SUMMARY": str(team.folder / "summary"),
    }
    run = team.run("bash", "-e", "-o", "pipefail", "-c", script, check=False, **files, **variables)
    assert 0 == run.returncode, run.stdout + run.stderr
    return run


def test_github_review(team: Team) -> None:
    """A pull request gets one comment, which the next review updates."""
    variables = {"BASE": team.base, "GITHUB_REPOSITORY": "team/images", "NUMBER": "5", "GH_TOKEN": "t"}
    comments = "repos/team/images/issues/5/comments"
    team.recorded()
    step(team, "check", "synth")
    step(team, "check", "review", **variables)
    step(team, "check", "note", **variables)
    first = team.recorded()
    team.records.with_suffix(".answer").write_text(
        "https://example.com/comments/9\nhttps://example.com/comments/10\n"
    )
    step(team, "check", "note", **variables)

    assert "## goldshelf: 1 version problem" in (team.folder / "summary").read_text()
    assert f"gh api {comments} --field body=@review.md --silent" == first[-1]
    assert (
        "gh api --method PATCH https://example.com/comments/9 --field body=@review.md --silent"
        == team.recorded()[-1]
    )


def test_github_deploy_and_build(team: Team, tmp_path: Path) -> None:
    """On main: deploy, hook, and a job for the image that changed; the run's number ends its version."""
    step(team, "deploy", "state")
    make = tmp_path / "make"  # the same `make apply` as in GitLab's pipeline, where it is run
    make.write_text('#!/bin/sh\necho "make $*" >> "$RECORDS"\n')
    make.chmod(0o755)
    team.recorded()
    step(team, "deploy", "deploy", PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert ["make apply DEPLOY_FLAGS=--auto-approve --no-color "] == team.recorded()
    shutil.copy(DATA / "outputs.json", team.folder / "outputs.json")
    step(team, "deploy", "render")
    team.records.with_suffix(".answer").write_text(f"{team.base}\n")
    step(
        team,
        "deploy",
        "builds",
        GITHUB_EVENT_NAME="push",
        GITHUB_REPOSITORY="team/images",
        GITHUB_RUN_NUMBER="57",
    )
    name, _, value = (team.folder / "output").read_text().partition("=")
    (image,) = json.loads(value)["include"]

    assert ("builds", {"image": "win11-avd", "version": "1.0.57", "minutes": 360}) == (name, image)
    team.recorded()
    step(
        team,
        "build",
        "build",
        FOLDER=f"packer.out/{image['image']}",
        IMAGE_VERSION=image["version"],
        GITHUB_SHA=team.head,
        PIPELINE_URL="https://example.com/runs/1",
        ALLOWED_INBOUND_IP_ADDRESSES="",
    )
    assert [
        "packer init packer.out/win11-avd",
        "packer build -color=false -timestamp-ui -on-error=cleanup -var image_version=1.0.57 "
        f"-var git_commit={team.head} -var pipeline_url=https://example.com/runs/1 "
        "-var manifest_folder=manifests packer.out/win11-avd",
    ] == team.recorded()


def test_github_waits() -> None:
    """A pull request deploys nothing; a deploy waits for the checks, and none runs beside another."""
    jobs = loaded(GITHUB)["jobs"]
    (note,) = [step for step in jobs["check"]["steps"] if step.get("name") == "note"]
    (checkout,) = [step for step in jobs["check"]["steps"] if "checkout" in step.get("uses", "")]

    assert "github.event_name != 'pull_request' && github.ref == 'refs/heads/main'" == jobs["deploy"]["if"]
    assert ("check", "deploy") == (jobs["deploy"]["needs"], jobs["build"]["needs"])
    assert ("production", "build-${{ matrix.image }}") == (
        jobs["deploy"]["concurrency"],
        jobs["build"]["concurrency"],
    )
    assert "${{ matrix.minutes }}" == jobs["build"]["timeout-minutes"]
    assert "github.event.pull_request.head.repo.full_name == github.repository" == note["if"]
    assert {"fetch-depth": 0, "persist-credentials": False} == checkout["with"]


def test_gitlab_waits() -> None:
    """A build waits for its template, leaves its manifest where it fails, and a plan may only read."""
    pipeline, build = map(loaded, GITLAB)

    assert ["render", "builds"] == pipeline["build"]["needs"]
    assert ["deploy"] == pipeline["render"]["needs"]
    assert "always" == build[".build"]["artifacts"]["when"]
    assert 'export ARM_CLIENT_ID="$PLAN_CLIENT_ID"' in pipeline["plan"]["script"]
    assert "0" == pipeline["variables"]["GIT_DEPTH"]
