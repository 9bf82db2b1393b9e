"""Which files beside a catalog it names: those of a commit are written for a review, and no others."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from catalog.load import load
from catalog.model import Catalog
from catalog.named_files import EACH, NAMING, PLAYBOOKS, Keys
from catalog.repository import Key
from catalog.step_fields import OwnPath
from catalog.toml_table import TomlTable
from committed.checkout import check_out, named
from committed.git import Git
from tests.builds import image
from tests.certificates import ISSUING, ROOT
from tests.conftest import PROJECT
from tests.programs import commit
from tests.step_repository import GALLERY, synth
from tests.tour import report

EVERY_KEY = (
    GALLERY
    + """
[defaults.build.windows]
steps = [{ name = "default", phase = "start", script = "steps/default.ps1" }]
[steps.baseline]
phase = "settings"
script = "steps/baseline.ps1"
[steps.fonts]
phase = "software"
files = ["files/fonts"]
destination = "C:/Contoso"
[steps.look]
phase = "test"
pester = { tests = "tests/desk.Tests.ps1", module = "modules/pester.nupkg" }
[steps.play]
phase = "settings"
ansible = { playbook = "ansible/site.yml", requirements = "ansible/requirements.yml" }
[steps.goss]
phase = "test"
goss = { tests = "tests/goss.yaml", program = "programs/goss" }
[software.windows.agent]
name = "Agent"
file = "installers/agent.msi"
installer = "msi"
proof = { file = "C:/Contoso/agent.exe" }
[software.linux.agent]
name = "Agent"
file = "packages/agent.deb"
proof = { command = "agent --version" }
[repositories.contoso]
key = "keys/contoso.asc"
fingerprint = "0123456789ABCDEF0123456789ABCDEF01234567"
apt = { uris = ["https://packages.contoso.example/apt"], suites = ["noble"], components = ["main"] }
"""
    + image("plain")
    + image(
        "desk",
        'software = ["agent"]',
        'machine = { trusted_certificates = ["certificates/root.pem", { file = "certificates/ca.pem" }] }',
        'hcl = { folder = "blocks" }',
        """steps = ["baseline", "fonts", "look", """
        """{ name = "own", phase = "settings", script = "steps/own.ps1" }, """
        """{ name = "tools", phase = "software", files = ["files/tools"], destination = "C:/Tools" }, """
        """{ name = "see", phase = "test", pester = { tests = "own/x.Tests.ps1", module = "own/p.zip" } }]""",
    )
    + image(
        "server",
        'software = ["agent"]',
        'repositories = ["contoso"]',
        """steps = ["play", "goss", { name = "more", phase = "settings", """
        """ansible = { playbook = "play/site.yml", requirements = "play/needs.yml" } }, """
        """{ name = "see", phase = "test", goss = { tests = "own/goss.yaml", program = "own/goss" } }]""",
        system="linux",
    )
)
"""A catalog that names a file by every key that can."""
BESIDE = {
    **dict.fromkeys("files/fonts/a.ttf files/tools keys/contoso.asc own/goss programs/goss".split(), "x\n"),
    **dict.fromkeys("installers/agent.msi modules/pester.nupkg own/p.zip packages/agent.deb".split(), "x\n"),
    **dict.fromkeys("steps/baseline.ps1 steps/default.ps1 steps/own.ps1".split(), "exit 0\n"),
    **dict.fromkeys("own/x.Tests.ps1 tests/desk.Tests.ps1".split(), "exit 0\n"),
    **dict.fromkeys("own/goss.yaml tests/goss.yaml".split(), "file: {}\n"),
    **dict.fromkeys("ansible/site.yml play/site.yml".split(), "- hosts: all\n  tasks: []\n"),
    **dict.fromkeys("ansible/requirements.yml play/needs.yml".split(), "roles: []\n"),
    "blocks/test.pkr.hcl": 'provisioner "powershell" {\n  inline = ["exit 0"]\n}\n',
    "certificates/ca.pem": ISSUING,
    "certificates/root.pem": ROOT,
}


def test_complete_commit(tmp_path: Path) -> None:
    """A commit that has all which its catalog names is not reported as stale, whichever key names it."""
    for path, text in BESIDE.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    (tmp_path / "catalog.toml").write_text(EVERY_KEY)
    commit(tmp_path)
    code, told = synth(tmp_path)
    assert 0 == code, told
    commit(tmp_path)
    code, told = report(tmp_path, "HEAD~1", "HEAD", "--fail-on", "replace")

    assert "STALE" not in told
    assert 0 == code


@pytest.mark.parametrize("keys", NAMING + PLAYBOOKS, ids=".".join)
def test_every_key_is_tried(keys: Keys) -> None:
    """The catalog of that commit has each key that names a file."""
    found: list[Any] = [tomllib.loads(EVERY_KEY)]
    for key in keys:
        inside = [[*one.values()] if isinstance(one, dict) else one for one in found]
        found = (
            [item for one in inside if isinstance(one, list) for item in one]
            if key == EACH
            else [one[key] for one in found if isinstance(one, dict) and key in one]
        )

    assert found


TYPES = [one.__metadata__[0] for one in (OwnPath, Key)]  # type: ignore[attr-defined]
"""What tells the types of values that are paths beside a catalog."""


def _paths_in(annotation: Any, keys: Keys = ()) -> Iterator[Keys]:
    """Yield the keys of a catalog whose values are paths, by the types of its tables."""
    limits = getattr(annotation, "__metadata__", ())
    if any(one in limits for one in TYPES):
        yield keys
    elif isinstance(annotation, type) and issubclass(annotation, TomlTable):
        for key, inner in get_type_hints(annotation, include_extras=True).items():
            if key in annotation.model_fields:
                yield from _paths_in(inner, (*keys, key))
    else:
        below = (*keys, EACH) if get_origin(annotation) in {list, dict} else keys
        for inner in get_args(annotation):
            yield from _paths_in(inner, below)


def test_no_key_is_forgotten() -> None:
    """A new key whose value is a path cannot be missing among those that name a file."""
    of_playbooks = {(*keys, one) for keys in PLAYBOOKS for one in ("playbook", "folder")}
    shorthands = {keys for keys in NAMING if keys[-1] == EACH and "trusted_certificates" in keys}
    expected = {keys for keys in NAMING if keys not in shorthands} | of_playbooks
    systems = {"windows", "linux"}

    assert expected == {
        ("software", EACH, EACH, "file") if keys[0] == "software" and keys[1] in systems else keys
        for keys in _paths_in(Catalog)
    }


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
