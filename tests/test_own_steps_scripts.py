"""The scripts of own steps on Linux, each run for real in a folder that stands for the disk."""

import hashlib
import os
import shutil
import sys
from pathlib import Path

import pytest

from packer.archive import Packed, tarred
from tests.conftest import DATA, PROJECT
from tests.programs import Done, execute, program

SCRIPTS = PROJECT / "packer/scripts/linux"
FOLDER = "/var/tmp/goldshelf"  # noqa: S108  (the scripts' own)
GOSS = DATA / "linux-steps/tests/goss"


def run(script: str, disk: Path, **variables: str) -> Done:
    """Run a copy of the script with the paths of this disk, as a root whose umask is hard."""
    library = disk / FOLDER[1:] / "download.sh"
    library.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(SCRIPTS / "download.sh", library)
    copy = disk / script
    copy.write_text((SCRIPTS / script).read_text().replace(FOLDER, f"{disk}{FOLDER}"))
    return execute("bash", "-c", f"umask 077; exec bash {copy}", given={**os.environ, **variables})


def modes(folder: Path) -> dict[str, str]:
    """What is in a folder, by path: who may do what."""
    return {
        str(path.relative_to(folder)): f"{path.stat().st_mode:o}"[-3:] for path in sorted(folder.rglob("*"))
    }


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive as the hook writes it."""
    packed = {
        "a b.bin": Packed(text="\x00\udcff\n", program=False),
        "deep/er/tool": Packed(text="#!/bin/bash\necho tool\n", program=True),
    }
    path = tmp_path / "step.tar"
    path.write_bytes(tarred(packed).encode("utf-8", "surrogateescape"))
    return path


def test_files_are_placed(archive: Path, tmp_path: Path) -> None:
    """Bytes and programs arrive as they were, in folders that all may enter; an archive does not stay."""
    there = tmp_path / "con toso's $x"
    done = run("place-files.sh", tmp_path, ARCHIVE=str(archive), DESTINATION=str(there))

    assert (0, f"2 files are in {there}\n", "") == (done.returncode, done.stdout, done.stderr)
    assert b"\x00\xff\n" == (there / "a b.bin").read_bytes()
    assert {"a b.bin": "644", "deep": "755", "deep/er": "755", "deep/er/tool": "755"} == modes(there)
    assert not archive.exists()


def test_files_are_replaced(archive: Path, tmp_path: Path) -> None:
    """A file that is there is replaced, and a link in its place is not followed; the rest stays."""
    there, elsewhere = tmp_path / "there", tmp_path / "elsewhere"
    (there / "deep").mkdir(parents=True, mode=0o700)
    elsewhere.write_text("kept")
    (there / "a b.bin").symlink_to(elsewhere)
    (there / "own").write_text("kept")
    done = run("place-files.sh", tmp_path, ARCHIVE=str(archive), DESTINATION=str(there))

    assert 0 == done.returncode, done.stderr
    assert b"\x00\xff\n" == (there / "a b.bin").read_bytes()
    assert ["kept", "kept"] == [elsewhere.read_text(), (there / "own").read_text()]
    assert "700" == modes(there)["deep"]


def test_files_that_cannot_be_placed(archive: Path, tmp_path: Path) -> None:
    """The step fails with the reason, and its archive is still there for the next try."""
    (tmp_path / "there").write_text("a file")
    done = run("place-files.sh", tmp_path, ARCHIVE=str(archive), DESTINATION=f"{tmp_path}/there")

    assert 0 != done.returncode
    assert f"{tmp_path}/there" in done.stderr
    assert archive.exists()


def goss(disk: Path, tests: str, text: str = "", **variables: str) -> Done:
    """Run the tests of a step with the program `text`, or with the one that stands for goss."""
    own = disk / f"{FOLDER[1:]}/own/policy"
    shutil.copytree(DATA / "linux-steps/tests", own)
    if text:
        program(own / "goss", text)
    (own / "goss").chmod(0o644)
    (disk / f"{FOLDER[1:]}/python").symlink_to(sys.executable)
    (disk / f"{FOLDER[1:]}/image.json").write_text('{"limits": {"download_retries": 0}}')
    origin = {} if "URL" in variables else {"PROGRAM": "goss"}
    return run("run-goss.sh", disk, STEP="policy", TESTS=tests, **origin, **variables)


@pytest.mark.parametrize(("tests", "code"), [("passes.yaml", 0), ("fails.yaml", 1)])
def test_results_are_kept_for_the_end(tests: str, code: int, tmp_path: Path) -> None:
    """Tests that fail the build after their results are fetched, which the build user may read."""
    done = goss(tmp_path, tests)
    checked = run("check-results.sh", tmp_path)
    results = tmp_path / f"{FOLDER[1:]}/results"

    assert (0, "") == (done.returncode, done.stderr)
    assert f"<junit>package: {tests[:-5]}</junit>\n" == (results / "policy.xml").read_text()
    assert {"policy.xml": "644"} == {name: mode for name, mode in modes(results).items() if "xml" in name}
    assert "755" == f"{results.stat().st_mode:o}"[-3:]
    assert code == checked.returncode
    shown = "FAILED the tests of the step policy:\n<documentation>package: fails</documentation>\n"
    assert (shown if code else "Every test of the image's own has passed\n") == checked.stdout


def test_goss_without_results(tmp_path: Path) -> None:
    """A goss that does not get as far as its tests fails at once, with its own words."""
    done = goss(tmp_path, "passes.yaml", "echo 'yaml: line 3' >&2; exit 78")

    assert 1 == done.returncode
    assert "yaml: line 3\nFAILED goss ended with exit code 78 and wrote no results\n" == done.stderr


@pytest.mark.parametrize("wrong", [False, True])
def test_goss_that_is_downloaded(wrong: bool, tmp_path: Path) -> None:
    """A download runs only if it is the file whose SHA-256 the catalog has, in letters of any case."""
    digest = hashlib.sha256(GOSS.read_bytes()).hexdigest().upper()
    wanted = "0" * 64 if wrong else digest
    done = goss(tmp_path, "passes.yaml", URL=GOSS.as_uri(), SHA256=wanted)

    assert int(wrong) == done.returncode, done.stderr
    assert wrong == (f"SHA-256 {wanted} was expected, {digest.lower()} was found" in done.stderr)
    assert wrong != (tmp_path / f"{FOLDER[1:]}/results/policy.xml").exists()


@pytest.mark.parametrize(
    ("requirements", "galaxy", "ran", "code"),
    [
        ("", 0, ["playbook"], 0),
        ("requirements.yml", 0, ["galaxy install --role-file requirements.yml", "playbook"], 0),
        ("requirements.yml", 5, ["galaxy install --role-file requirements.yml"], 5),
    ],
)
def test_playbook(requirements: str, galaxy: int, ran: list[str], code: int, tmp_path: Path) -> None:
    """A playbook runs in its own folder, on the machine itself, after what it requires is there."""
    for name, status in {"galaxy": galaxy, "playbook": 0}.items():
        text = f'echo "${{0##*-}} $*" >>{tmp_path}/ran; pwd >{tmp_path}/in; exit {status}'
        program(tmp_path / f"bin/ansible-{name}", text)
    told = {"FOLDER": str(tmp_path / "own"), "PLAYBOOK": "site.yml", "REQUIREMENTS": requirements}
    (tmp_path / "own").mkdir()
    done = run("run-playbook.sh", tmp_path, **told, PATH=f"{tmp_path}/bin:{os.environ['PATH']}")

    assert code == done.returncode, done.stderr
    whole = "playbook --connection local --inventory localhost, -- site.yml"
    assert [whole if one == "playbook" else one for one in ran] == (tmp_path / "ran").read_text().splitlines()
    assert f"{tmp_path}/own\n" == (tmp_path / "in").read_text()


def test_image_without_ansible(tmp_path: Path) -> None:
    """A playbook in an image that has no Ansible fails with what to do."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/bash").symlink_to(str(shutil.which("bash")))
    done = run("run-playbook.sh", tmp_path, FOLDER=str(tmp_path), PLAYBOOK="site.yml", PATH=f"{tmp_path}/bin")

    assert 1 == done.returncode
    assert "FAILED there is no ansible-playbook in the image: install it in an earlier step" in done.stderr
