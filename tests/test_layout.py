"""Each script is committed once, and a review still says for which images it matters."""

import hashlib
import json
from pathlib import Path

import pytest

from committed.layout import shared, whole
from files.folders import Files
from packer.facts import FILE
from tests.conftest import PROJECT
from tests.images import KEY, committed, facts, folders, layer, with_fact, with_line
from tests.tour import report


def image(*scripts: str) -> Files:
    """A folder with these scripts, and their digests in its facts."""
    texts = {f"scripts/{name}": f"# {name}\n" for name in scripts}
    digests = {name: hashlib.sha256(texts[f"scripts/{name}"].encode()).hexdigest() for name in scripts}
    return with_fact({**texts, FILE: facts()}, digests, "scripts")


def below(folder: str, files: Files) -> Files:
    """The files, in a folder."""
    return {f"{folder}/{name}": text for name, text in files.items()}


FILES = {
    "gallery.tf.json": "{}",
    **below("packer/a", image("seal.ps1")),
    **below("packer/b", image("seal.ps1", "cleanup.sh")),
    **below("prod/packer/a", image("seal.ps1")),
}
"""Of two catalogs, as a review reads them."""
MARKETPLACE = '{ publisher = "MicrosoftWindowsDesktop", offer = "windows-11", sku = "win11-25h2-ent" }'
SEAL = "scripts/windows/seal.ps1"


def test_each_script_is_there_once() -> None:
    """Whatever the number of images, a script is one file; what a review reads is as it was."""
    made = shared(FILES)

    assert {
        "gallery.tf.json",
        *(f"{image}/{FILE}" for image in ("packer/a", "packer/b", "prod/packer/a")),
        SEAL,
        "scripts/linux/cleanup.sh",
    } == made.keys()
    assert FILES == whole(made)
    assert FILES == whole(FILES)


def test_the_digests_are_those_of_the_scripts() -> None:
    """The facts of an image list each of its scripts, with its digest."""
    listed = json.loads((PROJECT / "synthesized/packer/win11-avd" / FILE).read_text())["scripts"]
    scripts = PROJECT / "synthesized/scripts/windows"

    assert listed == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in scripts.iterdir()}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (SEAL, "# another\n"),
        ("scripts/windows/old.ps1", ""),
        (f"packer/a/{FILE}", facts()),
        (f"packer/a/{FILE}", ""),
        (f"packer/a/{FILE}", with_fact({FILE: facts()}, {"../../etc/passwd": ""}, "scripts")[FILE]),
    ],
)
def test_what_synth_would_not_write_differs(path: str, text: str) -> None:
    """A script or a list that somebody changed by hand does not pass for what the catalogs make."""
    assert FILES != whole({**shared(FILES), path: text})


def test_a_changed_script_is_told_for_its_images(tmp_path: Path) -> None:
    """One script differs in a pull request; the review names the images that run it, and no other."""
    name = "install-languages.ps1"
    old = folders(with_line('languages = ["de-DE"]'), layer("other", MARKETPLACE))
    changed = with_fact({**old[KEY], f"scripts/{name}": "# another\n"}, "0" * 64, "scripts", name)
    sides = {"old": shared(committed(old)), "new": shared(committed({**old, KEY: changed}))}
    for side, files in sides.items():
        for path, text in {"gallery.tf.json": "{}", **files}.items():
            (tmp_path / side / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / side / path).write_text(text)
    _, told = report(tmp_path, "old", "new")

    assert {f"scripts/windows/{name}", f"packer/{KEY}/{FILE}"} == {
        path for path, text in sides["old"].items() if text != sides["new"][path]
    }
    assert "1 image needs a new build" in told.splitlines()[0]
    assert f"scripts/{name}: " in told
    assert "other" not in told
