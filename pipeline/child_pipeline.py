"""GitLab's child pipeline: python -m pipeline.child_pipeline HEAD --since BASE --patch N --inputs JSON.

GitLab cannot create jobs from a variable, so this command writes them: for each catalog a deploy job, a
render job, and a job for each image to build. They extend the jobs of pipeline/gitlab-jobs.yml, which it
prints first. Exit codes: 0 done, 1 a revision, a version or an input cannot be used.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from catalog.finding import dotted
from files.border import bordered
from files.errors import GoldshelfError
from files.options import Parser
from pipeline.builds import Build, add_options, chosen
from pipeline.catalogs import ENVIRONMENT, Deployed, deployed

TEMPLATE = Path(__file__).with_name("gitlab-jobs.yml")
Job = dict[str, Any]


class Inputs(BaseModel):
    """What the user's .gitlab-ci.yml says, as far as the child pipeline needs it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    catalogs: list[str] = ["catalog.toml"]
    environment: str = ENVIRONMENT
    gates: list[str] = []
    image: str = ""
    tags: list[str] = []
    goldshelf: str = ""
    ref: str = ""


def pipeline(
    inputs: Inputs, catalogs: Sequence[Deployed], builds: Mapping[str, Sequence[Build]]
) -> Iterator[tuple[str, object]]:
    """The keys of the child pipeline, besides those of the template."""
    unknown = sorted(set(inputs.gates) - set(inputs.catalogs))
    if unknown:
        raise GoldshelfError(
            f"gates: {unknown[0]!r} is not one of the catalogs ({', '.join(inputs.catalogs)})"
        )
    # GitLab would cancel what waits for a gate when a newer pipeline starts.
    yield "workflow", {"auto_cancel": {"on_new_commit": "none"}}
    # A job without `needs` waits for all stages before its own: that orders the catalogs.
    yield "stages", [stage for one in catalogs for stage in (one.name, _building(one))]
    yield ".runner", _runner(inputs)
    for one in catalogs:
        yield f"deploy {one.name}", _deploy(one, gated=one.name in inputs.gates)
        yield f"render {one.name}", _render(one)
        yield from _builds(one, builds[one.name])


def _runner(inputs: Inputs) -> Job:
    """What gitlab.yml says of each job's runner: GitLab would refuse an empty image."""
    given = {name: value for name, value in (("image", inputs.image), ("tags", inputs.tags)) if value}
    return {
        **given,
        "variables": {"GOLDSHELF_PROJECT": inputs.goldshelf, "GOLDSHELF_REF": inputs.ref},
    }


def _building(one: Deployed) -> str:
    return f"{one.name} builds"


def _deploy(one: Deployed, *, gated: bool) -> Job:
    gate = {"when": "manual", "allow_failure": False} if gated else {}
    return {
        "extends": ".deploy",
        "stage": one.name,
        **gate,
        "environment": {"name": one.environment},
        "resource_group": one.environment,
        "variables": {"CATALOG": one.name},
        "artifacts": {"paths": [one.path("outputs.json")]},
    }


def _render(one: Deployed) -> Job:
    return {
        "extends": ".render",
        "stage": one.name,
        "needs": [f"deploy {one.name}"],
        "variables": {"CATALOG": one.name},
        "artifacts": {"paths": [one.path("packer.out/")]},
    }


def _builds(one: Deployed, builds: Sequence[Build]) -> Iterator[tuple[str, Job]]:
    for build in builds:
        yield f"build {one.name} {build.key}", _build(one, build)
    if not builds:
        yield (
            f"nothing to build {one.name}",
            {"extends": ".nothing", "stage": _building(one), "needs": [f"render {one.name}"]},
        )


def _build(one: Deployed, build: Build) -> Job:
    base = [{"job": f"build {one.name} {build.after}", "artifacts": False}] if build.after else []
    return {
        "extends": ".build",
        "stage": _building(one),
        "timeout": f"{build.minutes} minutes",
        # Its variables, without a deployment of its own.
        "environment": {"name": one.environment, "action": "access"},
        # One build of an image at a time; of a lane too, where the catalog names a vCPU quota.
        "resource_group": f"{one.name}/{f'vcpus {build.lane}' if build.lane else build.key}",
        "needs": [{"job": f"render {one.name}"}, *base],
        "variables": {"FOLDER": one.path(f"packer.out/{build.key}"), "IMAGE_VERSION": build.version},
    }


@bordered()
def main(arguments: list[str] | None = None) -> int:
    """Print the child pipeline and return the exit code."""
    parser = Parser(prog="python -m pipeline.child_pipeline", description=__doc__)
    add_options(parser)
    parser.add_argument("--inputs", default="{}", metavar="JSON", help="the inputs of pipeline/gitlab.yml")
    options = parser.parse_args(arguments)
    inputs = _inputs(options.inputs)
    catalogs = deployed(inputs.catalogs, environment=inputs.environment)
    keys = pipeline(inputs, catalogs, chosen(options, inputs.catalogs))
    # JSON is YAML, so each key takes one line.
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in keys]
    print(TEMPLATE.read_text("utf-8"), *lines, sep="\n")
    return 0


def _inputs(given: str) -> Inputs:
    try:
        return Inputs.model_validate_json(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        parts = ("inputs", dotted(first["loc"]), first["msg"])
        raise GoldshelfError(": ".join(filter(None, parts))) from None


if __name__ == "__main__":
    sys.exit(main())
