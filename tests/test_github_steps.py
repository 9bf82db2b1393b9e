"""The scripts of GitHub's workflows, run as GitHub runs them: only az, packer and gh are recorded."""

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.conftest import PROJECT, Once
from tests.pipeline import LATEST, LOOK_UP, Team, loaded
from tests.programs import program
from tests.users import of_a_user

RUN = {"GITHUB_REPOSITORY": "team/images", "GITHUB_RUN_NUMBER": "57", "GH_TOKEN": "t"}


@pytest.fixture(scope="module")
def user(once: Once, tmp_path_factory: pytest.TempPathFactory) -> Team:
    """A user's team, with what the workflow checks out: goldshelf, beside the catalogs."""
    team = of_a_user(tmp_path_factory.mktemp("user"), once)
    (team.folder / ".goldshelf").symlink_to(PROJECT)
    return team


def step(user: Team, workflow: str, job: str, name: str, **variables: str) -> None:
    """Run one step of a workflow as GitHub does."""
    path = PROJECT / f".github/workflows/{workflow}.yml"
    steps = loaded(path.read_text())["jobs"][job]["steps"]
    (script,) = [one["run"] for one in steps if one.get("name") == name]
    given = {
        "GITHUB_OUTPUT": str(user.folder / "output"),
        "GITHUB_STEP_SUMMARY": str(user.folder / "summary"),
        "GITHUB_WORKSPACE": str(user.folder),
        "PYTHONPATH": str(PROJECT),
        "PYTHONSAFEPATH": "1",
        "CATALOG": "catalog.toml",
        "CATALOGS": "catalog.toml prod.toml",
        **RUN,
    }
    run = user.run("bash", "-e", "-o", "pipefail", "-c", script, check=False, **{**given, **variables})
    assert 0 == run.returncode, run.stdout + run.stderr


def with_make(folder: Path) -> str:
    """The PATH with a make that writes down how it was called."""
    program(folder / "make", 'echo "make $*" >> "$RECORDS"')
    return f"{folder}:{os.environ['PATH']}"


def output(user: Team) -> dict[str, str]:
    """What the steps have set, by name."""
    lines = (user.folder / "output").read_text().splitlines()
    return {name: value for name, _, value in (line.partition("=") for line in lines)}


def test_review(user: Team) -> None:
    """A pull request gets one comment, which the next review updates."""
    variables = {"BASE": user.base, "NUMBER": "5", "ENVIRONMENT": "production"}
    comments = "repos/team/images/issues/5/comments"
    user.recorded()
    for name in ("catalogs", "check", "synth", "review", "note"):
        step(user, "goldshelf", "check", name, **variables)
    first = user.recorded()
    user.records.with_suffix(".answer").write_text(
        "https://example.com/comments/9\nhttps://example.com/comments/10\n"
    )
    step(user, "goldshelf", "check", "note", **variables)

    assert "## goldshelf: 1 version problem" in (user.folder / "summary").read_text()
    assert {
        "include": [
            {"catalog": "catalog.toml", "environment": "production", "folder": "."},
            {"catalog": "prod.toml", "environment": "prod", "folder": "prod"},
        ]
    } == json.loads(output(user)["catalogs"])
    assert f"gh api {comments} --field body=@review.md --silent" == first[-1]
    assert (
        "gh api --method PATCH https://example.com/comments/9 --field body=@review.md --silent"
        == user.recorded()[-1]
    )


def test_deploy(user: Team, tmp_path: Path) -> None:
    """On main, the catalog is deployed by the same command as in GitLab's pipeline, where that is run."""
    step(user, "goldshelf-catalog", "deploy", "state")
    user.recorded()
    for name in ("deploy", "render"):
        step(user, "goldshelf-catalog", "deploy", name, PATH=with_make(tmp_path))

    assert [
        "make -f .goldshelf/Makefile apply CATALOG=catalog.toml DEPLOY_FLAGS=--auto-approve --no-color ",
        "make -f .goldshelf/Makefile render CATALOG=catalog.toml",
    ] == user.recorded()


def test_builds(user: Team) -> None:
    """A build for each image that changed since the last push whose run succeeded."""
    user.records.with_suffix(".answer").write_text(f"{user.base}\n")
    user.recorded()
    step(
        user,
        "goldshelf-catalog",
        "deploy",
        "builds",
        GITHUB_EVENT_NAME="push",
        GITHUB_REF_NAME="main",
        GITHUB_WORKFLOW_REF="team/images/.github/workflows/ours.yml@refs/heads/main",
    )
    (image,), *others = json.loads(output(user)["waves"])["waves"]

    assert {"image": "win11-avd", "version": "1.0.57", "minutes": 360, "after": ""} == image
    assert [[], [], []] == others
    assert "/actions/workflows/ours.yml/runs?branch=main&event=push&status=success" in user.recorded()[-1]


def test_build(user: Team) -> None:
    """The token is there for Packer's plugins, not for the build; each secret of own steps by its name."""
    run = {
        "FOLDER": "packer.out/win11-avd",
        "IMAGE_VERSION": "1.0.57",
        "GITHUB_SHA": user.head,
        "PIPELINE_URL": "https://example.com/runs/1",
        "ALLOWED_INBOUND_IP_ADDRESSES": "",
        "PACKER_SECRETS": "AGENT_KEY=a=b 'c\" $d=\r\nOTHER=e\n\nEMPTY=\nwithout\n",
    }
    shutil.copytree(user.folder / "synthesized/packer", user.folder / "packer.out")
    user.recorded()
    step(user, "goldshelf-wave", "build", "plugins", **run)
    user.latest(LATEST)
    step(user, "goldshelf-wave", "build", "build", **run)
    told = (user.folder / "manifests/source").read_text()
    secrets = (user.folder / "manifests/secrets").read_text()

    workflow = loaded((PROJECT / ".github/workflows/goldshelf-wave.yml").read_text())
    assert ["plugins"] == [
        one["name"]
        for one in workflow["jobs"]["build"]["steps"]
        if "PACKER_GITHUB_API_TOKEN" in one.get("env", {})
    ]
    assert [
        "packer init packer.out/win11-avd",
        LOOK_UP,
        "packer build -color=false -timestamp-ui -on-error=cleanup -var image_version=1.0.57 "
        f"-var git_commit={user.head} -var pipeline_url=https://example.com/runs/1 "
        "-var manifest_folder=manifests packer.out/win11-avd",
    ] == user.recorded()
    assert f"{LATEST}\n" == told
    assert "a=b 'c\" $d= e none\n" == secrets


def test_setup(user: Team, tmp_path: Path) -> None:
    """goldshelf is installed where it is checked out, and later steps find it."""
    action = loaded((PROJECT / ".github/actions/setup/action.yml").read_text())
    (script,) = [one["run"] for one in action["runs"]["steps"] if "run" in one]
    files = {
        "GITHUB_PATH": str(tmp_path / "path"),
        "GITHUB_ENV": str(tmp_path / "env"),
        "GITHUB_WORKSPACE": str(user.folder),
    }
    user.recorded()
    user.run("bash", "-e", "-c", script, check=True, PATH=with_make(tmp_path), **files)
    goldshelf = f"{user.folder}/.goldshelf"

    assert [f"make -f {goldshelf}/Makefile setup"] == user.recorded()
    assert f"{goldshelf}/node_modules/.bin\n{goldshelf}/.venv/bin\n" == (tmp_path / "path").read_text()
    assert f"PYTHONPATH={goldshelf}\nPYTHONSAFEPATH=1\n" == (tmp_path / "env").read_text()
