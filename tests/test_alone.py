"""What is printed and what the README shows can be typed: for two catalogs, each with its own state."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from committed.normalize import SUBSCRIPTION
from review.compare import compare
from tests.conftest import PROJECT
from tests.deploys import BOTH, SECOND, SHIPPED
from tests.machine import Machine
from tests.programs import Done, execute, program

pytestmark = pytest.mark.torture

README = (PROJECT / "README.md").read_text()
DEV = SHIPPED.replace("my_image_gallery", "dev")
PROD = BOTH.replace("my_image_gallery", "prod").replace("my-resources", "prod-resources")
FEWER = PROD[: -len(SECOND)]
BACKEND = '[backend]\ntype = "local"\npath = "elsewhere"\n\n'


class Desk:
    """A clone with two catalogs at a desk, and a shell there. What is installed is of any age."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.folder = machine.project
        self.bin = machine.home / "bin"
        old = "-o .venv/ready -o node_modules/ready"
        program(self.bin / "make", f'exec -a make {shutil.which("make")} {old} "$@"')
        (self.folder / "catalog.toml").write_text(DEV)
        (self.folder / "prod.toml").write_text(PROD)

    def paste(self, command: str) -> Done:
        """Type it into a shell; what asks is told yes."""
        own = {"CI": "true", "CDKTF_AUTO_APPROVE": "true", "ARM_SUBSCRIPTION_ID": SUBSCRIPTION}
        kept = {name: value for name, value in os.environ.items() if name not in ("CATALOG", "OUT")}
        path = os.pathsep.join([str(self.bin), *self.machine.programs()])
        return execute(
            *("bash", "-c", command),
            cwd=self.folder,
            given={**kept, **self.machine.own(), **own, "PATH": path},
            stdin="yes\n" * 5_000,  # the first Terraform takes more than its own line
        )

    def sandboxed(self, script: str) -> Done:
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


def forget(said: str) -> str:
    """The lines for the catalog in a message of the guard."""
    lines: list[str] = re.findall(r"^\[\[forget\]\]\n(?:.+\n)+", said, re.MULTILINE)
    return f"\n{lines[0]}"


def section() -> list[str]:
    """The commands that README.md shows for cdktf alone, a block for each catalog."""
    text = README.partition("## Use cdktf without make\n")[2].partition("\n## ")[0]
    return re.findall(r"^```sh\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Both catalogs are deployed, as README.md says."""
    with Machine(tmp_path) as machine:
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
        assert "cdktf.out has the stacks of catalog.toml; use another folder for prod.toml: -o " in (
            refused.stdout + refused.stderr
        )
        run = desk.sandboxed(second)
        assert 0 == run.returncode, run.stdout + run.stderr
        assert before == desk.dev()
        yield desk


def refused(desk: Desk, text: str) -> str:
    """What a deploy of prod.toml with that text says, which it does not end well."""
    (desk.folder / "prod.toml").write_text(text)
    run = desk.sandboxed("make deploy CATALOG=prod.toml")
    assert 0 != run.returncode
    return run.stderr


def pasted(desk: Desk, command: str) -> str:
    """What a printed command says, which leaves the other catalog's state as it is, to the byte."""
    before = desk.dev()
    run = desk.paste(command)
    assert 0 == run.returncode, command + run.stdout + run.stderr
    assert before == desk.dev()
    return run.stdout


@pytest.mark.long
def test_printed_deploys(desk: Desk) -> None:
    """What a deploy of prod.toml prints to go on, to destroy, and to clear up does that for prod.toml."""
    without = refused(desk, FEWER)
    (desk.folder / "prod.toml").write_text(FEWER + forget(without))
    pasted(desk, "python -m sandbox make deploy CATALOG=prod.toml")
    assert {"win11-avd"} == desk.prod()
    pasted(desk, typed(refused(desk, PROD), " ADOPT=1"))
    assert {"win11-avd", "second"} == desk.prod()

    (desk.folder / "prod.toml").write_text(FEWER)
    rendered = pasted(desk, typed(without, " DESTROY="))
    assert {"win11-avd"} == desk.prod()
    pasted(desk, typed(rendered, "HOOK_FLAGS=--prune"))
    assert not (desk.folder / "prod/packer.out/second").exists()

    (desk.folder / "prod/outputs.json").unlink()
    missing = desk.sandboxed("make render CATALOG=prod.toml").stderr
    (desk.folder / "prod.toml").write_text(PROD)
    pasted(desk, typed(missing, "make deploy"))
    assert {"win11-avd", "second"} == desk.prod()


def test_two_catalogs(desk: Desk) -> None:
    """The README's commands deploy two catalogs, each to a gallery and with a state of its own."""
    galleries = [
        (path / "packer.out/win11-avd/source.pkr.hcl").read_text().partition('gallery_name   = "')[2][:4]
        for path in (desk.folder, desk.folder / "prod")
    ]
    assert ['dev"', "prod"] == galleries
    assert {"win11-avd", "second"} == desk.prod()


@pytest.mark.long
def test_printed_move_of_a_state(desk: Desk) -> None:
    """What a deploy of prod.toml prints to take its states elsewhere does that for prod.toml."""
    pasted(desk, typed(refused(desk, BACKEND + PROD), " init -migrate-state"))
    assert {"win11-avd", "second"} == desk.prod("prod/elsewhere")


@pytest.mark.long
def test_command_of_the_review(desk: Desk) -> None:
    """A catalog that is to go is taken away by the command that the review gives; the other one stays."""
    before = desk.dev()
    dev = {"gallery.tf.json": "{}"}
    (told,) = compare("a", {**dev, "prod/gallery.tf.json": "{}"}, "b", dev).findings
    command = re.findall("`(CATALOG=.*)`", told.todo)[0]
    text = PROD
    for table in ("[gallery]", "[images.win11-avd]", "[images.second]"):
        text = text.replace(table, f"{table}\nprevent_destroy = false")
    (desk.folder / "prod.toml").write_text(text)
    run = desk.sandboxed(command)

    assert 0 == run.returncode, run.stdout + run.stderr
    assert before == desk.dev()
    azure = json.loads((desk.folder / ".sandbox/azure.json").read_text())
    assert {"dev"} == {path.split("/")[8] for path in azure if "/galleries/" in path}
