"""What is printed and what the README shows can be typed: for two catalogs, each with its own state."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator

import pytest

from review.compare import compare
from review.products import SUBSCRIPTION
from tests.conftest import PROJECT
from tests.deploys import SECOND, SHIPPED
from tests.machine import Machine

README = (PROJECT / "README.md").read_text()
DEV = SHIPPED.replace("my_image_gallery", "dev")
PROD = (SHIPPED + SECOND).replace("my_image_gallery", "prod").replace("my-resources", "prod-resources")
BACKEND = '[backend]\ntype = "local"\npath = "elsewhere"\n\n'


class Desk:
    """A clone with two catalogs at a desk, and a shell there. What is installed is of any age."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.folder = machine.project
        self.bin = machine.home / "bin"
        self.bin.mkdir()
        make = self.bin / "make"
        old = "-o .venv/ready -o node_modules/ready"
        make.write_text(f'#!/bin/bash\nexec -a make {shutil.which("make")} {old} "$@"\n')
        make.chmod(0o755)
        (self.folder / "catalog.toml").write_text(DEV)
        (self.folder / "prod.toml").write_text(PROD)

    def paste(self, command: str) -> subprocess.CompletedProcess[str]:
        """Type it into a shell; what asks is told yes."""
        own = {"CI": "true", "CDKTF_AUTO_APPROVE": "true", "ARM_SUBSCRIPTION_ID": SUBSCRIPTION}
        kept = {name: value for name, value in os.environ.items() if name not in ("CATALOG", "OUT")}
        path = os.pathsep.join([str(self.bin), *self.machine.programs()])
        return subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env={**kept, **self.machine.own(), **own, "PATH": path},
            input="yes\n",
            capture_output=True,
            text=True,
            check=False,
        )

    def sandboxed(self, script: str) -> subprocess.CompletedProcess[str]:
        """The same in the sandbox."""
        (self.folder / "script").write_text(f"set -e\n{script}\n")
        return self.paste("python -m sandbox bash script")

    def dev(self) -> dict[str, bytes]:
        """What a command for prod.toml must not touch."""
        states = {path.name: path.read_bytes() for path in self.folder.glob("terraform.*.tfstate")}
        return {**states, "outputs.json": (self.folder / "outputs.json").read_bytes()}

    def prod(self, folder: str = "prod") -> set[str]:
        """The images in the state of prod.toml."""
        state = json.loads((self.folder / folder / "terraform.image-definition.tfstate").read_text())
        return {one["name"] for one in state["resources"]}


def typed(said: str, part: str) -> str:
    """The one command in a message that has that part."""
    every: list[str] = re.findall(r"\S*python -m sandbox .*?(?=;|$)", said, re.MULTILINE)
    (command,) = {each for each in every if part in each}
    return command


def section() -> list[str]:
    """The commands that README.md shows for cdktf alone, a block for each catalog."""
    text = README.partition("## With cdktf alone\n")[2].partition("\n## ")[0]
    return re.findall(r"^```sh\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Both catalogs are deployed, as README.md says."""
    with Machine(tmp_path_factory.mktemp("desk")) as machine:
        desk = Desk(machine)
        first, second = section()
        path, _, commands = first.partition("\n")
        assert path.startswith('export PATH="$PWD/.venv/bin:')
        run = desk.sandboxed(commands)
        assert 0 == run.returncode, run.stdout + run.stderr
        assert (desk.folder / "packer.out/win11-avd/build.pkr.hcl").exists()

        before = desk.dev()
        refused = desk.sandboxed(second.replace(" -o prod/cdktf.out", ""))
        assert 0 != refused.returncode
        assert "cdktf.out holds the stacks of catalog.toml: give prod.toml a folder of its own: -o " in (
            refused.stdout + refused.stderr
        )
        run = desk.sandboxed(second)
        assert 0 == run.returncode, run.stdout + run.stderr
        assert before == desk.dev()
        yield desk


def test_cdktf_alone(desk: Desk) -> None:
    """The commands of the README deploy each catalog to its own gallery, and render its own templates."""
    galleries = {
        (path / "packer.out/win11-avd/source.pkr.hcl").read_text().partition('gallery_name   = "')[2][:4]
        for path in (desk.folder, desk.folder / "prod")
    }

    assert {'dev"', "prod"} == {name[:4] for name in galleries}
    assert {"win11-avd", "second"} == desk.prod()


def test_each_printed_command(desk: Desk) -> None:
    """What a deploy of prod.toml prints does what it says, pasted; dev's state stays to the byte."""
    before = desk.dev()
    catalog = desk.folder / "prod.toml"

    def deploy(text: str) -> str:
        catalog.write_text(text)
        run = desk.sandboxed("make deploy CATALOG=prod.toml")
        assert 0 != run.returncode
        return run.stderr

    def paste(command: str) -> str:
        run = desk.paste(command)
        assert 0 == run.returncode, command + run.stdout + run.stderr
        assert before == desk.dev()
        return run.stdout

    fewer = PROD[: -len(SECOND)]
    refused = deploy(fewer)
    paste(typed(refused, " state rm "))
    assert {"win11-avd"} == desk.prod()

    paste(typed(deploy(PROD), " ADOPT=1"))
    assert {"win11-avd", "second"} == desk.prod()

    renamed = deploy(PROD.replace("[images.second", "[images.new"))
    paste(typed(renamed, " state mv "))
    assert {"win11-avd", "new"} == desk.prod()
    paste(
        typed(renamed, " state mv ").replace(
            "second azurerm_shared_image.new", "new azurerm_shared_image.second"
        )
    )

    catalog.write_text(fewer)
    rendered = paste(typed(refused, " DESTROY="))
    assert {"win11-avd"} == desk.prod()
    paste(typed(rendered, "HOOK_FLAGS=--prune"))
    assert not (desk.folder / "prod/packer.out/second").exists()

    paste(typed(deploy(BACKEND + fewer), " init -migrate-state"))
    assert {"win11-avd"} == desk.prod("prod/elsewhere")

    (desk.folder / "prod/outputs.json").unlink()
    missing = desk.sandboxed("make render CATALOG=prod.toml").stderr
    assert ".venv/bin/python -m sandbox make deploy CATALOG=prod.toml" == typed(missing, "make deploy")


@pytest.mark.long
def test_command_of_the_review(desk: Desk) -> None:
    """A catalog that is to go is taken away by the command that the review gives; the other one stays."""
    before = desk.dev()
    dev = {"gallery.tf.json": "{}"}
    (told,) = compare("a", {**dev, "prod/gallery.tf.json": "{}"}, "b", dev).findings
    command = re.findall("`(CATALOG=.*)`", told.todo)[0]
    text = PROD[: -len(SECOND)].replace("[gallery]", "[gallery]\nprevent_destroy = false")
    text = text.replace("[images.win11-avd]", "[images.win11-avd]\nprevent_destroy = false")
    (desk.folder / "prod.toml").write_text(BACKEND + text)
    run = desk.sandboxed(command)

    assert 0 == run.returncode, run.stdout + run.stderr
    assert before == desk.dev()
    azure = json.loads((desk.folder / ".sandbox/azure.json").read_text())
    assert {"dev"} == {path.split("/")[8] for path in azure if "/galleries/" in path}
