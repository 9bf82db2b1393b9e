"""Which files beside a catalog its steps name: those of a commit are written for a review, and no others."""

import tomllib
from pathlib import Path

import pytest

from catalog.load import load
from committed.checkout import check_out, named
from committed.git import Git
from tests.conftest import PROJECT
from tests.programs import commit


def test_every_file_that_is_read_is_named() -> None:
    """A review of a commit finds each file that the catalogs of docs/examples read."""
    catalogs = sorted((PROJECT / "docs/examples").glob("*/catalog.toml"))

    assert catalogs
    for path in catalogs:
        found = named(path.read_text())
        read = load(path).own.texts
        assert [] == [
            one for one in read if not any(one == name or one.startswith(f"{name}/") for name in found)
        ]


@pytest.mark.parametrize(
    "text",
    [
        "steps = [",
        "steps = 1\nimages = 2",
        "[images]\na = 1\n[images.b]\nbuild = 2\n[images.c.build]\nsteps = 3\nhcl = 4",
        "[images.d.build]\nsteps = [[1]]",
        "software = { windows = { a = { file = '../a' }, b = { file = 1 }, c = 1 } }",
        '[steps.a]\nscript = "../a"\nphase = "test"\n[images.a.build.hcl]\nfolder = "../b"',
    ],
)
def test_broken_catalog(text: str) -> None:
    """Whatever a catalog holds, nothing is read for it that no catalog may name."""
    assert set() == named(text)


def test_named() -> None:
    """Files and folders of steps, of products, and of blocks in HCL; a playbook has its whole folder."""
    text = """
[steps.a]
phase = "test"
script = "a/b.sh"
[images.x.build]
steps = ["a", { name = "b", phase = "settings", ansible = { playbook = "play/site.yml" } }]
hcl = { folder = "blocks" }
[software.windows.c]
file = "installers/c.msi"
proof = { file = "C:/c.exe" }
"""
    assert tomllib.loads(text)
    assert {"a/b.sh", "play", "blocks", "installers/c.msi"} == named(text)


def test_links_without_end(tmp_path: Path) -> None:
    """Links that lead back to themselves, or out of the repository, end the review of no commit."""
    for name, leads_to in {"loop": "loop", "longer": "longer/x", "out": "../..", "root": "/etc"}.items():
        (tmp_path / name).symlink_to(leads_to)
    commit(tmp_path)
    target = tmp_path / "target"
    target.mkdir()
    check_out(Git(tmp_path), "HEAD", {"loop", "longer/a", "out/a", "root/hostname", "none"}, target=target)

    assert ["longer", "loop", "out", "root"] == sorted(path.name for path in target.iterdir())
