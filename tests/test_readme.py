"""What the README shows is true."""

import re
import shutil
import tomllib
from pathlib import Path

import pytest

from catalog import rules
from catalog.build import Build
from catalog.load import load
from catalog.model import Catalog
from catalog.settings import Setting, settings
from catalog.software import shipped, with_shipped
from facts.security import PROFILES
from files.errors import GoldshelfError
from packer.authentication import VARIABLES
from tests.catalogs import merged
from tests.conftest import DATA, PROJECT
from tests.programs import execute, git, python
from tests.tour import report

README = (PROJECT / "README.md").read_text()
IMAGES = (PROJECT / "docs/images.md").read_text()
PIPELINE = (PROJECT / "docs/pipeline.md").read_text()
MAKE = re.findall(r"`(make \w+[^`]*)`|^(make .+)$", README, flags=re.MULTILINE)


def block(language: str) -> str:
    """The first code block of that language."""
    found = re.search(rf"^```{language}\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def test_catalog_in_the_readme(tmp_path: Path) -> None:
    """The catalog that the README shows is sound, and the mistake gives the message that it shows."""
    path = tmp_path / "catalog.toml"
    path.write_text(block("toml"))
    assert ["win11-avd"] == list(load(path).images)

    path.write_text(block("toml").replace("my_image_gallery", "my-image-gallery"))
    with pytest.raises(GoldshelfError) as raised:
        load(path)
    assert str(raised.value).replace(f"{tmp_path}/", "") in README.splitlines()


@pytest.mark.parametrize("command", sorted({inline or line for inline, line in MAKE}))
def test_make_targets_in_the_readme(command: str) -> None:
    """Every `make` command of the README is one that the Makefile has."""
    run = execute(*command.replace("/opt/goldshelf", str(PROJECT)).split(), "--dry-run")

    assert (0, "") == (run.returncode, run.stderr)


def test_review_in_the_readme(repository: Path, tmp_path: Path) -> None:
    """The review that the README shows is what its command prints for that pull request."""
    project = shutil.copytree(repository, tmp_path / "project")
    git(project, "switch", "--quiet", "identifier")
    shown = re.search(r"^```\n(main\.\.HEAD: .*?)^```", README, flags=re.MULTILINE | re.DOTALL)

    assert shown
    assert (0, shown[1]) == report(project, "main", "HEAD")
    for command in re.findall(r"^\.venv/bin/python -m review (.+)$", PIPELINE, flags=re.MULTILINE):
        code, text = report(project, *command.split())
        assert (2 if "--fail-on" in command else 0) == code
        assert "1 resource destroyed or replaced" in text


@pytest.mark.parametrize(
    "command", re.findall(r"^\.venv/bin/python (-m catalog .+)$", README, flags=re.MULTILINE)
)
def test_commands_that_check(command: str, tmp_path: Path) -> None:
    """What the README says to run for a check or an explanation runs."""
    for name in ("catalog.toml", "dev.toml", "prod.toml"):
        (tmp_path / name).write_text(block("toml"))
    run = python(tmp_path, *command.split())

    assert (0, "") == (run.returncode, run.stderr)
    assert "" != run.stdout


@pytest.mark.parametrize(
    "snippet", re.findall(r"^```toml\n(.*?)^```", IMAGES, flags=re.MULTILINE | re.DOTALL)
)
def test_catalogs_in_the_page_about_images(snippet: str) -> None:
    """What docs/images.md shows can be written into the shipped catalog as it stands."""
    data = merged(tomllib.loads((DATA / "catalog.toml").read_text()), tomllib.loads(snippet), depth=9)
    data["software"] = with_shipped(data.get("software", {}))

    assert [] == rules.check(Catalog.model_validate(data))


def test_the_page_about_images_leaves_nothing_out() -> None:
    """It names every product, setting, profile, key of `build` and way to sign in, and the right defaults."""
    names = {*PROFILES, *VARIABLES, *(name for products in shipped().values() for name in products)}
    variables = {variable.env for way in VARIABLES.values() for variable in way}
    defaults = re.findall(r"(?:On|Off) by default(?: for session hosts)?: ([^.]*)\.", IMAGES)

    assert set() == {name for name in names | variables if f"`{name}`" not in IMAGES}
    assert set() == {name for name in Build.model_fields if name not in IMAGES}
    assert set() == {name for name in Setting.model_fields if f"`{name}`" not in IMAGES}
    for default, names in zip((True, "session_host", False), defaults, strict=True):
        assert {name for name, one in settings().items() if one.default == default} == set(
            re.findall(r"`(\w+)`", names)
        )
