"""A repository outside goldshelf: two catalogs, what they make, and the lines that `make init` writes."""

from pathlib import Path

from tests.conftest import DATA, PROJECT, Once
from tests.machine import copy_sources
from tests.pipeline import BACKEND, Team, history
from tests.programs import commit, git, program

SERVER = "https://gitlab.example.com"
VERSION = "v0.0.1"
# What `make setup` would install: linked as soon as goldshelf is checked out.
INSTALLED = f"""ln -s {PROJECT}/.venv {PROJECT}/node_modules .
touch -d 2000-01-01 requirements.lock package-lock.json"""


def goldshelf(folder: Path) -> None:
    """goldshelf's project on the team's GitLab, and what its checkouts get."""
    project = folder / "platform/goldshelf.git"
    copy_sources(project)
    commit(project, "goldshelf")
    git(project, "tag", VERSION)
    program(folder / "template/hooks/post-checkout", INSTALLED)


def repository(folder: Path) -> None:
    """The team's own repository: two catalogs, what they make, and the lines that `make init` writes."""
    pipeline = (PROJECT / "pipeline/init/gitlab-ci.yml").read_text()
    for old, new in (
        ("PATH/OF/goldshelf", "platform/goldshelf"),
        ("VERSION", VERSION),
        ("[catalog.toml]", "[catalog.toml, prod.toml]\n      gates: [prod.toml]\n      tags: [azure]"),
    ):
        assert old in pipeline
        pipeline = pipeline.replace(old, new)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".gitlab-ci.yml").write_text(pipeline)
    (folder / ".gitignore").write_text("/.goldshelf\n/.cache/\n/cdktf.out/\n/packer.out/\n/outputs.json\n")
    (folder / "main.py").write_text("raise SystemExit('not a part of goldshelf')\n")
    prod = (DATA / "catalog.toml").read_text() + BACKEND
    prod = prod.replace("my_image_gallery", "prod_gallery").replace('"images"', '"prod"')
    (folder / "prod.toml").write_text(prod)
    history(folder)
    git(folder, "remote", "add", "origin", f"{SERVER}/team/images.git")


def of_a_user(folder: Path, once: Once) -> Team:
    """The team of that repository, which reaches its GitLab, and reads goldshelf from there."""
    server = once("goldshelf", goldshelf)
    team = Team(folder, repository=once("users", repository))
    # As gitlab-ci-local and the jobs call it.
    called = [f"{SERVER}/platform/", f"{SERVER.replace('//', '//gitlab-ci-token:job-token@')}/platform/"]
    team.settings = {
        "GIT_TEMPLATE_DIR": str(server / "template"),
        "GIT_CONFIG_COUNT": str(len(called)),
        **{f"GIT_CONFIG_KEY_{n}": f"url.{server}/platform/.insteadOf" for n, _ in enumerate(called)},
        **{f"GIT_CONFIG_VALUE_{n}": url for n, url in enumerate(called)},
    }
    return team
