"""The same catalog gives the same bytes: on another machine, for another user, with another Python."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.builds import CASES, CATALOG, outputs
from tests.conftest import PROJECT, files_in
from tests.interpreters import environment, interpreter
from tests.machine import EMPTY, Machine
from tests.own_steps import write_files
from tests.torture import Tried

pytestmark = pytest.mark.torture

MANY = "machines.toml"
"""A catalog with every kind of build, beside the one that is shipped."""
UNPACKED = PROJECT / "node_modules/.cache/jsii"
"""What jsii unpacks of cdktf: the same for all, and it takes seconds."""
LONG_AGO = 1_000_000_000
SAME = "identical bytes"
PARTS = range(2)
"""The differences are dealt to as many tests, so that each core has some."""
Bytes = dict[str, bytes]

LANGUAGES = (
    *({"LC_ALL": "C"}, {"LC_ALL": "de_DE.UTF-8", "LANGUAGE": "de"}),
    # Here Python's own encoding is ASCII, as in an old container.
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
)
DIFFERENCES: tuple[Mapping[str, str], ...] = (
    *({"PYTHONHASHSEED": seed} for seed in ("1", "random")),
    *LANGUAGES,
    *({"TZ": zone} for zone in ("Asia/Kathmandu", "America/St_Johns")),
    {"USER": "somebody", "LOGNAME": "somebody", "USERNAME": "somebody"},
    {"TERM": "xterm-256color", "FORCE_COLOR": "1", "COLUMNS": "40"},
    {"CI": "true", "GITLAB_CI": "true", "NO_COLOR": "1", "SOURCE_DATE_EPOCH": "1"},
    *({"PYTHONOPTIMIZE": level} for level in ("1", "2")),  # python -O, python -OO
)
"""From HERE, one at a time. A locale that is not installed is C to most programs."""
HERE = {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
THERE = {
    **{"PYTHONHASHSEED": "1", "TZ": "Asia/Kathmandu", "PYTHONOPTIMIZE": "1", "CI": "true"},
    **{"USER": "somebody", "LOGNAME": "somebody", "COLUMNS": "40", "FORCE_COLOR": "1"},
    **LANGUAGES[-1],
}


def made(machine: Machine, variables: Mapping[str, str] = EMPTY, *, umask: int = 0o022) -> Bytes:
    """Every byte that a user gets there: of synth, of the hook, of what is committed; and the slim copy."""

    def python(*arguments: str) -> None:
        own = {"CATALOG": MANY, "JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(UNPACKED), **variables}
        run = machine.run("python", *arguments, variables=own, umask=umask)
        assert 0 == run.returncode, run.stdout + run.stderr

    out = Path(MANY).stem
    folders = (f"{out}/cdktf.out", f"{out}/packer.out", "synthesized", ".slim")
    for name in folders:
        shutil.rmtree(machine.project / name, ignore_errors=True)
    (machine.project / MANY).write_text(CATALOG, encoding="utf-8")
    write_files(machine.project)
    (machine.project / out).mkdir(exist_ok=True)
    (machine.project / out / "outputs.json").write_text(outputs({key: key for key in CASES}))
    python("main.py")
    python("-m", "packer.hook")
    python("-m", "committed")
    files = {
        f"{name}/{path}": data for name in folders for path, data in files_in(machine.project / name).items()
    }
    stacks = [f"{out}/cdktf.out/stacks/{stack}/cdk.tf.json" for stack in ("gallery", "image-definition")]
    assert {
        f"{out}/cdktf.out/manifest.json",
        *stacks,
        f"{out}/packer.out/everything/build.pkr.hcl",
    } < files.keys()
    where = [str(machine.project).encode(), str(machine.home).encode()]
    assert [] == [name for name, data in files.items() if any(path in data for path in where)]
    return files


def differing(expected: Bytes, files: Bytes, *, cut: bool = True) -> list[str]:
    """The files that are not the same in both; with or without the slim copy."""
    names = [name for name in expected.keys() | files.keys() if cut or not name.startswith(".slim/")]
    return sorted(name for name in names if expected.get(name) != files.get(name))


def of_the_shipped(files: Bytes, *, scripts: Bytes) -> Bytes:
    """What was made of the catalogs that are in the project, as it is committed; of scripts, those alone."""
    above, own = "synthesized/", f"{Path(MANY).stem}/"
    named = {name.removeprefix(above): data for name, data in files.items() if name.startswith(above)}
    others = {name for name in named if name.startswith("scripts/")} - scripts.keys()
    return {name: data for name, data in named.items() if not name.startswith(own) and name not in others}


def test_two_machines(tmp_path: Path, tried: Tried, torture: bool) -> None:
    """Two machines that differ in all that machines differ in make the same: what is committed, and all else.

    What the one commits is what the other's pipeline wants.
    """
    elsewhere = Machine(tmp_path / "b", at="of/somebody else/gold shelf", home="house/of/somebody")
    with Machine(tmp_path / "a") as here, elsewhere as there, ThreadPoolExecutor(2) as both:
        for path in there.project.rglob("*"):
            os.utime(path, (LONG_AGO, LONG_AGO), follow_symlinks=False)
        first = both.submit(made, here, HERE)
        second = both.submit(made, there, THERE, umask=0o077)

        assert [] == differing(first.result(), second.result())
        assert 1 == len([name for name in first.result() if name.startswith(".slim/")])
        committed = files_in(PROJECT / "synthesized")
        assert [] == differing(committed, of_the_shipped(first.result(), scripts=committed))
        if torture:
            shutil.rmtree(there.project / "synthesized")
            shutil.copytree(here.project / "synthesized", there.project / "synthesized")
            check = there.run("python", "-m", "committed", "--check", variables=THERE)
            assert (0, "") == (check.returncode, check.stdout)
    what = "files are generated on two machines that differ in every respect"
    tried(what, len(first.result()), SAME)


@pytest.mark.long
@pytest.mark.parametrize("part", PARTS)
def test_one_difference(tmp_path: Path, tried: Tried, part: int) -> None:
    """Hash seed, language, time zone, user, terminal, CI, `-O`, umask: none is in the bytes."""
    some = DIFFERENCES[part :: len(PARTS)]
    with Machine(tmp_path) as machine, Machine(tmp_path / "é", at="goldshélf") as other:
        expected = made(machine, HERE)
        for variables in some:
            files = made(machine, variables)
            assert (variables, []) == (variables, differing(expected, files))
        assert [] == differing(expected, made(machine, umask=[0o077, 0o002][part]))
        assert [] == differing(expected, made(other))
    tried("everything is generated again with one difference in the machine", len(some) + 2, SAME)


def in_language(folder: Path, language: str) -> dict[str, str]:
    """What makes programs speak a language, whether the machine has it or not."""
    name = f"{language}.UTF-8"
    subprocess.run(["localedef", "-i", language, "-f", "UTF-8", folder / name], check=True)
    return {"LOCPATH": str(folder), "LC_ALL": name, "LANG": name}


def at_time(year: int) -> dict[str, str]:
    """What makes programs believe that it is another year."""
    (library,) = Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")
    return {"LD_PRELOAD": str(library), "FAKETIME": f"{year}-02-03 04:05:06"}


@pytest.mark.long
def test_another_clock_and_language(tmp_path: Path, tried: Tried) -> None:
    """The bytes are those of any year, and of a language with other letters, or another sign in numbers."""
    languages = [in_language(tmp_path, language) for language in ("tr_TR", "de_DE")]
    clocks = [at_time(year) for year in (2001, 2051)]
    with Machine(tmp_path) as machine:
        expected = made(machine, HERE)
        for variables in (*languages, *clocks):
            assert (variables, []) == (variables, differing(expected, made(machine, variables)))
    tried("everything is generated again in another language: Turkish, German", len(languages), SAME)
    tried("everything is generated again with another clock: 2001, 2051", len(clocks), SAME)


@pytest.mark.long
@pytest.mark.parametrize("name", [f"python3.{minor}" for minor in (11, 12, 13, 14)])
def test_another_python(tmp_path: Path, tried: Tried, name: str) -> None:
    """Each Python that the project may run with makes the same. Its slim copy is another: it is bytecode."""
    own = f"python{sys.version_info.major}.{sys.version_info.minor}"
    python = interpreter(name) if name != own else None
    if python:
        with Machine(tmp_path / "own") as here, Machine(tmp_path, venv=environment(python)) as there:
            expected, files = made(here), made(there)
        assert [] == differing(expected, files, cut=False)
        assert expected.keys() != files.keys()
        tried(
            f"everything is generated again by {name} instead of {own}",
            1,
            f"{SAME}, except for the slim copy",
        )
