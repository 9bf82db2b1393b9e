"""The slim copy of the azurerm package: the same JSON, whatever happens to the file."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.conftest import DATA, GOLDEN, PROJECT, Once, files_in, stack
from tests.every_argument import EVERY_PROFILE
from tests.programs import execute, python
from tests.torture import Tried


def copied(folder: Path) -> Path:
    """A copy of the app that has made no cut yet."""
    for name in ("catalog", "facts", "files", "stacks"):
        shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "main.py", folder)
    shutil.copy(DATA / "catalog.toml", folder)
    return folder


def start(app: Path, **environment: str) -> "subprocess.Popen[str]":
    """Start `python main.py` in the copy."""
    return subprocess.Popen(
        [sys.executable, "main.py"],
        cwd=app,
        env={**os.environ, "CATALOG": "catalog.toml", "XDG_CACHE_HOME": str(app / "cache"), **environment},
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(autouse=True)
def no_cut_of_the_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another project of this user's may have made one in their cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """A copy of the app that has made no cut yet."""
    return copied(tmp_path)


@pytest.fixture(scope="module")
def after_first_run(once: Once) -> Path:
    """A copy of the app that has made its cut."""

    def make(folder: Path) -> None:
        assert (0, "") == said(start(copied(folder)))
        made(folder)

    return once("after first run", make)


@pytest.fixture
def used_app(after_first_run: Path, tmp_path: Path) -> Path:
    """A copy of the app after its first run."""
    return Path(shutil.copytree(after_first_run, tmp_path, dirs_exist_ok=True))


def said(process: "subprocess.Popen[str]") -> tuple[int, str]:
    """The exit code, and all that stderr got."""
    _, stderr = process.communicate()
    return process.returncode, stderr


def cuts(app: Path) -> dict[str, bytes]:
    """The cuts that the app keeps, each one sound."""
    for path in (app / ".slim").glob("*.zip"):
        with ZipFile(path) as cut:
            assert cut.testzip() is None
    return {path.name: path.read_bytes() for path in (app / ".slim").glob("*.zip")}


def made(app: Path) -> None:
    """The run made the shipped catalog's JSON."""
    for name in ("gallery", "image-definition"):
        assert json.loads((GOLDEN / f"{name}.tf.json").read_text()) == stack(app, name)
    shutil.rmtree(app / "cdktf.out")


@pytest.mark.torture
def test_same_bytes_as_the_whole_package(used_app: Path, tried: Tried) -> None:
    """A catalog that says everything comes out the same, to the byte, with and without the cut."""
    (used_app / "catalog.toml").write_text(EVERY_PROFILE)

    assert (0, "") == said(start(used_app))
    slim = files_in(used_app / "cdktf.out")
    assert 1 == len(cuts(used_app))
    shutil.rmtree(used_app / "cdktf.out")
    shutil.rmtree(used_app / ".slim")
    assert (0, "") == said(start(used_app, SLIM="0"))
    assert not (used_app / ".slim").exists()

    assert 4 == len(slim)  # both stacks, cdktf's manifest, and whose catalog they are of
    assert slim == files_in(used_app / "cdktf.out")
    tried("a file is made with the slim copy, and with the whole package", len(slim), "identical bytes")


@pytest.mark.torture
@pytest.mark.long
def test_a_damaged_cut_is_made_again(used_app: Path) -> None:
    """A cut that lost its end, or one byte of it, is not used: the next run makes it as it was."""
    sound = cuts(used_app)
    ((name, content),) = sound.items()
    middle = len(content) // 2

    for damaged in (
        content[:middle],
        content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
    ):
        (used_app / ".slim" / name).write_bytes(damaged)
        assert (0, "") == said(start(used_app))
        made(used_app)
        assert sound == cuts(used_app)


@pytest.mark.torture
@pytest.mark.long
def test_two_first_runs_at_once(app: Path) -> None:
    """Two first runs at the same time both end well, and leave one cut and nothing else."""
    first, second = start(app), start(app)

    assert [(0, ""), (0, "")] == [said(first), said(second)]
    assert 1 == len(cuts(app)) == len(files_in(app / ".slim"))


@pytest.mark.torture
@pytest.mark.long
def test_a_first_run_killed_while_it_writes(app: Path) -> None:
    """A first run that is killed leaves nothing that the next one trips over."""
    script = """if True:
        import os, signal
        from pathlib import Path
        from stacks import slim
        def half(path, content):
            path.open("wb").write(content[:len(content) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
        Path.write_bytes = half
        slim.put_first(Path(".slim"))"""
    killed = execute(sys.executable, "-c", script, cwd=app)
    assert -signal.SIGKILL == killed.returncode
    (half,) = (app / ".slim").rglob("*.zip")

    assert {} == cuts(app)
    assert (0, "") == said(start(app))
    made(app)
    assert half.name in cuts(app)


def test_a_cut_is_used_where_nothing_can_be_written(used_app: Path) -> None:
    """A read-only cut is as good as any."""
    before = cuts(used_app)
    (used_app / ".slim").chmod(0o555)
    try:
        assert (0, "") == said(start(used_app))
    finally:
        (used_app / ".slim").chmod(0o755)
    made(used_app)
    assert before == cuts(used_app)


def test_the_whole_package_where_no_cut_can_be_kept(app: Path) -> None:
    """Where nothing can be written, one line says so, and imports find the installed package."""
    script = """if True:
        from importlib.util import find_spec
        from pathlib import Path
        from stacks import slim
        before = find_spec("cdktf_cdktf_provider_azurerm").origin
        slim.put_first(Path("/sys"))  # where not even root can write
        print(before == find_spec("cdktf_cdktf_provider_azurerm").origin)"""
    run = execute(sys.executable, "-c", script, cwd=app)

    assert (0, "True\n") == (run.returncode, run.stdout)
    (line,) = run.stderr.splitlines()
    assert line.startswith("/sys: cannot write a slim copy of cdktf_cdktf_provider_azurerm:")
    assert "[Errno" in line


def test_wrong_use_is_told(used_app: Path) -> None:
    """A wrong type names the argument, and a class that is not listed says where to add it."""
    run = python(
        *(used_app, DATA / "wrong_use.py", used_app / ".slim"),
        PYTHONPATH=str(used_app),
        NODE_NO_WARNINGS="1",
        NODE_DISABLE_COMPILE_CACHE="1",
    )

    assert (0, "") == (run.returncode, run.stderr)
    assert "Key 'location': Unable to deserialize value as string" in run.stdout
    assert (
        "stacks/azurerm.py has no RoleAssignment: add it there, and its submodule to SUBMODULES in stacks"
        in run.stdout
    )
    assert "add 'role_assignment' to SUBMODULES in stacks/slim.py" in run.stdout


def test_node_keeps_nothing(used_app: Path) -> None:
    """Where Node is told to keep what it compiles, synth after synth adds nothing to it."""
    kept = used_app / "kept"

    assert (0, "") == said(start(used_app, NODE_COMPILE_CACHE=str(kept)))
    assert not kept.exists()
