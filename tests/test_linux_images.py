"""Linux images of each family, as the hook writes them: scripts, packages, repositories and package files."""

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from catalog.load import examine, load
from committed.normalize import SUBSCRIPTION, expected
from packer.render import render
from review.image_folder import compare
from review.repositories import weaker
from tests.catalogs import write, written
from tests.conftest import PROJECT

PAGE = (PROJECT / "docs/linux.md").read_text()
MANAGERS = {"apt.sh", "dnf.sh", "zypper.sh"}


def told(rendered: Path, key: str) -> dict[str, Any]:
    """What the scripts of an image are told."""
    return dict(json.loads((rendered / key / "image.json").read_text()))


@pytest.mark.parametrize(
    ("key", "manager"),
    [
        *(("tools", "apt"), ("ubuntu", "apt"), ("rocky", "dnf"), ("rocky-layer", "dnf"), ("theirs", "dnf")),
        ("sles", "zypper"),
    ],
)
def test_each_has_its_own_package_manager(rendered: Path, key: str, manager: str) -> None:
    """A folder has the functions of its family only, and places them where every script looks for them."""
    scripts = {path.name for path in (rendered / key / "scripts").iterdir()}
    build = (rendered / key / "build.pkr.hcl").read_text()

    assert {f"{manager}.sh"} == MANAGERS & scripts
    assert manager == told(rendered, key)["package_manager"]
    placed = r'source += "\$\{path.root\}/scripts/(\w+).sh"\n +destination = "\S+/package-manager.sh"'
    assert [manager] == re.findall(placed, build)


def test_packages_in_the_words_of_each_family(rendered: Path) -> None:
    """Where names and versions differ, each image has its own; goldshelf's products are for all families."""

    def packages(key: str) -> list[tuple[str | None, str | None]]:
        return [(one["package"], one["version"]) for one in told(rendered, key)["software"]]

    assert [("git", None), ("contoso-agent-el", "2.3-1.el9")] == packages("rocky")
    assert [("git-core", None), ("contoso-agent-sle", "2.3-1"), (None, None)] == packages("sles")
    assert [("contoso-agent", "1:2.3-1"), (None, None)] == packages("ubuntu")


def test_repositories(rendered: Path) -> None:
    """An image has those that it names and those of its products, each once, with the pinned key."""
    rocky = told(rendered, "rocky")["repositories"]

    assert ["contoso-later", "contoso"] == [one["id"] for one in rocky]
    assert [False, True] == [one["keep"] for one in rocky]
    assert "89ABCDEF" * 5 == rocky[0]["fingerprint"]
    assert "https://packages.contoso.example/el$releasever" == rocky[1]["baseurl"]
    assert ["noble"] == told(rendered, "ubuntu")["repositories"][0]["suites"]
    assert [] == told(rendered, "tools")["repositories"]
    assert "add-repositories.sh" not in (rendered / "tools/build.pkr.hcl").read_text()


def test_files_beside_the_catalog(rendered: Path) -> None:
    """Keys and package files are in the folder, byte for byte, and in the facts, and go to the VM."""
    folder = rendered / "sles"
    build, facts = (folder / "build.pkr.hcl").read_text(), json.loads((folder / "facts.json").read_text())

    assert bytes(range(256)) == (folder / "own/packages/tool.rpm").read_bytes()
    assert '"/var/tmp/goldshelf/packages/contoso-file.rpm"' in build
    assert '"/var/tmp/goldshelf/keys/contoso.asc"' in build
    digest = sha256(bytes(range(256))).hexdigest()
    assert facts["files"]["own/packages/tool.rpm"].endswith(digest)
    assert "own/keys/contoso.asc" in facts["files"]
    assert not (rendered / "rocky-layer/own").exists()


@pytest.mark.parametrize("snippet", re.findall(r"(?ms)^```toml\n(.*?)^```", PAGE))
def test_catalogs_in_the_page(snippet: str, tmp_path: Path) -> None:
    """What docs/linux.md shows is a catalog as it stands, without a finding, and is rendered."""
    for path in re.findall(r'"((?:keys|packages)/[\w.-]+)"', snippet):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text("content\n")
    path = write(tmp_path, written(snippet))

    assert [] == examine(path).findings
    sound = load(path)
    folders = render(catalog=sound, outputs=expected(sound), subscription_id=SUBSCRIPTION)
    assert sound.builds.keys() == folders.keys()


def test_review_of_a_repository(rendered: Path) -> None:
    """Another key, or another address, of a repository is shown in a review as what the image then trusts."""
    text = (rendered / "rocky/image.json").read_text()
    old = {"image.json": text, "facts.json": (rendered / "rocky/facts.json").read_text()}
    changed = text.replace("89ABCDEF" * 5, "01" * 20).replace('example/later"', 'example/other"')
    found = compare("rocky", old, {**old, "image.json": changed})

    assert found
    arguments = {one.path: (one.old, one.new) for one in found.arguments}
    assert {
        "repositories.contoso-later.fingerprint",
        "repositories.contoso-later.baseurl",
    } == arguments.keys()
    assert [
        "takes packages from another address for the repository `contoso-later`",
        "trusts another key for the repository `contoso-later`",
    ] == sorted(says for says, _ in weaker(arguments))


@pytest.mark.parametrize("had", [["contoso-later"], []])
def test_review_of_one_more_repository(had: list[str], rendered: Path) -> None:
    """A repository that an image did not have is shown in a review as one more that it trusts."""
    facts = (rendered / "rocky/facts.json").read_text()
    new = json.loads((rendered / "rocky/image.json").read_text())
    kept = [one for one in new["repositories"] if one["id"] in had]
    old = {"facts.json": facts, "image.json": json.dumps({**new, "repositories": kept})}
    found = compare("rocky", old, {**old, "image.json": json.dumps(new)})

    assert found
    assert {
        f"takes packages from one more repository, `{name}`" for name in {"contoso", "contoso-later"} - {*had}
    } == {says for says, _ in weaker({one.path: (one.old, one.new) for one in found.arguments})}
