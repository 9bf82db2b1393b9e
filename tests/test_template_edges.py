"""What a change of a template reaches, where it is easy to get wrong."""

import pytest

from files.errors import GoldshelfError
from review import hcl
from review.compare import compare
from review.template import Reach, reach
from tests.test_template_review import BELOW, FOLDER, KEY, SCRIPTS, VERSIONED, block, changed, layer, reviewed


@pytest.mark.parametrize("name", VERSIONED)
def test_what_is_in_the_image(name: str) -> None:
    """Whatever may end up in a version asks for one."""
    assert reach(("source", name)) == Reach.VERSION


@pytest.mark.parametrize("path", [("source", "spot", "max_price"), ("source", "spot")])
def test_spot(path: tuple[str, ...]) -> None:
    """How a build VM is paid for is not in the image."""
    assert reach(path) == Reach.BUILD


def test_comment_of_a_script() -> None:
    """A comment of a script is in the image as the script is: only Packer's own comments are not."""
    image = reviewed({**FOLDER, "scripts/sysprep.ps1": f"# why\n{SCRIPTS['scripts/sysprep.ps1']}"})

    assert [("scripts/sysprep.ps1", Reach.VERSION)] == [(one.path, one.effect) for one in image.arguments]


def test_one_of_two_equal_steps() -> None:
    """A step that comes twice, and then once, is another image."""
    text = FOLDER["build.pkr.hcl"]
    twice = text.replace(step := block(text, "PRODUCT=chrome"), step + step)
    image = reviewed({**FOLDER, **SCRIPTS}, old={**FOLDER, **SCRIPTS, "build.pkr.hcl": twice})

    assert image.needs_build
    assert ['build.provisioner.powershell install-software.ps1 ["PRODUCT=chrome"]'] == [
        one.path for one in image.arguments
    ]


def test_spacing_around_a_change() -> None:
    """Where `packer fmt` moves the equal signs, only the argument that changed is told."""
    text = FOLDER["source.pkr.hcl"]
    line = '  polling_duration_timeout     = "1h"\n'
    assert line in text
    image = reviewed(changed("source.pkr.hcl", line, '  polling_duration_timeout = "2h"\n'))
    spaced = reviewed(changed("source.pkr.hcl", "vm_size                            =", "vm_size ="))

    assert ["source.polling_duration_timeout"] == [one.path for one in image.arguments]
    assert [("source.pkr.hcl", Reach.NOTHING)] == [(one.path, one.effect) for one in spaced.arguments]


def test_registry_value() -> None:
    """A value of the registry is told by its path and name."""
    image = reviewed(changed("image.json", '"value": 2', '"value": 4'))

    assert r"first.registry.HKLM:\SOFTWARE\Policies\Microsoft\WindowsStore AutoDownload.value" in [
        one.path for one in image.arguments
    ]


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
    sides = [
        {"packer/x/variables.pkr.hcl": FOLDER["variables.pkr.hcl"].replace("1.0.0", version)}
        for version in (old, new)
    ]
    found = compare("a", sides[0], "b", sides[1]).findings

    assert messages == [one.message.partition(":")[0] for one in found if one.kind == "version"]


def test_only_how_it_is_built_keeps_its_version() -> None:
    """Another size of the build VM needs no new version, and so no higher number."""
    new = changed("source.pkr.hcl", "D4ads_v5", "D8ads_v5")
    sides = [{f"packer/{KEY}/{name}": text for name, text in one.items()} for one in (FOLDER | SCRIPTS, new)]

    assert [] == compare("a", sides[0], "b", sides[1]).findings


