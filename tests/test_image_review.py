"""A changed image is told by the facts of its build, and is built anew where a version changes."""

import json
import re

import pytest

from packer.facts import FILE
from review.reach import Reach, reach
from tests.images import KEY, catalog_of, folder, reviewed, with_fact, with_line, with_text


def tag(name: str, value: str) -> tuple[str, str]:
    """The replacement that gives everything this tag."""
    return ("[images.win11-avd]", f'[tags]\n{name} = "{value}"\n\n[images.win11-avd]')


TWO = ('{ name = "East US", replicas = 2 }', '{ name = "East US", replicas = 2 }, { name = "West US" }')
SWAPPED = ('{ name = "East US", replicas = 2 }', '{ name = "westus" }, { name = "eastus", replicas = 2 }')


@pytest.mark.parametrize(
    ("replacement", "path", "expected"),
    [
        (("D4ads_v5", "D8ads_v5"), "source.vm_size", Reach.BUILD),
        (
            with_line('shared_image_gallery_timeout = "3h"'),
            "source.shared_image_gallery_timeout",
            Reach.BUILD,
        ),
        (with_line('authentication = "service_principal"'), "source.client_id", Reach.BUILD),
        (with_line('spot = { eviction_policy = "Delete" }'), "source.spot", Reach.BUILD),
        (with_line("extra = { winrm_use_ntlm = true }"), "source.winrm_use_ntlm", Reach.BUILD),
        (
            with_line('allowed_inbound_ip_addresses = ["203.0.113.4"]'),
            "allowed_inbound_ip_addresses",
            Reach.BUILD,
        ),
        (("win11-25h2-avd", "win11-24h2-avd"), "source.image_sku", Reach.VERSION),
        (("replicas = 2", "replicas = 5"), "regions.eastus.replicas", Reach.VERSION),
        (TWO, "regions.westus", Reach.VERSION),
        (('"1.0.0"', '"1.0.1"'), "version", Reach.VERSION),
        (with_line("os_disk_size_gb = 256"), "source.os_disk_size_gb", Reach.VERSION),
        (
            with_line("shared_gallery_image_version_exclude_from_latest = true"),
            "exclude_from_latest",
            Reach.VERSION,
        ),
        (with_line("windows_update = false"), "provisioners.windows-update", Reach.VERSION),
        (
            ('["vscode", "chrome"]', '["vscode"]'),
            "provisioners.powershell install-software.ps1 PRODUCT=chrome",
            Reach.VERSION,
        ),
        (('["vscode", "chrome"]', '["vscode"]'), "software.chrome", Reach.VERSION),
        (tag("a", "b"), "azure_tags.a", Reach.TAGS),
        (with_line('version_tags = { a = "{date}" }'), "version_tags", Reach.TAGS),
        (with_line('version_tags = { a = "{source_version}" }'), "version_tags", Reach.TAGS),
    ],
)
def test_argument(replacement: tuple[str, str], path: str, expected: Reach) -> None:
    """Each changed argument is told with how far it reaches."""
    image = reviewed(folder(), folder(replacement))

    assert expected == {one.path: one.effect for one in image.arguments}[path]
    assert (Reach.VERSION in {one.effect for one in image.arguments}) == image.needs_build


def test_values() -> None:
    """The old and the new value stand beside the argument, as the facts have them."""
    (one,) = reviewed(folder(), folder(("replicas = 2", "replicas = 5"))).arguments

    assert ("2", "5") == (one.old, one.new)


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("source", "new_argument"), 1, Reach.VERSION),
        (("provisioners", 0, "timeout"), "9h", Reach.BUILD),
        (("provisioners", 3, "update_limit"), 50, Reach.VERSION),
        (("provisioners", 0, "inline"), ["x"], Reach.VERSION),
    ],
)
def test_fact_of_another_goldshelf(path: tuple[str | int, ...], value: object, expected: Reach) -> None:
    """What a newer goldshelf writes is compared too; what nobody classified reaches a version."""
    image = reviewed(folder(), with_fact(folder(), value, *path))

    assert {expected} == {one.effect for one in image.arguments}


def test_a_version_of_the_source() -> None:
    """Where the catalog names the version of the source instead of the latest, that one fact says it."""
    image = reviewed(
        folder(), folder(('sku = "win11-25h2-avd"', 'sku = "win11-25h2-avd", version = "1.2.3"'))
    )

    assert ["source.image_version"] == [one.path for one in image.arguments]
    assert image.needs_build


