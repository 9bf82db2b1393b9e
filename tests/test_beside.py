"""What is beside a catalog, and what its steps do with it: all that is wrong is told, in no traceback."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.load import examine
from catalog.own_hcl import Unsafe, wrong
from catalog.step import OF_RUN_ONCE, SET, Step
from catalog.timeouts import BuildTimeouts
from packer.provisioners import Given
from packer.provisioners.own_linux import provisioners as on_linux
from packer.provisioners.own_windows import provisioners as on_windows
from tests.catalogs import write, written
from tests.conftest import PROJECT
from tests.rule_messages import NOW

BLOCK = 'provisioner "shell" {\n  inline = ["true"]\n}\n'
LOCAL = 'provisioner "shell-local" {\n  inline = ["true"]\n}\n'
SHELL_LOCAL = (
    "has shell-local, which runs on the machine that runs Packer, with the credentials of the build; if you "
    "want it, write unsafe = ['shell-local']"
)

NO_TYPE = 'has a provisioner without a type: write it as in provisioner "shell" { }'
OUTSIDE = (
    "reads what is not beside the catalog, or a credential: put files into files/ in this folder, and name "
    "them as ${path.root}/own/<this folder>/files/..."
)
NOTHING = Given(variables=(), options="", limits=BuildTimeouts())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{BLOCK}# \0\n{LOCAL}", "contains a NUL character on line 4: remove it"),
        (f"{BLOCK}# \udcff", "is not UTF-8: save it as UTF-8"),
        (
            f"\ufeff{BLOCK}",
            "begins with a byte order mark, which Packer refuses inside a template: save it without",
        ),
        (f"a = {'[' * 5000}{']' * 5000}", "is not HCL, its values are nested too deeply"),
        ("provisioner = 5", "has 'provisioner', and only provisioner blocks belong there: remove it"),
        (f"{BLOCK}provisioner {{\n}}\n", NO_TYPE),
        (f"{BLOCK}{LOCAL}{BLOCK}", SHELL_LOCAL),
        (
            'provisioner "file" {\n  direction = "download"\n}\n',
            "downloads a file from the VM, which writes on the machine that runs Packer; if you want it, "
            "write unsafe = ['shell-local']; JSON that a script writes to goldshelf's manifest folder comes "
            "into the software.json beside the manifest",
        ),
        ('provisioner {\n  inline = ["exit 0"]\n}\n', NO_TYPE),
        (
            'provisioner "breakpoint" {\n}\n',
            "has a breakpoint, which waits until somebody presses Enter: remove it",
        ),
        ('provisioner "shell" {\n  inline = [file ("/etc/passwd")]\n}\n', OUTSIDE),
        ('provisioner "shell" {\n  inline = [vault("secret/x", "y")]\n}\n', OUTSIDE),
        ('provisioner "shell" {\n  inline = ["echo ${var.client_secret}"]\n}\n', OUTSIDE),
        ('provisioner "shell" {\n  script = "${path.root}/${format(".%s", ".")}/x"\n}\n', OUTSIDE),
    ],
)
def test_blocks(text: str, message: str) -> None:
    """A block is read as Packer reads it, and refused if it may undo what goldshelf promises."""
    assert [message] == list(wrong("test.pkr.hcl", text, []))


def test_no_restart_after_the_seal() -> None:
    """What has lost its identity in phase seal would get a new one."""
    text = BLOCK + BLOCK.replace("}", "  expect_disconnect = true\n}")
    message = "must not restart the VM: what the phase seals would start again"

    assert ([], [message]) == tuple(list(wrong(f"{phase}.pkr.hcl", text, [])) for phase in ("test", "seal"))


@pytest.mark.parametrize("outside", ["{}", "post-processors {{\n{}\n}}\n"])
@pytest.mark.parametrize(("unsafe", "messages"), [([], [SHELL_LOCAL]), (["shell-local"], [])])
def test_a_post_processor_on_the_machine(unsafe: list[Unsafe], messages: list[str], outside: str) -> None:
    """A command on the machine that runs Packer is allowed by its own name only, wherever it stands."""
    text = outside.format(LOCAL.replace("provisioner", "post-processor"))

    assert messages == list(wrong("post-processors.pkr.hcl", text, ["post-processors", *unsafe]))


@pytest.mark.parametrize(
    ("inside", "message"),
    [
        ('required_version = "1"', "has more than required_plugins in its packer block: remove the rest"),
        (
            "required_plugins {\nazure = {\n}\n}",
            "has the plugin azure, which the template has already: remove it",
        ),
    ],
)
def test_plugins(inside: str, message: str) -> None:
    """Each of several packer blocks is read."""
    text = f"packer {{\nrequired_plugins {{\n}}\n}}\npacker {{\n{inside}\n}}\n"

    assert [message] == list(wrong("plugins.pkr.hcl", text, ["plugins"]))


def deep(folder: Path) -> None:
    """Make more folders in folders than Python calls functions."""
    for _ in range(40):
        folder /= "/".join("a" * 30)
        folder.mkdir(parents=True)
    (folder / "b").touch()


CASES: dict[str, tuple[Callable[[Path], object], str]] = {
    "deep": (deep, "f': has 'f/a/a"),
    "device": (
        lambda folder: (folder / "Con.txt").touch(),
        "has 'f/Con.txt', which must not have a device name",
    ),
    "latin-1": (lambda folder: (folder / "\udcff").touch(), "f': has 'f/\\udcff': use letters"),
    "twins": (
        lambda folder: [(folder / name).write_text("") for name in ("A.txt", "a.txt")],
        "'x' copies f/A.txt and f/a.txt, which are one file for Windows: rename one",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_folder(case: str, tmp_path: Path) -> None:
    """What no VM could have from a folder is told before a build."""
    make, message = CASES[case]
    (tmp_path / "f").mkdir()
    make(tmp_path / "f")
    said = told(tmp_path, 'files = ["f"], destination = "C:/a"')
    # pytest removes folders by a function that calls itself for each folder in another.
    subprocess.run(["rm", "-r", str(tmp_path / "f")], check=True)

    assert message in said


@pytest.mark.parametrize(
    ("does", "message"),
    [
        (f'script = "{"é" * 150}.ps1"', "File name too long: correct the path"),
        ('script = "empty.ps1"', "'empty.ps1' is empty: write the script, or remove the step"),
        ('files = ["a"], destination = "C:/Goldshelf/own"', "where they are not kept in the image"),
        ('files = ["a"], destination = "d:/tools/"', "where they are not kept in the image"),
        ('files = ["a"], destination = "C:/con.fig"', "must not have a device name of Windows"),
        ('phase = "test", pester = { tests = "a/p", module = "b/P" }', "'b/P' has the name of another"),
    ],
)
def test_step(does: str, message: str, tmp_path: Path) -> None:
    """What a step would lose, or Windows cannot do, is told before a build."""
    for name in ("a/p", "b/P", "empty.ps1"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("" if "empty" in name else "exit 0\n")

    assert message in told(tmp_path, does)


def told(folder: Path, does: str) -> str:
    """What is reported of a catalog with such a step."""
    phase = "" if "phase" in does else 'phase = "software", '
    data = written(f'images.win11-avd.build.steps = [{{ name = "x", {phase}{does} }}]')
    return "\n".join(str(one) for one in examine(write(folder, data), now=NOW).findings)


@pytest.mark.parametrize(
    ("does", "taken"),
    [
        ({"pester": {"tests": "a", "version": "5.5.0"}}, SET["pester"]),
        ({"goss": {"tests": "a", "program": "b"}}, SET["goss"]),
        ({"ansible": {"playbook": "a/b", "requirements": "a/c", "run_on": "vm"}}, SET["ansible"]),
        ({"inline": "exit 0", "expect_disconnect": True}, OF_RUN_ONCE),
    ],
)
def test_variables_of_goldshelf(does: dict[str, object], taken: frozenset[str]) -> None:
    """A step cannot have a variable that goldshelf sets for it, which its own would replace."""
    step = Step.model_validate({"phase": "test", **does})
    script = {"pester": "run-pester.ps1", "goss": "run-goss.sh", "ansible": "run-playbook.sh"}
    name = script.get(step.action, "run-once.ps1")
    (path,) = (PROJECT / "packer/scripts").glob(f"*/{name}")
    run = [
        one
        for one in (on_windows if path.suffix == ".ps1" else on_linux)("x", step, NOTHING)
        if name in str(one.facts.get("script"))
    ]
    given = {one.split("=")[0] for one in run[0].facts["environment_vars"]}

    assert given <= taken == step.taken
    assert taken <= set(re.findall(r"[A-Z][A-Z0-9]+", path.read_text()))


def test_what_programs_leave_is_left_out(tmp_path: Path) -> None:
    """What Python or macOS leaves in a folder is no part of a step, so that every machine makes the same."""
    for name in ("files/a.txt", "files/__pycache__/a.pyc", "files/deep/.DS_Store", "files/deep/b.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    step = '[steps.a]\nphase = "software"\nfiles = ["files"]\ndestination = "C:/Contoso"\n'
    catalog = examine(write(tmp_path, written(step))).catalog

    assert catalog
    assert ["files/a.txt", "files/deep/b.txt"] == list(catalog.own.texts)
