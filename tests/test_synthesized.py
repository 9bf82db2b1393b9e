"""What is committed of the synthesis is what the catalogs make."""

import json
import re
from pathlib import Path

import pytest

from catalog.folder import catalogs
from committed.__main__ import main
from committed.catalogs import RENAME
from tests.conftest import GOLDEN, MAKE, PROJECT, files_in
from tests.deploys import two_catalogs
from tests.programs import Done, inside


def synthesize(folder: Path, *options: str) -> Done:
    """Run `python -m committed` in `folder`, inside this process: Node is started once."""
    return inside(main, folder, *options)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a catalog, another one for production, and TOML that is no catalog."""
    two_catalogs(tmp_path)
    (tmp_path / "pyproject.toml").write_text("[tool.ruff]\n")
    return tmp_path


def test_committed_products_are_up_to_date() -> None:
    """A catalog or a template is never merged without the products that it makes."""
    run = synthesize(PROJECT, "--check")

    assert (0, "") == (run.returncode, run.stdout), run.stdout + run.stderr


def test_products_of_several_catalogs(project: Path) -> None:
    """Each catalog gets a folder: what Terraform reads, without noise, and what Packer reads.

    Keys are sorted, and the provider's version is in it: a review sees when it changes.
    """
    run = synthesize(project)
    written = files_in(project / "synthesized")
    names = [name for name in written if not name.startswith(("prod/", "packer/", "scripts/"))]

    assert (0, "wrote synthesized: 38 files\n", "") == (run.returncode, run.stdout, run.stderr)
    assert ["gallery.tf.json", "image-definition.tf.json"] == sorted(names)
    assert {f"prod/{name}" for name in written if not name.startswith(("prod/", "scripts/"))} == {
        name for name in written if name.startswith("prod/")
    }
    stack = json.loads(written["gallery.tf.json"])
    assert json.dumps(stack, indent=2, sort_keys=True) + "\n" == written["gallery.tf.json"].decode()
    assert json.loads((GOLDEN / "gallery.tf.json").read_text()) == stack
    assert "4.55.0" == stack["terraform"]["required_providers"]["azurerm"]["version"]
    assert b'gallery_name   = "prod_gallery"' in written["prod/packer/win11-avd/source.pkr.hcl"]
    # Nobody's subscription: the version's id is in one of zeros, as all that is committed.
    ids = re.findall(rb"/subscriptions/([^/]*)/", written["packer/win11-avd/source.pkr.hcl"])
    assert {b"00000000-0000-0000-0000-000000000000"} == set(ids)
    for name, data in written.items():
        assert (name, b"") == (name, data[-1:].strip())
        assert (name, 0) == (name, data.count(b"\r") + data.count(b'"//"') + data.count(bytes(project)))


def test_stale_products(project: Path) -> None:
    """What is stale is shown as a diff, with the one command to run; nothing is written."""
    synthesize(project)
    catalog = project / "catalog.toml"
    catalog.write_text(catalog.read_text().replace("Storage for", "Shelf of"))
    (project / "synthesized/old").mkdir()
    (project / "synthesized/old/gallery.tf.json").write_text("{}\n")
    before = files_in(project / "synthesized")
    run = synthesize(project, "--check")

    assert 1 == run.returncode
    assert '-        "description": "Storage for my AVD images",\n' in run.stdout
    assert '+        "description": "Shelf of my AVD images",\n' in run.stdout
    assert "--- synthesized/old/gallery.tf.json (committed)\n+++ /dev/null (made)\n" in run.stdout
    assert f"error: synthesized does not match the catalogs: run `{MAKE} synth` and commit it\n" == run.stderr
    assert before == files_in(project / "synthesized")
    assert (0, "") == (synthesize(project).returncode, synthesize(project, "--check").stdout)

    # What git or an editor wrote with Windows' line ends is not what the catalogs make either.
    path = project / "synthesized/gallery.tf.json"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert 1 == synthesize(project, "--check").returncode


def test_wrong_catalog_keeps_the_products(project: Path) -> None:
    """Where one of the catalogs is wrong, its line is told, and all products stay as they were."""
    synthesize(project)
    before = files_in(project / "synthesized")
    (project / "prod.toml").write_text("[gallery]\nname = 5\n")
    run = synthesize(project)

    assert 1 == run.returncode
    assert "prod.toml:2: gallery.name: must be text in quotes, got 5 (GS004)\n" in run.stderr
    assert "Traceback" not in run.stderr
    assert before == files_in(project / "synthesized")


def test_folder_that_cannot_be_written(project: Path) -> None:
    """Where the products cannot be written, one line says so."""
    (project / "synthesized").write_text("")
    run = synthesize(project)

    assert (1, "error: synthesized: must be a folder, not a file; move it elsewhere\n") == (
        run.returncode,
        run.stderr,
    )


def test_no_catalog(tmp_path: Path) -> None:
    """In a folder without a catalog, the message says what to write."""
    run = synthesize(tmp_path)

    assert (1, "error: no catalog here: write catalog.toml\n") == (run.returncode, run.stderr)


def test_what_is_a_catalog(tmp_path: Path) -> None:
    """A catalog is told by its gallery, however TOML lets one write it; catalog.toml is always one."""
    for name, text in {
        "catalog": "[galery]\n",
        "dotted": 'gallery.name = "g"\n',
        "inline": 'gallery = { name = "g" }\n',
        "spaced": "[ gallery ]\n",
        "other": "[gallery_of_pictures]\n",
        "nested": "[tool.gallery]\n",
    }.items():
        (tmp_path / f"{name}.toml").write_text(text)
    (tmp_path / "latin.toml").write_bytes(b"# caf\xe9\n")

    assert ["catalog", "dotted", "inline", "spaced"] == [path.stem for path in catalogs(tmp_path)]


@pytest.mark.parametrize("name", ["packer.toml", "scripts.toml"])
def test_catalog_called_like_a_folder(project: Path, name: str) -> None:
    """The files of packer.toml would be among those of catalog.toml: its user is asked to rename it."""
    (project / "prod.toml").rename(project / name)
    run = synthesize(project)

    assert (1, f"error: {name}: {RENAME}\n") == (run.returncode, run.stderr)
    assert not (project / "synthesized").exists()


def test_a_long_difference(project: Path) -> None:
    """Of a difference, 500 lines are printed, and how many more there are."""
    run = synthesize(project, "--check")
    lines = run.stdout.splitlines()

    assert 501 == len(lines)
    assert re.fullmatch(r"\.\.\. and \d{3,} more lines", lines[-1])
