"""Every command that is printed comes from catalog/run.py, which names the run that it is for."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from catalog.run import Run, default_out
from tests.conftest import PROJECT
from tests.programs import execute
from tests.test_rooms import MAY_IMPORT

MAKEFILE = (PROJECT / "Makefile").read_text()
TARGETS = " ".join(re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)).split()
TYPED = re.compile(
    rf"\bmake (?:{'|'.join(TARGETS)})\b"
    r"|\b(?:terraform|tofu) (?:-chdir|apply|force-unlock|import|init|output|plan|state)"
    r"|python -m \w|\bcdktf (?:deploy|diff|destroy|synth|output)|\bpacker (?:init|build)\b|\bgit fetch\b"
)
EXPECTED = {
    (
        "catalog/arguments_page.py",
        "make generate",
    ): "the head of docs/arguments.md, a page that is for no run",
    ("catalog/arguments_page.py", "python -m c"): "the same page",
    ("catalog/explain.py", "make generate"): "the head of docs/rules.md, the same",
    ("catalog/settings_page.py", "make generate"): "the head of docs/settings.md, the same",
    ("catalog/explain.py", "make synth"): "the same page",
    ("catalog/explain.py", "python -m c"): "the same page",
    (
        "catalog/parsers/shellcheck.py",
        "make setup",
    ): "goldshelf itself is not whole: it is the same for every run",
    ("review/markdown.py", "python -m r"): "the note says how it was made, for any two revisions",
    ("pipeline/note.py", "python -m r"): "the help of an argument",
    ("deploy/__main__.py", "cdktf deploy"): "the help of an argument",
    ("packer/hook.py", "terraform output"): "the help of an argument: a form that the outputs may have",
}
"""Literals outside of catalog/run.py that name a command, and why each may."""


def literals(path: Path) -> Iterator[str]:
    """The strings of a module that it may print: neither docstrings, nor `prog`."""
    tree = ast.parse(path.read_text())
    left_out: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            left_out.add(node.value)
        if isinstance(node, ast.Call):
            left_out |= {one.value for one in node.keywords if one.arg == "prog"}
            if getattr(node.func, "id", "") == "options":  # of deploy/session.py: its first argument is prog
                left_out.add(node.args[0])
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in left_out:
            yield node.value


def test_no_command_is_written_elsewhere() -> None:
    """A command in a message that does not know its run would be for another catalog's state."""
    paths = [
        PROJECT / "main.py",
        *(path for name in MAY_IMPORT for path in sorted((PROJECT / name).rglob("*.py"))),
    ]
    found = {
        (str(path.relative_to(PROJECT)), command[0])
        for path in paths
        if path != PROJECT / "catalog/run.py"
        for text in literals(path)
        for command in TYPED.finditer(text)
    }

    assert EXPECTED.keys() == found


def test_makefile_prints_no_command() -> None:
    """Beside its help, the Makefile leaves what to type to the programs, which know the run."""
    echoed = [
        line for line in MAKEFILE.splitlines() if "echo" in line and not re.search(r'echo "make \w+ ', line)
    ]

    assert [] == [command[0] for line in echoed for command in TYPED.finditer(line)]


PROD = Run(catalog=Path("prod.toml"), out=Path("prod"))


@pytest.mark.parametrize(
    ("run", "deploy", "rm"),
    [
        (
            Run(catalog=Path("catalog.toml"), out=Path()),
            "make deploy",
            "terraform -chdir=cdktf.out/stacks/gallery state rm a",
        ),
        (PROD, "make deploy CATALOG=prod.toml", "terraform -chdir=prod/cdktf.out/stacks/gallery state rm a"),
        (
            replace(PROD, out=Path(), terraform="tofu"),
            "make deploy TERRAFORM_BINARY_NAME=tofu CATALOG=prod.toml OUT=.",
            "tofu -chdir=cdktf.out/stacks/gallery state rm a",
        ),
        (
            replace(PROD, out=Path(".sandbox"), sandbox=Path(".sandbox")),
            ".venv/bin/python -m sandbox make deploy CATALOG=prod.toml OUT=.sandbox",
            ".venv/bin/python -m sandbox terraform -chdir=.sandbox/cdktf.out/stacks/gallery state rm a",
        ),
        (
            replace(PROD, catalog=Path("my envs/prod.toml"), out=Path("my envs/prod"), sandbox=Path("/a b")),
            ".venv/bin/python -m sandbox --folder '/a b' make deploy 'CATALOG=my envs/prod.toml'",
            ".venv/bin/python -m sandbox --folder '/a b' "
            "terraform '-chdir=my envs/prod/cdktf.out/stacks/gallery' state rm a",
        ),
        (
            replace(PROD, goldshelf=Path("/opt/goldshelf")),
            "make -f /opt/goldshelf/Makefile deploy CATALOG=prod.toml",
            "terraform -chdir=prod/cdktf.out/stacks/gallery state rm a",
        ),
        (
            replace(PROD, out=Path("s"), sandbox=Path("s"), python="g/.venv/bin/python", goldshelf=Path("g")),
            "PYTHONPATH=g g/.venv/bin/python -m sandbox --folder s "
            "make -f g/Makefile deploy CATALOG=prod.toml OUT=s",
            "PYTHONPATH=g g/.venv/bin/python -m sandbox --folder s terraform "
            "-chdir=s/cdktf.out/stacks/gallery state rm a",
        ),
    ],
)
def test_a_command_names_its_run(run: Run, deploy: str, rm: str) -> None:
    """Its catalog, its folder, its program and its sandbox, where they are not the ones of a bare command."""
    assert (deploy, rm) == (run.make("deploy"), run.terraform_in("gallery", "state", "rm", "a"))


@pytest.mark.parametrize(
    ("catalog", "out"),
    [
        ("catalog.toml", "."),
        ("prod.toml", "prod"),
        ("a.b.toml", "a.b"),
        ("envs/catalog.toml", "envs"),
        ("/elsewhere/prod.toml", "/elsewhere/prod"),
    ],
)
def test_what_is_made_lies_beside_the_catalog(catalog: str, out: str) -> None:
    """Whatever the folder that a command is typed in; a second catalog there has a folder of its own."""
    assert Path(out) == default_out(Path(catalog))


def test_make_in_another_folder(tmp_path: Path) -> None:
    """goldshelf's own targets are no commands in a user's folder."""
    for target, code in (("help", 0), ("test", 2), ("clean", 2), ("lock", 2)):
        run = execute("make", "-f", PROJECT / "Makefile", target, cwd=tmp_path)
        said = f"make: *** No rule to make target '{target}'.  Stop.\n" if code else ""
        assert (code, said) == (run.returncode, run.stderr)
