"""On main, GitLab's child pipeline runs: its own scripts, with az and packer alone replaced by recorders."""

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline import BACKEND, IDENTITY, LATEST, LOOK_UP, TOKEN, Team, loaded
from tests.programs import program
from tests.test_builds import image, ran, write

CHILD = {"CI_PIPELINE_SOURCE": "parent_pipeline", "CI_COMMIT_BRANCH": "main", **IDENTITY, **TOKEN}


def child(team: Team, variables: Mapping[str, str]) -> dict[str, Any]:
    """Write the child pipeline as the job `jobs` does, and read it."""
    run = team.gitlab("jobs", variables=variables)
    assert 0 == run.returncode, run.stdout + run.stderr
    return loaded((team.folder / "child.yml").read_text())


def test_pipeline_on_main(team: Team) -> None:
    """Deploy, hook, and a Packer job for the image that changed; the pipeline's number ends its version."""
    jobs = child(team, team.push())
    run = team.gitlab("deploy catalog.toml", "render catalog.toml", file="child.yml", variables=CHILD)
    assert 0 == run.returncode, run.stdout + run.stderr
    outputs = json.loads((team.folder / "outputs.json").read_text())

    assert "my_image_gallery" == outputs["gallery"]["gallery_name"]
    # The catalog's state is in Azure: the sandbox keeps it beside the catalog all the same.
    assert (team.folder / "terraform.gallery.tfstate").exists()
    assert {
        "extends": ".build",
        "stage": "catalog.toml builds",
        "timeout": "360 minutes",  # three hours in the VM, two to publish, one for all else
        "environment": {"name": "production", "action": "access"},
        "resource_group": "catalog.toml/win11-avd",
        "needs": [{"job": "render catalog.toml"}],
        "variables": {"FOLDER": "packer.out/win11-avd", "IMAGE_VERSION": "1.0.57"},
    } == jobs["build catalog.toml win11-avd"]

    team.recorded()
    team.latest(LATEST)
    build = team.gitlab("build catalog.toml win11-avd", file="child.yml", variables=CHILD)
    assert 0 == build.returncode, build.stdout + build.stderr
    url = re.search(r"pipeline_url=(\S+)", (calls := team.recorded())[-1])
    assert url
    assert [
        "az login --service-principal --username client --tenant tenant --federated-token token "
        "--output none",
        "az account set --subscription subscription",
        "packer init packer.out/win11-avd",
        LOOK_UP,
        "packer build -color=false -timestamp-ui -on-error=cleanup -var image_version=1.0.57 "
        f"-var git_commit={team.head} -var pipeline_url={url[1]} -var manifest_folder=manifests "
        "packer.out/win11-avd",
    ] == calls
    assert 'gallery_name   = "my_image_gallery"' in (team.folder / "manifests/built").read_text()
    assert f"{LATEST}\n" == (team.folder / "manifests/source").read_text()
    assert "PACKER_GITHUB_API_TOKEN is not set" in build.stdout
    assert not (team.folder / "packer.log").exists()


def test_a_failed_build_keeps_its_log(team: Team, tmp_path: Path) -> None:
    """A failed build keeps Packer's log, and never had the token for its plugins."""
    child(team, team.push())
    log = 'echo "$1 ${PACKER_GITHUB_API_TOKEN-none} $ARM_OIDC_TOKEN" >> "$PACKER_LOG_PATH"'
    program(tmp_path / "packer", f'{log}\n[ "$1" = init ]')
    run = team.gitlab(
        "build catalog.toml win11-avd",
        file="child.yml",
        variables={**CHILD, "PACKER_GITHUB_API_TOKEN": "ghp"},
        programs=tmp_path,
    )

    assert 1 == run.returncode
    assert "init ghp ***\nbuild none ***\n" == (team.folder / "packer.log").read_text()
    artifacts = loaded((team.folder / "child.yml").read_text())[".build"]["artifacts"]
    assert ("always", True) == (artifacts["when"], "packer.log" in artifacts["paths"])


def test_a_source_that_is_not_found(team: Team) -> None:
    """If the version of the source cannot be looked up, the job says so, and does not make one up."""
    child(team, team.push())
    team.latest(None)
    folder = team.folder / "packer.out/win11-avd"
    if alone := not folder.exists():  # no deploy of another test left it
        shutil.copytree(team.folder / "synthesized/packer/win11-avd", folder)
    build = team.gitlab("build catalog.toml win11-avd", file="child.yml", variables=CHILD)
    if alone:
        shutil.rmtree(folder)

    assert 0 == build.returncode, build.stdout + build.stderr
    assert "latest\n" == (team.folder / "manifests/source").read_text()
    assert "The version of the source is not known: this build takes the latest, unless" in build.stdout


def test_state_on_the_runner_is_not_deployed(team: Team) -> None:
    """If the state would be lost with the runner, nothing is deployed."""
    child(team, team.push())
    with team.edited("catalog.toml", BACKEND, ""):
        run = team.gitlab("deploy catalog.toml", file="child.yml", variables=CHILD)

    assert 1 == run.returncode
    assert "catalog.toml keeps Terraform's state on the runner, where it would be lost" in run.stdout