def test_another_spelling_of_regions() -> None:
    """East US is eastus, and the order of the regions says nothing."""
    image = reviewed(folder(TWO), folder(SWAPPED))

    assert {Reach.NOTHING} == {one.effect for one in image.arguments}
    assert not image.needs_build


def test_tag_called_name() -> None:
    """Only a region may be written in two ways: the value of a tag is what is written."""
    image = reviewed(*(folder(tag("name", value)) for value in ("East US", "eastus")))

    assert [Reach.TAGS] == [one.effect for one in image.arguments]


def test_script() -> None:
    """A script that runs in the image needs a new build, even where only a comment of it changed."""
    name = "scripts/sysprep.ps1"
    other = with_fact({**folder(), name: f"# why\n{folder()[name]}"}, "0" * 64, "scripts", "sysprep.ps1")
    image = reviewed(folder(), other)

    assert [(name, "sha256 000000000000", Reach.VERSION)] == [
        (one.path, one.new, one.effect) for one in image.arguments
    ]


def test_another_order_of_steps() -> None:
    """Steps and products in another order are another image."""
    image = reviewed(folder(), folder(('"vscode", "chrome"', '"chrome", "vscode"')))

    assert image.needs_build
    assert ("vscode, chrome", "chrome, vscode") == {one.path: (one.old, one.new) for one in image.arguments}[
        "software.(order)"
    ]
    assert "provisioners.(order)" in [one.path for one in image.arguments]


def test_one_of_two_equal_steps() -> None:
    """A step that comes twice, and then once, is another image."""
    facts = json.loads(folder()[FILE])
    step = facts["provisioners"][4]
    twice = with_fact(folder(), [*facts["provisioners"], step], "provisioners")

    assert [f"provisioners.{step['id']} #2"] == [one.path for one in reviewed(twice, folder()).arguments]


def test_registry_value() -> None:
    """A value of the registry is told by its path and name."""
    image = reviewed(folder(), with_text(folder(), "image.json", '"value": 2', '"value": 4'))

    assert r"first.registry.HKLM:\SOFTWARE\Policies\Microsoft\WindowsStore AutoDownload.value" in [
        one.path for one in image.arguments
    ]


VERSIONED = (
    "azure_tags communicator disk_additional_size disk_controller_type license_type managed_image_name "
    "os_disk_size_gb plan_info security_type shared_gallery_image_version_end_of_life_date "
    "use_shallow_replication user_data"
).split()


@pytest.mark.parametrize("name", VERSIONED)
def test_what_is_in_the_image(name: str) -> None:
    """Whatever may end up in a version asks for one."""
    assert Reach.VERSION == reach(("source", name))


@pytest.mark.parametrize(
    ("old", "new", "messages"),
    [
        ("1.9.0", "1.10.0", []),
        ("1.10.0", "1.9.0", ["changes its version from 1.10.0 to 1.9.0"]),
        ("1.0.0", "2.0.0", []),
        ("latest", "1.0.0", []),
    ],
)
def test_versions_are_numbers(old: str, new: str, messages: list[str]) -> None:
    """1.10.0 comes after 1.9.0; what is no version is not compared."""
    catalog = catalog_of(*({KEY: with_fact(folder(), version, "version")} for version in (old, new)))

    assert messages == [one.message.partition(":")[0] for one in catalog.findings if one.kind == "version"]


def test_only_how_it_is_built_keeps_its_version() -> None:
    """Another size of the build VM needs no new version, and so no higher number."""
    assert () == catalog_of({KEY: folder()}, {KEY: folder(("D4ads_v5", "D8ads_v5"))}).findings


def test_new_image() -> None:
    """A new image is told by what it starts from, what is installed, and where it goes."""
    image = reviewed({}, folder())
    paths = [one.path for one in image.arguments]

    assert {"version", "source.image_sku", "source.vm_size", "regions.eastus", "software.chrome"} <= {*paths}
    assert not [path for path in paths if re.match(r"provisioners|scripts|source\.winrm", path)]
    assert image.needs_build


@pytest.mark.parametrize(("specialized", "expected"), [(False, Reach.BUILD), (True, Reach.VERSION)])
def test_name_of_the_build_vm(*, specialized: bool, expected: Reach) -> None:
    """A specialized image keeps the name of its build VM, so another name is another image."""
    sides = [
        with_fact(
            with_fact(folder(), name, "source", "temp_compute_name"),
            specialized,
            *("source", "shared_image_gallery_destination", "specialized"),
        )
        for name in "ab"
    ]

    assert [expected] == [one.effect for one in reviewed(*sides).arguments]
