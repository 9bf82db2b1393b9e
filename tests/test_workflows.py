"""The pipelines are what GitLab and GitHub accept, and do nothing on the way that a team would regret."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PROJECT
from tests.pipeline import loaded
from tests.programs import Done, python
from tests.test_builds import ran

GITLAB = PROJECT / "pipeline/gitlab.yml"
JOBS = PROJECT / "pipeline/gitlab-jobs.yml"
TESTS = PROJECT / ".gitlab/tests.yml"
USERS = (PROJECT / ".gitlab-ci.yml", PROJECT / "pipeline/init/gitlab-ci.yml")
WORKFLOWS = sorted((PROJECT / ".github/workflows").iterdir())
ACTION = PROJECT / ".github/actions/setup/action.yml"
GITHUB_USER = PROJECT / "pipeline/init/github.yml"
INPUTS = {"tags": ["azure"], "catalogs": ["catalog.toml", "prod.toml"], "gates": ["prod.toml"]}


def judged(schema: str, *files: Path) -> Done:
    """What the published schema says of these files."""
    options = ["--data-transform", "gitlab-ci"] if "gitlab" in schema else []
    return python(PROJECT, "-m", "check_jsonschema", "--builtin-schema", schema, *options, *files)


def template(**given: object) -> str:
    """The template with its inputs in place, which GitLab puts there as text: lists as JSON."""
    header, text = GITLAB.read_text().split("\n---\n")
    inputs = {name: one["default"] for name, one in loaded(header)["spec"]["inputs"].items()} | given
    texts = {name: one if isinstance(one, str) else json.dumps(one) for name, one in inputs.items()}
    return re.sub(r"\$\[\[ inputs\.(\w+) \]\]", lambda found: texts[found[1]], text)


def test_published_schemas(tmp_path: Path) -> None:
    """GitLab's and GitHub's own schemas accept the pipelines, and the one that is written for the builds."""
    header, expanded, child = (tmp_path / f"{name}.yml" for name in ("header", "expanded", "child"))
    header.write_text(GITLAB.read_text().split("\n---\n")[0])
    expanded.write_text(template(**INPUTS))
    child.write_text(ran("child_pipeline", "HEAD", "--patch", "7", "--inputs", '{"tags": ["azure"]}').stdout)
    told = [
        judged("vendor.gitlab-ci", header, expanded, child, JOBS, TESTS, *USERS),
        judged("vendor.github-workflows", *WORKFLOWS, GITHUB_USER),
        judged("vendor.github-actions", ACTION),
    ]

    assert [0, 0, 0] == [run.returncode for run in told], told
    child.write_text(child.read_text().replace('"timeout"', '"time-out"'))
    assert 1 == judged("vendor.gitlab-ci", child).returncode


@pytest.mark.parametrize("path", [GITLAB, JOBS, *USERS, *WORKFLOWS, GITHUB_USER], ids=lambda path: path.name)
def test_no_change_is_left_out(path: Path) -> None:
    """Every change is checked and reviewed: a step may name any file of the repository."""
    for text in path.read_text().split("\n---\n"):
        assert set() == {*keys(loaded(text))} & {"changes", "paths-ignore", "branches-ignore", "on paths"}


def keys(value: Any, above: str = "") -> Iterator[str]:
    """Every key of a pipeline; GitLab's artifacts have `paths` too, so those of GitHub's events have `on`."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in items:
        event = "on " if above in {"push", "pull_request"} else ""
        yield f"{event}{name}"
        yield from keys(inner, str(name))


def test_the_smallest_users_are_small() -> None:
    """A pipeline of one's own is ten lines or so, and its inputs are those that the template has."""
    inputs = loaded(GITLAB.read_text().split("\n---\n")[0])["spec"]["inputs"]
    (include,) = loaded(USERS[1].read_text())["include"]
    call = loaded(GITHUB_USER.read_text())["jobs"]["goldshelf"]
    known = loaded((PROJECT / ".github/workflows/goldshelf.yml").read_text())["on"]["workflow_call"]["inputs"]

    assert set(include["inputs"]) <= set(inputs)
    assert set(call["with"]) <= set(known)
    assert (include["inputs"]["goldshelf"], include["inputs"]["ref"]) == (include["project"], include["ref"])
    assert call["uses"].startswith(f"{call['with']['goldshelf']}/.github/workflows/goldshelf.yml@")
    assert [] == [path for path in (*USERS, GITHUB_USER) if len(path.read_text().splitlines()) > 14]


def test_no_tests_of_ours_in_a_users_pipeline() -> None:
    """What a user includes checks the user's catalogs; goldshelf's own tests stay in its own."""
    shared = [GITLAB, JOBS, ACTION, *(path for path in WORKFLOWS if path.name.startswith("goldshelf"))]

    assert [] == [path for path in shared if re.search(r"make (check|test)", path.read_text())]


