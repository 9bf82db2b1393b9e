"""A deploy runs alone, and publishes outputs whole or not at all."""

import fcntl
import json
import os
import pty
import select
import subprocess
import time

import pytest

from tests.conftest import PROJECT
from tests.deploys import BOTH, Deploys
from tests.programs import execute
from tests.state import served

DOWN, ENTER = b"\x1b[B", b"\r"


def test_adopt(deploys: Deploys) -> None:
    """What a run made and could not note any more is imported, and the next deploy has nothing to do."""
    before = deploys.state()
    (state,) = deploys.sandbox.glob("terraform.image-definition.tfstate")
    text = json.loads(state.read_text())
    kept = [one for one in text["resources"] if one["name"] != "second"]
    state.write_text(json.dumps({**text, "resources": kept, "serial": text["serial"] + 1}))
    assert len(before) - 1 == len(deploys.state())
    deploys.write(BOTH)
    run = deploys.adopt()

    lost = next(id_ for id_ in before if id_.endswith("/images/Second"))
    assert (0, f"azurerm_shared_image.second: adopted {lost}\n") == (run.returncode, run.stdout)
    assert before == deploys.state()
    assert [] == deploys.changes()
    assert [] == deploys.planned()


def test_another_backend(deploys: Deploys) -> None:
    """A state that is to be elsewhere stops the deploy, with the command that takes it there."""
    before = deploys.azure(), deploys.state()
    with served() as state:
        deploys.remote = state
        run = deploys.deploy()
        deploys.remote = None

    assert 1 == run.returncode
    assert run.stderr == (
        f"error: the backend of gallery has changed since the last deploy from {deploys.run.cdktf_out}. "
        "If [backend] of this catalog was changed on purpose, move the states: "
        f"{deploys.run.terraform_in('gallery', 'init', '-migrate-state')} && "
        f"{deploys.run.terraform_in('image-definition', 'init', '-migrate-state')}\n"
    )
    assert before == (deploys.azure(), deploys.state())


def test_a_folder_of_its_own() -> None:
    """OUT reaches each step; without it, each finds the folder beside the catalog by itself."""
    old = ("-o", ".venv/ready", "-o", "node_modules/ready")
    targets = ("synth", "apply", "render", "adopt")
    run = execute("make", "-n", *old, *targets, "OUT=my folder", given={"PATH": os.environ["PATH"]})

    assert "CDKTF_OUTDIR='my folder/cdktf.out' python ./main.py" in run.stdout
    assert "python -m deploy --out 'my folder' " in run.stdout
    assert "python -m deploy.adopt --out 'my folder' " in run.stdout
    assert "-m packer.hook --outputs 'my folder/outputs.json' --out 'my folder/packer.out'" in run.stdout


@pytest.mark.parametrize(
    ("folder", "mode", "why"),
    [
        (".", fcntl.LOCK_EX, "is deploying from it"),
        ("cdktf.out", fcntl.LOCK_SH, "was killed, and its Terraform is still running"),
    ],
)
def test_two_at_once(deploys: Deploys, folder: str, mode: int, why: str) -> None:
    """While one deploy runs, another one from the same folder is told so at once, and takes nothing away."""
    (deploys.sandbox / "outputs.json").write_text("of the other run")
    other = os.open(deploys.sandbox / folder, os.O_RDONLY)
    fcntl.flock(other, mode)
    run = deploys.deploy()
    os.close(other)

    message = (
        f"error: {deploys.sandbox / folder}: another run {why}; wait until it has ended, then run again\n"
    )
    assert (1, message) == (run.returncode, run.stderr)
    assert "of the other run" == (deploys.sandbox / "outputs.json").read_text()


def test_wrong_catalog(deploys: Deploys) -> None:
    """A mistake in the catalog ends the deploy with the catalog's own message, before Terraform is asked."""
    deploys.write(BOTH, ('"my_image_gallery"', '"my-image-gallery"'))
    run = deploys.deploy()

    assert 1 == run.returncode
    assert "catalog.toml:2: gallery.name: use 1-80 letters" in run.stderr
    assert run.stderr.endswith("error: the stacks were not synthesized; see above\n")
    assert not (deploys.sandbox / "calls.log").exists()


def test_declined(deploys: Deploys) -> None:
    """Who declines the plan gets exit code 1, and has the outputs and the templates of before."""
    deploys.write(BOTH, ("Storage for my AVD images", "new"))
    before, outputs = deploys.azure(), deploys.outputs()
    code, said = at_a_terminal(deploys, keys=[DOWN, ENTER])

    assert 1 == code, said
    assert "the deploy was declined or ended early; it published no outputs" in said
    assert (before, outputs) == (deploys.azure(), deploys.outputs())
    assert 0 == deploys.render().returncode


def at_a_terminal(deploys: Deploys, *, keys: list[bytes]) -> tuple[int, str]:
    """Deploy as a person does, who answers the first question."""
    ours, theirs = pty.openpty()
    environment = {name: value for name, value in deploys.environment().items() if name != "CI"}
    process = subprocess.Popen(
        deploys.command("deploy", "--", "--skip-provider-lock"),
        cwd=PROJECT,
        env=environment | {"TERM": "xterm"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    said, asked, end = b"", False, time.monotonic() + 60
    while process.poll() is None and time.monotonic() < end:
        if select.select([ours], [], [], 0.2)[0]:
            try:
                said += os.read(ours, 65536)
            except OSError:
                break
        if not asked and b"Dismiss" in said:
            asked = True
            for key in keys:
                time.sleep(0.5)  # as a person would: keys in one piece are taken for one
                os.write(ours, key)
    os.close(ours)
    return process.wait(timeout=30), said.decode(errors="replace")


def test_outputs_are_those_of_the_deploy(deploys: Deploys) -> None:
    """After a deploy, the outputs name each definition of the catalog, and nothing else lies there."""
    outputs = deploys.outputs() or {}

    assert {"win11-avd", "second"} == outputs["image-definition"]["image_definitions"].keys()
    assert not (deploys.sandbox / "cdktf.out/outputs.json").exists()
    assert not deploys.unfinished.exists()