def test_release_of_an_old_commit_is_refused(team: Team) -> None:
    """A tag on an older commit than the newest of main would undo what came after it: it deploys nothing."""
    child(team, team.push())
    release = {"CI_COMMIT_TAG": "v1.0.0", "CI_COMMIT_SHA": team.head, "CI_DEFAULT_BRANCH": "main"}
    run = team.gitlab("deploy catalog.toml", file="child.yml", variables={**CHILD, **release})

    assert 1 == run.returncode
    assert "v1.0.0 is not the newest commit of main: deploying it would undo what came after" in run.stdout


def test_a_release_builds_its_version(team: Team) -> None:
    """A tag is the version of all images."""
    release = {"CI_COMMIT_BRANCH": "", "CI_COMMIT_TAG": "v1.4.0", "CI_COMMIT_BEFORE_SHA": "0" * 40}
    jobs = child(team, {**team.push(), **release})

    assert "1.4.0" == jobs["build catalog.toml win11-avd"]["variables"]["IMAGE_VERSION"]


def written(folder: Path, **inputs: object) -> dict[str, Any]:
    """The child pipeline of two catalogs, which have an image each."""
    write(folder, {"a": image("a")})
    write(folder, {"b": image("b")}, catalog="prod")
    run = ran("child_pipeline", folder, "--patch", "7", "--inputs", json.dumps(inputs))
    assert (0, "") == (run.returncode, run.stderr)
    return loaded(run.stdout)


def test_several_catalogs(tmp_path: Path) -> None:
    """Catalogs are deployed in the order of the list, each to its own environment."""
    jobs = written(tmp_path, catalogs=["catalog.toml", "prod.toml"], environment="test")

    assert ["catalog.toml", "catalog.toml builds", "prod.toml", "prod.toml builds"] == jobs["stages"]
    assert ("test", "prod") == tuple(
        jobs[f"deploy {name}.toml"]["environment"]["name"] for name in ("catalog", "prod")
    )
    # Without `needs`, a job waits for all stages before its own.
    assert ("prod.toml", False) == (jobs["deploy prod.toml"]["stage"], "needs" in jobs["deploy prod.toml"])
    assert ["prod/outputs.json"] == jobs["deploy prod.toml"]["artifacts"]["paths"]
    assert ["prod/packer.out"] == jobs["render prod.toml"]["artifacts"]["paths"]
    assert "prod/packer.out/b" == jobs["build prod.toml b"]["variables"]["FOLDER"]


def test_gate(tmp_path: Path) -> None:
    """The deploy of a catalog with a gate waits for somebody to start it, and what follows waits for it."""
    jobs = written(tmp_path, catalogs=["catalog.toml", "prod.toml"], gates=["prod.toml"])

    assert "when" not in jobs["deploy catalog.toml"]
    assert ("manual", False) == tuple(jobs["deploy prod.toml"][key] for key in ("when", "allow_failure"))


def test_runner(tmp_path: Path) -> None:
    """Each job runs where the inputs say, also the one that says that there is nothing to build."""
    jobs = written(
        tmp_path, image="runner:1", tags=["azure", "linux"], goldshelf="platform/goldshelf", ref="v2"
    )

    assert {
        "image": "runner:1",
        "tags": ["azure", "linux"],
        "variables": {"GOLDSHELF_PROJECT": "platform/goldshelf", "GOLDSHELF_REF": "v2"},
    } == jobs[".runner"]
    assert {".runner"} == {jobs[name]["extends"] for name in (".goldshelf", ".nothing")}
    assert [".runner", ".azure"] == jobs[".build"]["extends"]
    assert {"variables"} == set(written(tmp_path)[".runner"])


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"gates": ["prod.toml"]}, "gates: 'prod.toml' is not one of the catalogs (catalog.toml)"),
        ({"catalogs": []}, "catalogs: name at least one, such as catalog.toml"),
        ({"catalogs": ["dev/catalog.toml"]}, "catalogs: 'dev/catalog.toml' must be the name of a TOML file"),
        ({"catalogs": ["catalog.toml", "catalog.toml"]}, "2 of them have the environment 'production'"),
        ({"catalogs": ["dev.toml"]}, "has no synthesized files of dev.toml; run make synth"),
        ({"tags": "azure"}, "inputs: tags: Input should be a valid array"),
        ({"tag": ["azure"]}, "inputs: tag: Extra inputs are not permitted"),
        ("tags=azure", "error: inputs: Invalid JSON"),
    ],
)
def test_refused_inputs(tmp_path: Path, inputs: dict[str, object] | str, message: str) -> None:
    """An input that cannot be used is reported before anything is deployed."""
    head = write(tmp_path, {"a": image("a")})
    given = inputs if isinstance(inputs, str) else json.dumps(inputs)
    run = ran("child_pipeline", head, "--patch", "7", "--inputs", given)

    assert (1, "") == (run.returncode, run.stdout)
    assert message in run.stderr
