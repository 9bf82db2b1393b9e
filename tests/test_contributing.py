"""CONTRIBUTING.md: whoever follows a recipe to the word gets what it promises."""

import json
import re
from pathlib import Path

import pytest

from tests import guide, programs
from tests.builds import image, outputs
from tests.conftest import PROJECT
from tests.machine import copy_sources

GALLERY = """
[gallery]
name = "my_image_gallery"
resource_group = "my-resources"
location = "East US"
"""
GUIDE = guide.GUIDE.read_text()
STEP = re.compile(
    r"(?:At the end of|In|New file) `(?P<file>[^`]+)`(?:, above `(?P<above>[^`]+)`)?[^`]*?"
    r"(?:`[^`]*`[^`]*?)*\n\n```\w+\n(?P<code>.*?)```",
    re.DOTALL,
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of everything that git has."""
    copy_sources(tmp_path)
    return tmp_path


def follow(project: Path, recipe: str) -> None:
    """Do every step of a recipe that names its place."""
    section = GUIDE.partition(f"### {recipe}\n")[2].partition("\n### ")[0]
    steps = list(STEP.finditer(section))
    assert steps
    for step in steps:
        path = project / step["file"]
        text = path.read_text() if path.exists() else ""
        if step["above"]:
            assert text.count(f"\n{step['above']}") == 1, step["above"]
            text = text.replace(f"\n{step['above']}", f"\n{step['code']}{step['above']}")
        else:
            text += f"\n{step['code']}"
        path.write_text(text)


def edit(project: Path, name: str, old: str, new: str) -> None:
    """Do a step that a recipe says in words."""
    path = project / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def python(project: Path, *arguments: str) -> str:
    """Run the copy's Python, in the copy."""
    run = programs.python(project, *arguments, PYTHONPATH=str(project))
    assert 0 == run.returncode, run.stderr
    return run.stdout


def rendered(project: Path, line: str, *, system: str) -> Path:
    """The folder that the copy's hook writes for an image with this line in its build."""
    (project / "catalog.toml").write_text(GALLERY + image("own", line, system=system))
    (project / "outputs.json").write_text(outputs({"own": "own"}))
    python(project, "-m", "packer.hook")
    return project / "packer.out/own"


@pytest.mark.parametrize(
    ("file", "text"), re.findall(r"^\| .* \| `([^`]+)` \| `([^`]+)` \|$", GUIDE, re.MULTILINE)
)
def test_walk(file: str, text: str) -> None:
    """Each step of the walk is in the file that the guide names."""
    assert text.replace("\\|", "|") in (PROJECT / file).read_text()


def test_add_a_rule(project: Path) -> None:
    """A rule is one entry of one file: it is checked, explained and documented."""
    follow(project, "Add a rule")
    python(project, "-m", "catalog", "generate")
    wrong = 'spot = { eviction_policy = "Delete" }'
    (project / "catalog.toml").write_text(GALLERY + image("own", wrong, system="windows"))
    message = "build.spot: needs virtual_network_name: set that, or remove this (GS217)"

    assert message in python(project, "-m", "catalog", "check")
    assert "### GS217\n\nWarning: **A build on spot capacity" in (project / "docs/rules.md").read_text()


def test_add_a_product(project: Path) -> None:
    """A product is one entry of a TOML file: the image installs it, and the test proves it."""
    follow(project, "Add a product")
    made = json.loads((rendered(project, 'software = ["tree"]', system="linux") / "image.json").read_text())

    assert ["tree"] == [product["id"] for product in made["software"]]


def test_add_a_setting(project: Path) -> None:
    """A setting is one entry of a TOML file, off until a catalog switches it on."""
    follow(project, "Add a setting")
    folder = rendered(project, "settings = { contoso_banner = true }", system="windows")
    made = json.loads((folder / "image.json").read_text())

    assert {"path": r"HKLM:\SOFTWARE\Contoso", "name": "Banner", "value": 1} in made["last"]["registry"]


def test_add_an_argument(project: Path) -> None:
    """A new key of a build is a field, and a name in a list; unset, it is not there."""
    follow(project, "Add an argument")
    with_it = (
        rendered(project, 'ssh_keep_alive_interval = "30s"', system="linux") / "source.pkr.hcl"
    ).read_text()
    without = (rendered(project, 'software = ["git"]', system="linux") / "source.pkr.hcl").read_text()

    assert re.search(r'^  ssh_keep_alive_interval += "30s"$', with_it, re.MULTILINE)
    assert "ssh_keep_alive_interval" not in without


def test_add_a_stack(project: Path) -> None:
    """A new stack is a class and its names: synth writes it beside the others."""
    follow(project, "Add a stack")
    edit(project, "catalog/contract.py", "IMAGE_DEFINITION_STACK)", "IMAGE_DEFINITION_STACK, IDENTITY_STACK)")
    edit(
        project,
        "stacks/azurerm.py",
        "provider, resource_group,",
        "provider, user_assigned_identity, resource_group,",
    )
    edit(
        project,
        "stacks/slim.py",
        '"shared_image_gallery")',
        '"shared_image_gallery", "user_assigned_identity")',
    )
    edit(
        project,
        "main.py",
        "        from stacks.gallery",
        "        from stacks.identity import IdentityStack\n        from stacks.gallery",
    )
    python(project, "main.py")
    stack = json.loads((project / "cdktf.out/stacks/identity/cdk.tf.json").read_text())

    assert "goldshelf-build" == stack["resource"]["azurerm_user_assigned_identity"]["build"]["name"]
    assert ["build_identity_id"] == list(stack["output"])


def test_every_file_is_listed() -> None:
    """CONTRIBUTING.md says what each file is for, in the words of the file itself."""
    assert guide.content() == GUIDE