@pytest.mark.parametrize(
    ("source", "edit", "built"),
    [
        (layer("above", below=BELOW), ("win11-25h2", "win11-24h2"), ["win11-avd", "above"]),
        (layer("above", below=BELOW), ("D4ads_v5", "D8ads_v5"), []),
        (layer("above", below=BELOW, gallery="other"), ("win11-25h2", "win11-24h2"), ["win11-avd"]),
        (layer("above", below=BELOW, group="other"), ("win11-25h2", "win11-24h2"), ["win11-avd"]),
        (layer("above", below="above"), ("win11-25h2", "win11-24h2"), ["win11-avd"]),
    ],
)
def test_what_a_layer_is_built_on(source: str, edit: tuple[str, str], built: list[str]) -> None:
    """A layer is built anew where its own base is: no namesake elsewhere, no other way to build."""
    base = FOLDER["source.pkr.hcl"]
    old = {f"packer/{KEY}/source.pkr.hcl": base, "packer/above/source.pkr.hcl": source}
    new = {**old, f"packer/{KEY}/source.pkr.hcl": base.replace(*edit)}
    (catalog,) = compare("a", old, "b", new).catalogs

    assert built == [one.key for one in catalog.images if one.needs_build]


def test_a_layer_that_changes_too() -> None:
    """A layer where only the way to build it changed is built anew where its base is, and told once."""
    base, above = FOLDER["source.pkr.hcl"], layer("above", below=BELOW)
    old = {f"packer/{KEY}/source.pkr.hcl": base, "packer/above/source.pkr.hcl": above}
    new = {
        f"packer/{KEY}/source.pkr.hcl": base.replace("win11-25h2", "win11-24h2"),
        "packer/above/source.pkr.hcl": above.replace("D4ads_v5", "D8ads_v5"),
    }
    (catalog,) = compare("a", old, "b", new).catalogs

    assert [("above", "changed", True), (KEY, "changed", True)] == [
        (one.key, one.action, one.needs_build) for one in catalog.images
    ]


@pytest.mark.parametrize("name", ["image_version", "exclude_from_latest"])
def test_variable_that_goes(name: str) -> None:
    """A variable that goes into the version, as a whole, asks for one."""
    assert reach((f"variable.{name}",)) == Reach.VERSION


def test_broken_beside_a_harmless_change() -> None:
    """Where one side cannot be read, no argument of it is told, and it needs a build."""
    text = FOLDER["source.pkr.hcl"].replace("D4ads_v5", "D8ads_v5")
    image = reviewed({**FOLDER, **SCRIPTS, "source.pkr.hcl": f"{text}}}\n"})

    assert image.needs_build
    assert ["source.pkr.hcl"] == [one.path for one in image.arguments]


def test_layer_beside_another_change() -> None:
    """A layer whose base is only built otherwise is not built anew because a third image is."""
    base = FOLDER["source.pkr.hcl"]
    third = base.replace(f'"{KEY}"', '"third"').replace(BELOW, "third")
    old = {
        f"packer/{KEY}/source.pkr.hcl": base,
        "packer/above/source.pkr.hcl": layer("above", below=BELOW),
        "packer/third/source.pkr.hcl": third,
    }
    new = {
        **old,
        f"packer/{KEY}/source.pkr.hcl": base.replace("D4ads_v5", "D8ads_v5"),
        "packer/third/source.pkr.hcl": third.replace("win11-25h2", "win11-24h2"),
    }
    (catalog,) = compare("a", old, "b", new).catalogs

    assert ["third"] == [one.key for one in catalog.images if one.needs_build]


def test_a_block_that_is_not_closed() -> None:
    """A block without an end goes to the end of the file: none of its lines is looked at again."""
    assert ["  x = {\n" * 9] == hcl.ITEM.findall("  x = {\n" * 9)


def test_a_nul_in_a_template() -> None:
    """A template with a NUL is refused: a parser may take it for the end, and see nothing behind it."""
    old, new = ({"packer/x/source.pkr.hcl": f"a = 1\n\0\nb = {side}\n"} for side in (1, 2))

    with pytest.raises(
        GoldshelfError, match=r"packer/x/source\.pkr\.hcl: holds a NUL; run make synth and commit"
    ):
        compare("a", old, "b", new)


def test_what_is_kept_of_many_files() -> None:
    """Of however many files, two are kept as the parser has them: it may take a kilobyte for a character."""
    for number in range(9):
        assert 1 == len([*hcl.differences(f"a = {number}\n", f"a = {number + 1}\n")])

    assert 2 == hcl._root.cache_info().currsize
