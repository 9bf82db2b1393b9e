"""Each script is committed once, and a review still says for which images it matters."""

import shutil
import subprocess
from pathlib import Path

import pytest

from committed.layout import shared, whole
from committed.revision import in_folder
from tests.conftest import PROJECT
from tests.tour import report

FILES = {
    "gallery.tf.json": "{}",
    "packer/a/source.pkr.hcl": "a",
    "packer/a/scripts/seal.ps1": "# seal\n",
    "packer/b/scripts/seal.ps1": "# seal\n",
    "packer/b/scripts/cleanup.sh": "# clean\n",
    "prod/packer/a/scripts/seal.ps1": "# seal\n",
}
"""Of two catalogs, as a review reads them."""
BOTH = ("scripts/linux/cleanup.sh", "scripts/windows/seal.ps1")


def test_each_script_is_there_once() -> None:
    """Whatever the number of images, a script is one file; what a review reads is as it was."""
    committed = shared(FILES)

    assert {
        "gallery.tf.json",
        "packer/a/source.pkr.hcl",
        *(f"{image}/goldshelf.sha256" for image in ("packer/a", "packer/b", "prod/packer/a")),
        *BOTH,
    } == committed.keys()
    assert FILES == whole(committed)
    assert FILES == whole(FILES)


def test_the_digests_can_be_checked() -> None:
    """`sha256sum --check` finds the scripts of an image from its folder."""
    folder = PROJECT / "synthesized/packer/win11-avd"
    run = subprocess.run(
        ["sha256sum", "--check", "--strict", "goldshelf.sha256"], cwd=folder, capture_output=True, check=False
    )

    assert (0, b"") == (run.returncode, run.stderr)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("scripts/windows/seal.ps1", "# another\n"),
        ("scripts/windows/old.ps1", ""),
        ("packer/a/goldshelf.sha256", f"{'0' * 64}  ../../scripts/windows/seal.ps1\n"),
        ("packer/a/goldshelf.sha256", ""),
        ("packer/a/goldshelf.sha256", f"{'0' * 64}  ../../../../../etc/passwd\n"),
    ],
)
def test_what_synth_would_not_write_differs(path: str, text: str) -> None:
    """A script or a list that somebody changed by hand does not pass for what the catalogs make."""
    assert FILES != whole({**shared(FILES), path: text})


def test_a_changed_script_is_told_for_its_images(repository: Path, tmp_path: Path) -> None:
    """One file differs in a pull request; the review names the images that run the script, and no other."""
    old = Path(shutil.copytree(repository / "synthesized", tmp_path / "old"))
    files = in_folder(old)
    files |= {path.replace("win11-avd", "dev"): text for path, text in files.items() if "win11-avd" in path}
    linux = {"packer/linux/source.pkr.hcl": "", "packer/linux/scripts/cleanup.sh": ""}
    before = shared({**whole(files), **linux})
    seal = "scripts/windows/seal.ps1"
    changed = {path: before[seal] + "# one more\n" for path in whole(before) if path.endswith("/seal.ps1")}
    after = shared({**whole(before), **changed})
    lists = {f"packer/{key}/goldshelf.sha256" for key in ("dev", "win11-avd")}

    assert {seal, *lists} == {path for path in before if before[path] != after[path]}
    for name, made in (("old", before), ("new", after)):
        for path, text in made.items():
            (tmp_path / name / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name / path).write_text(text)
    _, told = report(tmp_path, "old", "new")
    assert "2 images need a new build" in told.splitlines()[0]
    assert "scripts/seal.ps1: " in told
    assert "linux" not in told
