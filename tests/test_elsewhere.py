"""A user's repository goes the whole way with goldshelf elsewhere, in a checkout that nobody may write to."""

import os
import re
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.conftest import DATA, PROJECT, files_in
from tests.machine import Machine
from tests.programs import commit, execute

README = re.findall(
    r"^## Use it for your own repository\n.*?^```sh\n(.*?)^```",
    (PROJECT / "README.md").read_text(),
    re.M | re.S,
)[0].splitlines()
FLAGS = "--auto-approve --no-color --skip-provider-lock"
# Root writes wherever it wants, unless it gives that up.
UNPRIVILEGED = ("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override")


class User:
    """A folder of one's own, beside goldshelf's."""

    def __init__(self, machine: Machine, folder: Path) -> None:
        self.machine, self.folder = machine, folder
        self.goldshelf = machine.project
        folder.mkdir()

    def run(self, command: str, *, cwd: Path | None = None) -> str:
        """What a command says that is typed in the folder, or in another one."""
        gives_up = UNPRIVILEGED if os.geteuid() == 0 and shutil.which("setpriv") else ()
        run = execute(
            *(*gives_up, "bash", "-c", command),
            cwd=cwd or self.folder,
            given={**os.environ, **self.machine.own(), "PATH": os.environ["PATH"]},
            CI="true",
            XDG_CACHE_HOME="",
        )
        assert 0 == run.returncode, command + run.stdout + run.stderr
        return run.stdout + run.stderr

    def make(self, words: str) -> str:
        """Run a target of goldshelf's Makefile here."""
        return self.run(f"make -f {self.goldshelf}/Makefile {words}")

    def sandboxed(self, words: str) -> str:
        """The same, against the sandbox."""
        return self.python(f"sandbox make -f {self.goldshelf}/Makefile {words}")

    def python(self, words: str, *, cwd: Path | None = None, catalog: str = "") -> str:
        """Run a module of goldshelf."""
        given = f"CATALOG={catalog} " if catalog else ""
        python = f"PYTHONPATH={self.goldshelf} {self.goldshelf}/.venv/bin/python"
        return self.run(f"{given}{python} -m {words}", cwd=cwd)


@pytest.fixture(scope="module")
def user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[User]:
    """An empty folder, and a goldshelf with its tools that cannot be written to."""
    folder = tmp_path_factory.mktemp("elsewhere")
    with Machine(folder, at="goldshelf") as machine:
        for path in (machine.project, *machine.project.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode & ~0o222)
        for name in ("requirements.lock", "package-lock.json"):
            os.utime(machine.project / name, (0, 0))  # the tools are newer: they are installed
        before = files_in(machine.project)
        yield User(machine, folder / "mine")
        assert before == files_in(machine.project)
        for path in (machine.project, *machine.project.rglob("*/")):
            path.chmod(0o755)


def test_the_whole_way(user: User) -> None:
    """init, check, synth, deploy, render, review, pipelines: all that is made lies in the user's folder."""
    clone, begin, *commands = (line.replace("/opt/goldshelf", str(user.goldshelf)) for line in README)
    assert "git clone" in clone
    assert begin.endswith("git init --initial-branch=main")
    user.run("git init --quiet --initial-branch=main")
    said = [user.run(command) for command in commands]
    assert "1 catalog, 0 errors" in said[-1]
    assert "wrote synthesized: 29 files" in said[-1]
    for command in re.findall(r": (make .*(?:check|synth))$", said[0], re.MULTILINE):
        user.run(command)
    commit(user.folder)
    assert {".github/workflows/images.yml", ".gitignore", ".gitlab-ci.yml", "catalog.toml"} == {
        name for name in user.run("git ls-files").split() if not name.startswith("synthesized/")
    }

    user.sandboxed(f"deploy DEPLOY_FLAGS='{FLAGS}'")
    template = user.folder / "packer.out/win11-avd/source.pkr.hcl"
    assert template.exists()
    for name in ("outputs.json", "terraform.gallery.tfstate", "cdktf.out/stacks/gallery/cdk.tf.json"):
        assert (user.folder / name).exists()
    assert "no changes" in user.sandboxed("plan")
    assert "" == user.run("git status --porcelain")
    assert 1 == len(list(user.machine.home.glob(".cache/goldshelf/*.zip")))  # the slim cut

    catalog = user.folder / "catalog.toml"
    catalog.write_text(catalog.read_text().replace('"1.0.0"', '"1.0.1"'))
    user.run(user.sandboxed("outputs").partition("; next: ")[2])
    assert 'default     = "1.0.1"' in (template.with_name("variables.pkr.hcl")).read_text()
    user.make("synth")
    commit(user.folder)
    assert "needs a new build, version 1.0.1 (was 1.0.0)" in user.python("review HEAD~1 HEAD")

    since = "HEAD --since HEAD~1 --patch 7"
    assert '"build catalog.toml win11-avd": {' in user.python(f"pipeline.child_pipeline {since}")
    assert '"image": "win11-avd", "version": "1.0.7"' in user.python(f"pipeline.waves {since}")


def test_from_any_folder(user: User, tmp_path: Path) -> None:
    """CATALOG names a catalog from anywhere, also from goldshelf's own folder, where nothing is written."""
    prod = tmp_path / "prod.toml"
    text = (user.goldshelf / "catalog.toml").read_text()
    prod.write_text(text.replace("my_image_gallery", "prod"))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    python = partial(user.python, cwd=elsewhere, catalog=str(prod))

    assert "1 catalog, 0 errors" in python("catalog check")
    python("committed")
    user.run(f"CATALOG={prod} {user.goldshelf}/.venv/bin/python {user.goldshelf}/main.py", cwd=elsewhere)
    commit(tmp_path)
    assert "HEAD..HEAD: no changes\n" == python("review HEAD HEAD")
    assert "win11-avd" in python("pipeline.waves HEAD --patch 1")

    outputs = (DATA / "outputs.json").read_text()
    (tmp_path / "prod/outputs.json").write_text(outputs.replace("my_image_gallery", "prod"))
    assert f"rendered {tmp_path}/prod/packer.out/win11-avd" in python("packer.hook")
    assert "1 catalog, 0 errors" in user.run(f"make check CATALOG={prod}", cwd=user.goldshelf)
    user.run(f"make demo CATALOG={prod}", cwd=user.goldshelf)
    assert [] == list(elsewhere.iterdir())
    assert {"prod", "prod.toml", "synthesized", "elsewhere", ".git", ".sandbox"} == {
        path.name for path in tmp_path.iterdir()
    }


def test_a_module_of_the_users(user: User) -> None:
    """A user's own catalog.py or files.py does not stand for goldshelf's."""
    user.make("init")
    for name in ("catalog", "files", "main"):
        (user.folder / f"{name}.py").write_text("raise SystemExit('mine')\n")
    assert "1 catalog, 0 errors" in user.make("check")
