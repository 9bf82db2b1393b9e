"""Whatever stops a synth: each file of cdktf.out is the old one or the new one, and a line says so."""

import shutil
import sys
from pathlib import Path

import pytest

from tests.conftest import PROJECT, Once, Write, files_in, synthesize
from tests.deploys import BOTH, SHIPPED
from tests.faults import small_disk, strace
from tests.torture import Tried

pytestmark = pytest.mark.torture

AGAIN = "; each file in cdktf.out is complete, the old one or the new one; run again\n"
WHOLE = "each file is complete, old or new"
CHANGED = BOTH.replace("Storage for my AVD images", "new")


@pytest.fixture(scope="module")
def made(once: Once) -> Path:
    """A folder for each of two catalogs, with its cdktf.out."""

    def make(folder: Path) -> None:
        for name, text in {"old": SHIPPED, "new": CHANGED}.items():
            (folder / name).mkdir()
            (folder / name / "catalog.toml").write_text(text)
            assert 0 == synthesize(folder / name / "catalog.toml", folder / name).returncode

    return once("outdir", make)


@pytest.fixture
def outdir(made: Path, tmp_path: Path) -> Path:
    """The old cdktf.out, beside the new catalog, as Terraform left it."""
    shutil.copy(made / "new/catalog.toml", tmp_path)
    outdir = Path(shutil.copytree(made / "old/cdktf.out", tmp_path / "cdktf.out"))
    (outdir / "stacks/gallery/.terraform").mkdir()
    (outdir / "stacks/gallery/.terraform/mine").write_text("mine")
    return outdir


def versions(outdir: Path, made: Path) -> dict[str, str]:
    """Which version each of the files has that a synth writes."""
    old, new = (files_in(made / name / "cdktf.out") for name in ("old", "new"))
    found = files_in(outdir)
    assert b"mine" == found["stacks/gallery/.terraform/mine"]
    return {
        name: "same"
        if old[name] == new[name] == found[name]
        else {old[name]: "old", new[name]: "new"}.get(found[name], "broken")
        for name in old
    }


def test_new_in_the_place_of_old(outdir: Path, made: Path) -> None:
    """A synth replaces what it wrote before, leaves the rest alone, and nothing else behind."""
    before = files_in(outdir).keys()
    run = synthesize(outdir.with_name("catalog.toml"), outdir.parent)

    assert (0, "") == (run.returncode, run.stderr)
    assert {"same", "new"} == set(versions(outdir, made).values())
    assert before == files_in(outdir).keys()


FAULTS = [f"{fault}:when={nth}" for nth in (3, 2, 1) for fault in ("signal=KILL", "error=ENOSPC")]


@pytest.mark.parametrize(
    "fault", [*(pytest.param(one, marks=pytest.mark.long) for one in FAULTS[1:]), pytest.param(FAULTS[0])]
)
def test_stopped_at_a_file(outdir: Path, made: Path, fault: str, tried: Tried) -> None:
    """Killed, or out of space, at any of the three files that it puts in place."""
    run = strace(outdir.with_name("log"), [sys.executable, str(PROJECT / "main.py")], f"rename:{fault}")

    assert {"same", "old", "new"} >= set(versions(outdir, made).values())
    if "signal" in fault:
        assert -9 == run.returncode
    else:
        assert 1 == run.returncode
        assert run.stderr.startswith("error: ")
        assert run.stderr.endswith(f": No space left on device{AGAIN}")
    tried("synth is killed, or the disk is full, when it moves a file into place", 1, WHOLE)


@pytest.mark.long
def test_full_disk(made: Path, tmp_path: Path, tried: Tried) -> None:
    """On a disk with no room for the new JSON, the old one stays, and a line says so."""
    (tmp_path / "disk").mkdir()
    script = f"""
        cp -r {made}/old/cdktf.out {made}/new/catalog.toml . && cat /dev/zero > fill
        {sys.executable} {PROJECT}/main.py; code=$?
        cp -r cdktf.out {tmp_path}/after && exit $code
    """
    run = small_disk(tmp_path / "disk", script, size="64k")

    assert 1 == run.returncode
    assert f"error: ENOSPC: no space left on device, write{AGAIN}" in run.stderr
    assert "Traceback" not in run.stderr
    assert files_in(made / "old/cdktf.out") == files_in(tmp_path / "after")
    tried("synth runs on a full disk", 1, WHOLE)


def test_place_that_is_a_file(catalog_file: Write, tmp_path: Path) -> None:
    """A file where cdktf.out should be stays, and is named."""
    (tmp_path / "cdktf.out").write_text("mine")
    run = synthesize(catalog_file(), tmp_path)

    message = "error: cdktf.out: must be a folder, not a file; move it elsewhere\n"
    assert (1, message) == (run.returncode, run.stderr)
    assert "mine" == (tmp_path / "cdktf.out").read_text()


def test_node_that_ends(outdir: Path, made: Path) -> None:
    """Where Node is killed, for one because memory is short, a line says so, and no traceback."""
    run = synthesize(outdir.with_name("catalog.toml"), outdir.parent, JSII_NODE="false")

    message = f"error: Node ended without an answer: was it killed, or out of memory?{AGAIN}"
    assert (1, message) == (run.returncode, run.stderr)
    assert {"same", "old"} == set(versions(outdir, made).values())
