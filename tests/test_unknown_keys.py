"""A key that a catalog does not have is reported once, and its message leads to what to write instead."""

import re
import tomllib
from pathlib import Path

import pytest

from catalog.build import Build
from catalog.extra import why_not_allowed
from catalog.load import examine
from catalog.model_errors import SUCH_AS
from catalog.said_elsewhere import SHIPPED, shipped
from facts.azure_arm import arguments
from tests.catalogs import Toml, write, written

TABLES = {
    "the top": "{} = 1\n",
    "gallery": "[gallery]\n{} = 1\n",
    "the image": "[images.win11-avd]\n{} = 1\n",
    "build": "[images.win11-avd.build]\n{} = 1\n",
    "extra": "[images.win11-avd.build.extra]\n{} = 1\n",
}


def findings(tmp_path: Path, data: Toml) -> list[str]:
    """Return what is reported, without file and line."""
    return [f"{one.field}: {one.message} ({one.rule})" for one in examine(write(tmp_path, data)).findings]


@pytest.mark.parametrize("table", TABLES)
def test_said_elsewhere(table: str, tmp_path: Path) -> None:
    """In whichever table it is written, and as Packer writes it, one finding says where the same is said.

    All words are written into one catalog: to read one for each would take a minute.
    """
    says = {
        spelling: entry.say
        for word, entry in shipped().items()
        for spelling in (word, word.replace("_", "-"), word.capitalize())
    }
    head, line = TABLES[table].rsplit("{}")
    reported = findings(tmp_path, written(head + "".join(f"{spelling}{line}" for spelling in says)))

    assert len(says) == len(reported)
    for spelling, say in says.items():
        found = [one for one in reported if one.partition(":")[0].rpartition(".")[2] == spelling]
        assert (spelling, [True]) == (spelling, [say in one for one in found]), found


def test_words_are_there_once() -> None:
    """No word has two meanings or no source, and none is an argument that `extra` may set."""
    entries = tomllib.loads(SHIPPED.read_text()).values()
    words = [word for entry in entries for word in entry["keys"].split()]

    assert sorted(shipped()) == sorted(words)
    assert [] == [entry for entry in entries if not entry["source"].strip()]
    assert [] == [word for word in words if word in arguments() and why_not_allowed(word) is None]


@pytest.mark.parametrize(
    ("lines", "without", "reported"),
    [
        (
            '[images.win11-avd]\nvm_size = "Standard_D4ads_v5"',
            "vm_size",
            "images.win11-avd.vm_size: is a key of [images.win11-avd.build]: move it there (GS002)",
        ),
        (
            '[images.win11-avd.build]\nvmsize = "Standard_D4ads_v5"',
            "vm_size",
            "images.win11-avd.build.vmsize: unknown key; did you mean 'vm_size'? (GS002)",
        ),
        (
            '[images.win11-avd.build]\nimage_version = "1.0.0"',
            "version",
            "images.win11-avd.build.image_version: unknown key; the next version is version in the build; a "
            "version of the source is written in source (GS002)",
        ),
        (
            '[images.win11-avd.source]\nsku = "s"',
            "source",
            "images.win11-avd.source: is a key of [images.win11-avd.build]: move it there (GS002)",
        ),
    ],
)
def test_a_key_that_is_missing_because_of_it(lines: str, without: str, reported: str, tmp_path: Path) -> None:
    """A misspelt or misplaced key is reported once, and not as missing besides; another one still is."""
    other = f"{lines}\n[images.other.build]\n"
    data = written(other)
    for image in data["images"].values():
        del image["build"][without]

    such_as = SUCH_AS.get(without, "")
    assert [reported, f"images.other.build.{without}: is missing: add it{such_as} (GS003)"] == findings(
        tmp_path, data
    )


@pytest.mark.parametrize(
    ("lines", "reported"),
    [
        (
            "[images.win11-avd.identifier]\ncolour = 1",
            "images.win11-avd.identifier.colour: unknown key; valid keys: publisher, offer, sku (GS002)",
        ),
        (
            "[images.win11-avd.build]\nformerly = ['win11']",
            "images.win11-avd.build.formerly: is a key of [images.win11-avd]: move it there (GS002)",
        ),
        ("[gallery.cloud]", "gallery.cloud: is a key of the top of the catalog: move it there (GS002)"),
        (
            "[images.win11-avd.build]\nwinrm_timeout = '1h'",
            "images.win11-avd.build.winrm_timeout: unknown key; an argument of azure-arm: set it in "
            "build.extra (GS002)",
        ),
        (
            "[images.win11-avd]\nvtpm_enabled = true",
            "images.win11-avd.vtpm_enabled: unknown key; security sets it (GS002)",
        ),
        (
            "[images.win11-avd.build]\nclient_secret = 'hunter2'",
            "images.win11-avd.build.client_secret: is a secret, which does not belong in a file: see "
            "build.authentication (GS002)",
        ),
        (
            "[images.win11-avd.build]\nshared_image_gallery = {}",
            "images.win11-avd.build.shared_image_gallery: unknown key; build.source sets it (GS002)",
        ),
    ],
)
def test_what_an_unknown_key_leads_to(lines: str, reported: str, tmp_path: Path) -> None:
    """A key of another table, or an argument of azure-arm, says its place; a small table shows its keys."""
    assert [reported] == findings(tmp_path, written(lines))


def test_a_key_like_no_other(tmp_path: Path) -> None:
    """Of a table with many keys, the nearest three are named, and not all of them."""
    (reported,) = findings(tmp_path, written("[images.win11-avd.build]\nbrightness = 1"))
    said = re.fullmatch(r".*\.brightness: unknown key; the nearest keys are (.*) \(GS002\)", reported)

    assert said
    assert 3 == len({*said[1].split(", ")} & Build.model_fields.keys()) == said[1].count(",") + 1


def test_a_build_without_keys(tmp_path: Path) -> None:
    """It is reported once, with the other thing that may have been meant."""
    data = written("[images.partner.build]\n")
    data["images"]["partner"]["build"] = {}

    assert [
        "images.partner.build: has none of the keys that a build needs: add source, vm_size, version, "
        "regions; or remove the table, if others fill the definition (GS003)"
    ] == findings(tmp_path, data)


def test_what_is_missing_because_of_a_default(tmp_path: Path) -> None:
    """A default in a table that has none is reported once, and not again in each image."""
    data = written('[defaults.build]\nvm_size = "Standard_D4ads_v5"\n[images.a]\n[images.b]\n')
    for image in data["images"].values():
        del image["build"]["vm_size"]

    assert [
        "defaults.build.vm_size: is a key of [defaults.build.windows] or [defaults.build.linux]: "
        "move it there (GS002)"
    ] == findings(tmp_path, data)
