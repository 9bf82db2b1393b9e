"""What the tests share: the user's own example, changed copies of it, and the real programs.

The example stands in data/catalog.toml too, so that a team's own catalog.toml breaks no test.
"""

import fcntl
import json
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from datetime import datetime, tzinfo
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from committed.normalize import without_notes
from deploy.__main__ import COMPILE_CACHE
from packer import hook as post_deploy
from tests import programs
from tests.builds import CASES, CATALOG, outputs
from tests.linux_root import debian, machine  # noqa: F401  (for pytest)
from tests.own_steps import write_files
from tests.repositories import deployed, deploys, remote, repository, state, team  # noqa: F401  (for pytest)
from tests.step_folders import render_examples
from tests.torture import (  # noqa: F401  (pytest finds them by their names here)
    pytest_addoption,
    pytest_collection_modifyitems,
    pytest_configure,
    pytest_terminal_summary,
    torture,
    tried,
)

PROJECT = programs.PROJECT
DATA = Path(__file__).parent / "data"
GOLDEN = Path(__file__).parent / "golden"
MAKE = f"make -f {PROJECT}/Makefile"
"""As it is printed in a folder of a test: goldshelf is elsewhere then."""

PACKER = {"CHECKPOINT_DISABLE": "1", "PACKER_NO_COLOR": "1", "GOGC": "off"}
"""A third of what Packer and each of its plugins do in their second of life is to collect garbage."""

# cdktf is started fifteen times: its megabytes of JavaScript are compiled once.
os.environ.setdefault("NODE_COMPILE_CACHE", str(COMPILE_CACHE))
# Hundreds of tests start a Python, and none compiles again what another one has.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# A test types its commands at a shell, also where `make test` runs it.
for name in ("MAKE_GOAL", "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "PYTHONPATH"):
    os.environ.pop(name, None)
# A shell lets what it runs in the background ignore Ctrl-C, and each program hands that down.
signal.signal(signal.SIGINT, signal.default_int_handler)

Run = Callable[..., programs.Done]
Write = Callable[..., Path]
Once = Callable[[str, Callable[[Path], object]], Path]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: now and then each test waits for a program that waits itself."""
    return (os.cpu_count() or 1) + 1


class Today(datetime):
    """A clock that stands: what `check` says of a catalog may differ from day to day, and no test does."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "Today":
        """Return the day on which the tests were written."""
        return cls(2026, 11, 23, tzinfo=tz)


@pytest.fixture(autouse=True, scope="session")
def today() -> Iterator[None]:
    """Let `check` inside this process see that day."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("catalog.__main__.datetime", Today)
        yield


@pytest.fixture
def catalog_file(tmp_path: Path) -> Write:
    """Write the shipped catalog with some text replaced, as a user would edit it."""

    def write(*replacements: tuple[str, str], name: str = "catalog.toml") -> Path:
        text = (DATA / "catalog.toml").read_text()
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / name
        path.write_text(text)
        return path

    return write


@pytest.fixture
def outputs_file(tmp_path: Path) -> Path:
    """A copy of what `cdktf deploy --outputs-file` wrote for the shipped catalog."""
    return Path(shutil.copy(DATA / "outputs.json", tmp_path / "outputs.json"))


def run_hook(folder: Path, *arguments: str | Path, **environment: str) -> programs.Done:
    """Run the hook as its users do, in `folder`."""
    return programs.python(folder, "-m", "packer.hook", *arguments, **environment)


@pytest.fixture
def hook(tmp_path: Path) -> Run:
    """Run the hook in an empty folder, inside this process; run_hook is as its users do it."""
    return partial(programs.inside, post_deploy.main, tmp_path)


def synthesize(catalog: Path, folder: Path, **environment: str) -> programs.Done:
    """Run `python main.py` on `catalog` and write cdktf.out into `folder`."""
    main = PROJECT / "main.py"
    return programs.python(folder, main, CATALOG=str(catalog), CDKTF_OUTDIR="cdktf.out", **environment)


def stack(folder: Path, name: str) -> dict[str, Any]:
    """What Terraform reads of a stack, without cdktf's own notes."""
    written = json.loads((folder / "cdktf.out/stacks" / name / "cdk.tf.json").read_text())
    return dict(without_notes(written))


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file below `folder`, by its path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="session")
def packer() -> Run:
    """Run the real Packer. In CI it must be there; elsewhere its tests are skipped with a word."""
    if not shutil.which("packer"):
        assert "CI" not in os.environ, "CI needs packer: make installs it"
        pytest.skip("packer is not on PATH")

    return partial(programs.execute, "packer", given={**os.environ, **PACKER})


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Make a folder once for the tests on all cores, which must leave it as it is."""
    root = tmp_path_factory.getbasetemp()
    root = root.parent if "PYTEST_XDIST_WORKER" in os.environ else root

    def folder(name: str, make: Callable[[Path], object]) -> Path:
        whole, ready = root / name, root / f"{name}.ready"
        with (root / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # the others wait
            if not ready.exists():
                shutil.rmtree(whole, ignore_errors=True)
                whole.mkdir()
                make(whole)
                ready.touch()
        return whole

    return folder


@pytest.fixture(scope="session")
def rendered(once: Once) -> Path:
    """What the hook writes for a catalog with all of them."""

    def make(folder: Path) -> None:
        (folder / "catalog.toml").write_text(CATALOG)
        (folder / "outputs.json").write_text(outputs({key: key for key in CASES}))
        write_files(folder)
        run = run_hook(folder, "--catalog", "catalog.toml")
        assert (0, "") == (run.returncode, run.stderr)

    return once("rendered", make) / "packer.out"


@pytest.fixture(scope="session")
def examples(once: Once) -> Path:
    """What the hook writes for each of the examples of own steps in docs."""
    return once("examples", render_examples)


@pytest.fixture(scope="session")
def written(once: Once) -> Path:
    """What the hook writes for the shipped catalog."""

    def make(folder: Path) -> None:
        given = ("--outputs", DATA / "outputs.json", "--catalog", DATA / "catalog.toml")
        run = run_hook(folder, *given, "--out", "packer.out")
        assert (0, "") == (run.returncode, run.stderr)

    return once("written", make) / "packer.out"


@pytest.fixture
def packer_out(written: Path, tmp_path: Path) -> Path:
    """A copy of that folder, where the next run of the hook finds it."""
    return Path(shutil.copytree(written, tmp_path / "packer.out"))


@pytest.fixture
def newer(catalog_file: Write, outputs_file: Path) -> list[str | Path]:
    """The hook's arguments for a catalog that changed."""
    catalog = catalog_file((', "chrome"', ""), name="newer.toml")
    return ["--outputs", outputs_file, "--catalog", catalog, "--out", "packer.out"]


@pytest.fixture
def folder(request: pytest.FixtureRequest, rendered: Path) -> Path:
    """The folder of one image."""
    return rendered / str(request.param)
