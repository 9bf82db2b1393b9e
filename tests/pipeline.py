"""A team's repository, where the pipelines' own scripts run: only az, packer and gh are recorded."""

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from sandbox.__main__ import environment, keep_state
from sandbox.azure import SUBSCRIPTION
from tests.conftest import DATA, PROJECT
from tests.machine import copy_sources
from tests.programs import Done, commit, execute, git, program, python

LINKED = (".venv", "node_modules", ".slim")
IDENTITY = {"ARM_CLIENT_ID": "client", "ARM_TENANT_ID": "tenant", "ARM_SUBSCRIPTION_ID": "subscription"}
TOKEN = {"ARM_OIDC_TOKEN": "token"}
BACKEND = """
[backend]
type = "azurerm"
storage_account_name = "state"
container_name = "tfstate"
key = "images"
use_azuread_auth = true
"""
# Each writes down how it was called; what stands for Packer looks for the template, and leaves a manifest.
RECORDERS = {
    "az": 'case "$*" in *"image show"*) cat "$RECORDS.version" 2>/dev/null || exit 1;; esac',
    "gh": 'case "$*" in *--jq*) cat "$RECORDS.answer" 2>/dev/null || true;; esac',
    "packer": 'for last; do :; done\nif [ "$1" = build ]; then\n'
    '  cp "$last/source.pkr.hcl" manifests/built\n'
    '  echo "${PKR_VAR_source_version-latest}" > manifests/source\n'
    '  echo "${PKR_VAR_AGENT_KEY-} ${PKR_VAR_OTHER-} ${PACKER_SECRETS-none}" > manifests/secrets\nfi',
    "rsync": "",  # gitlab-ci-local copies artifacts with it: here the jobs share one folder
}
LATEST = "26200.8246.260414"
LOOK_UP = (
    f"az vm image show --subscription {SUBSCRIPTION} --location eastus --urn "
    "MicrosoftWindowsDesktop:windows-11:win11-25h2-avd:latest --query name --output tsv"
)
"""How a build asks for the latest version of its source."""
RECORDER = 'set -e\nprintf "%s\\n" "$(basename "$0") $*" >> "$RECORDS"\n'


def loaded(text: str) -> dict[str, Any]:
    """YAML, without the tags of GitLab's references."""
    return dict(YAML(typ="safe").load(text.replace("!reference ", "")))


def history(folder: Path) -> None:
    """Commit a catalog of a team's own with its products, and then a change of it."""
    catalog = (DATA / "catalog.toml").read_text() + BACKEND
    for text in (catalog, catalog.replace('"chrome"]', '"chrome", "fslogix"]')):
        (folder / "catalog.toml").write_text(text)
        # What the folder itself has of goldshelf's modules, or of their names, is not what runs.
        assert 0 == python(folder, "-m", "committed", PYTHONSAFEPATH="1").returncode
        commit(folder, "a catalog")


def repository(folder: Path) -> None:
    """Clone the project, with a catalog of the team's own on main and a change on a branch."""
    copy_sources(folder)
    for name in LINKED:
        (folder / name).symlink_to(PROJECT / name)
    history(folder)
    git(folder, "config", "user.name", "team")
    git(folder, "config", "user.email", "team@example.com")
    git(folder, "remote", "add", "origin", "git@gitlab.example.com:team/images.git")
    git(folder, "update-ref", "refs/remotes/origin/main", "main~1")
    git(folder, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")


class Team:
    """A copy of that repository, and what stands for the programs of others."""

    def __init__(self, folder: Path, *, repository: Path) -> None:
        self.folder = folder / "team"
        self.records = folder / "records"
        self.bin = folder / "bin"
        self.settings: Mapping[str, str] = {}
        shutil.copytree(repository, self.folder, symlinks=True)
        for name, script in RECORDERS.items():
            program(self.bin / name, RECORDER + script)
        self.base, self.head = self.run("git", "rev-parse", "HEAD~1", "HEAD").stdout.split()
        keep_state(self.folder)

    def run(self, *command: str, check: bool = True, **variables: str) -> Done:
        """Run a command in the clone, against the sandbox."""
        given = {
            **environment(self.folder / ".sandbox"),
            "PATH": f"{self.bin}:{os.environ['PATH']}",
            "RECORDS": str(self.records),
            "GIT_CONFIG_GLOBAL": os.devnull,
            **self.settings,
            **variables,
        }
        run = execute(*command, cwd=self.folder, given=given)
        assert not check or 0 == run.returncode, run.stdout + run.stderr
        return run

    def gitlab(
        self,
        *jobs: str,
        variables: Mapping[str, str],
        file: str = ".gitlab-ci.yml",
        programs: Path | None = None,
    ) -> Done:
        """Run jobs of the pipeline, in this clone; without a job, list those that would run.

        `programs` holds what stands for others.
        """
        known = {"CI_PROJECT_DIR": str(self.folder), "DEPLOY_FLAGS": "--skip-provider-lock", **variables}
        given = [argument for name, value in known.items() for argument in ("--variable", f"{name}={value}")]
        return self.run(
            *("gitlab-ci-local", "--cwd", ".", "--file", file, "--state-dir", ".sandbox/gitlab"),
            *("--force-shell-executor", "--no-json-schema-validation", "--color=false"),
            *("--ignore-predefined-vars", ",".join(known)),
            *(given if jobs else [*given, "--list-json"]),
            *jobs,
            check=False,
            PATH=f"{programs or self.bin}:{self.bin}:{os.environ['PATH']}",
        )

    @contextmanager
    def edited(self, name: str, old: str, new: str) -> Iterator[None]:
        """For as long as it lasts, a file of the clone with a text replaced."""
        path = self.folder / name
        before = path.read_text()
        assert old in before
        path.write_text(before.replace(old, new))
        yield
        path.write_text(before)

    def recorded(self) -> list[str]:
        """How az, packer and gh were called since the last time."""
        lines = self.records.read_text().splitlines() if self.records.exists() else []
        self.records.unlink(missing_ok=True)
        return [line for line in lines if not line.startswith("rsync")]

    def latest(self, version: str | None) -> None:
        """What the marketplace's latest version is from now on; None: nobody can tell."""
        answer = self.records.with_name(f"{self.records.name}.version")
        answer.unlink(missing_ok=True)
        if version:
            answer.write_text(f"{version}\n")

    def listed(self, variables: Mapping[str, str], *, file: str = ".gitlab-ci.yml") -> list[dict[str, Any]]:
        """The jobs that would run, in their order."""
        text = self.gitlab(variables=variables, file=file).stdout
        return [job for job in json.loads(re.sub(r"\A[^\[]*", "", text)) if job["when"] != "never"]

    def merge_request(self) -> dict[str, str]:
        """What GitLab says of a merge request."""
        return {
            "CI_PIPELINE_SOURCE": "merge_request_event",
            "CI_COMMIT_BRANCH": "",
            "CI_MERGE_REQUEST_DIFF_BASE_SHA": self.base,
            "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": "",
        }

    def push(self) -> dict[str, str]:
        """What GitLab says of a merge to main."""
        return {
            "CI_PIPELINE_SOURCE": "push",
            "CI_COMMIT_BRANCH": "main",
            "CI_COMMIT_BEFORE_SHA": self.base,
            "CI_PIPELINE_IID": "57",
            **IDENTITY,
            **TOKEN,
        }