def test_gitlab_protects_what_azure_keeps() -> None:
    """Deploys and builds are never cut off by a newer pipeline, wait for each other, and hold no secret."""
    jobs = loaded(JOBS.read_text())

    assert {False} == {jobs[name]["interruptible"] for name in (".deploy", ".render", ".build")}
    assert {"ARM_OIDC_TOKEN": {"aud": "api://AzureADTokenExchange"}} == jobs[".azure"]["id_tokens"]
    assert {".azure"} == {jobs[name]["extends"][1] for name in (".deploy", ".build")}
    assert {"max": 1, "when": "runner_system_failure"} == jobs[".build"]["retry"]
    assert ("always", "never", "developer") == tuple(
        jobs[".build"]["artifacts"][key] for key in ("when", "expire_in", "access")
    )


def test_gitlab_template() -> None:
    """Findings and plans are shown by GitLab; a plan may only read; ADOPT reaches the child pipeline."""
    pipeline = loaded(template(**INPUTS))
    given = json.loads(pipeline["jobs"]["variables"]["GOLDSHELF_INPUTS"])

    assert "codequality" in pipeline["check"]["artifacts"]["reports"]
    assert "terraform" in pipeline["plan"]["artifacts"]["reports"]
    assert 'export ARM_CLIENT_ID="$PLAN_CLIENT_ID"' in pipeline["plan"]["script"]
    assert INPUTS["catalogs"] == pipeline["plan"]["parallel"]["matrix"][0]["CATALOG"]
    assert {"pipeline_variables": True, "yaml_variables": False} == pipeline["catalogs"]["trigger"]["forward"]
    assert INPUTS == {name: given[name] for name in INPUTS}
    assert "0" == loaded(JOBS.read_text())[".goldshelf"]["variables"]["GIT_DEPTH"]


@pytest.mark.parametrize("path", [GITLAB, JOBS, ACTION, *WORKFLOWS], ids=lambda path: path.name)
def test_no_dangerous_flag_and_no_secret(path: Path) -> None:
    """Nothing overwrites a version, prints a password, or reads a secret of Azure's that lives long."""
    text = re.sub(r"(?m)^ *#.*$", "", path.read_text())

    assert [] == re.findall(
        r"-force|-debug|CLIENT_SECRET|secrets\.(?!goldshelf_token|PACKER_SECRETS)|set -x", text
    )
    # To a file, which is kept if the build fails; never to the log of the job.
    assert text.count("PACKER_LOG:") == text.count("PACKER_LOG_PATH:")


def steps(path: Path) -> list[dict[str, Any]]:
    """The steps of a workflow or an action."""
    file = loaded(path.read_text())
    return [
        step for job in file.get("jobs", {"": file.get("runs")}).values() for step in job.get("steps", [])
    ]


def test_github_pins_what_it_runs() -> None:
    """Actions of others are named by their commit, and a token may do no more than its job needs."""
    used = [step["uses"] for path in (*WORKFLOWS, ACTION) for step in steps(path) if "uses" in step]
    workflows = {path.stem: loaded(path.read_text()) for path in WORKFLOWS}

    assert {"./.goldshelf/.github/actions/setup"} == {
        name for name in used if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", name)
    }
    assert {"read"} == {right for one in workflows.values() for right in one["permissions"].values()}
    assert {"goldshelf deploy", "images goldshelf", "goldshelf-wave build"} | {
        f"goldshelf-catalog {job}" for job in ("deploy", "wave-1", "wave-2", "wave-3", "wave-4")
    } == {
        f"{name} {job}"
        for name, workflow in workflows.items()
        for job, what in workflow["jobs"].items()
        if what.get("permissions", {}).get("id-token") == "write"
    }


@pytest.mark.parametrize("path", [ACTION, *WORKFLOWS], ids=lambda path: path.name)
def test_github_scripts_hold_no_expression(path: Path) -> None:
    """What others write, such as the name of a branch, never becomes a part of a script."""
    assert [] == [step["run"] for step in steps(path) if "${{" in step.get("run", "")]


def test_github_waits() -> None:
    """A pull request deploys nothing; a deploy waits for the checks, and catalogs for each other."""
    shared, catalog, wave = (
        loaded((PROJECT / f".github/workflows/goldshelf{name}.yml").read_text())["jobs"]
        for name in ("", "-catalog", "-wave")
    )
    by_name = {step.get("name"): step for step in shared["check"]["steps"]}

    assert shared["deploy"]["if"].startswith("github.event_name != 'pull_request' && github.ref == ")
    assert ("check", 1, True) == (
        shared["deploy"]["needs"],
        *(shared["deploy"]["strategy"][key] for key in ("max-parallel", "fail-fast")),
    )
    assert ("${{ inputs.environment }}",) * 2 == tuple(
        catalog["deploy"][key] for key in ("environment", "concurrency")
    )
    assert ["deploy", *(["deploy", f"wave-{number}"] for number in (1, 2, 3))] == [
        catalog[f"wave-{number}"]["needs"] for number in (1, 2, 3, 4)
    ]
    assert ("build-${{ inputs.catalog }}-${{ matrix.image }}", "${{ matrix.minutes }}") == (
        wave["build"]["concurrency"],
        wave["build"]["timeout-minutes"],
    )
    assert "github.event.pull_request.head.repo.full_name == github.repository" == by_name["note"]["if"]
    assert {"fetch-depth": 0, "persist-credentials": False} == shared["check"]["steps"][0]["with"]
