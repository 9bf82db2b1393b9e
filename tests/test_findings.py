"""Unusual files: each finding has its line and shows no secret, and nothing ends in a traceback."""

from pathlib import Path

import pytest

from catalog.load import examine
from tests.catalogs import SOUND, run, write, written


def findings(path: Path) -> list[str]:
    """Return the findings of a file: line, field and rule."""
    return [f"{one.line} {one.field} {one.rule}" for one in examine(path).findings]


def found(tmp_path: Path, *changes: tuple[str, str], more: str = "") -> list[str]:
    """Return the findings of the sound catalog with these changes."""
    text = SOUND + more
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "catalog.toml"
    path.write_text(text)
    return findings(path)


def line_of(text: str) -> int:
    """Return the number of a line of the sound catalog."""
    return SOUND.splitlines().index(text) + 1


REGIONS = 'regions = [{ name = "East US", replicas = 2 }]'
LAST = len(SOUND.splitlines())


@pytest.mark.parametrize(
    ("changed", "line", "field"),
    [
        ('regions = [\n  { name = "East US", replicas = 2 },\n  { name = "UK South" },\n] # two', 2, "[1]"),
        ('regions = [ # two\n  # none here\n  { name = "East US" },\n]', 2, "[0]"),
        ('regions = [{ name = "East US" }] # one', 0, "[0]"),
        ('[[images.win11-avd.build.regions]] # one\nname = "East US"\nreplicas = 1 # few', 0, "[0]"),
    ],
)
def test_line_within_a_value(tmp_path: Path, changed: str, line: int, field: str) -> None:
    """A finding in a list has the line of its item, whatever comments are around it."""
    place = f"{line_of(REGIONS) + line} images.win11-avd.build.regions{field} GS201"

    assert [place] == found(tmp_path, (REGIONS, changed))


@pytest.mark.parametrize(
    ("key", "field"),
    [
        ('"a/b"', '"a/b"'),
        (r'"\u0041/"', '"A/"'),
        (r'"a\"/"', r'"a\"/"'),
        ("'c\"/'", r'"c\"/"'),
        ('"😀/"', '"😀/"'),
        ('"\\u2028/"', r'"\U00002028/"'),
    ],
)
def test_line_of_a_quoted_key(tmp_path: Path, key: str, field: str) -> None:
    """A finding of a key in quotes has its line, and shows the key as TOML does."""
    assert [f"{LAST + 3} tags.{field} GS150"] == found(tmp_path, more=f"\n[tags]\n{key} = 'x'\n")


@pytest.mark.parametrize(
    ("more", "finding"),
    [
        ("[tags]\n'[key]' = 1", f'{LAST + 2} tags."[key]" GS004'),
        ("[tags]\na = 1979-05-27", f"{LAST + 2} tags.a GS004"),
        (f"[tags]\na = {'9' * 5000}", f"{LAST + 2}  GS001"),
        (f"[tags]\na = 0x{'f' * 5000}", f"{LAST + 2} tags.a GS004"),
        ('[tags]\n"{{" = "{{"', f'{LAST + 2} tags."{{{{" GS122'),
    ],
)
def test_odd_values(tmp_path: Path, more: str, finding: str) -> None:
    """Unexpected values are reported once, and never as a traceback."""
    assert [finding] == found(tmp_path, more=more)


def test_odd_keys_at_the_top(tmp_path: Path) -> None:
    """A key that looks like pydantic's mark for keys is an unknown key."""
    (tmp_path / "catalog.toml").write_text(f"'[key]' = 1\n{SOUND}")

    assert ['1 "[key]" GS002'] == findings(tmp_path / "catalog.toml")


@pytest.mark.parametrize(
    "more",
    [
        '[[backend]]\ntype = "azurerm"\naccess_key = "hunter2"',
        'backend = "azurerm?access_key=hunter2"',
        '[images.win11-avd.build.extra]\nwinrm_password = "hunter2{{"',
        '[images.win11-avd.build.extra]\nclient_secret = ["hunter2", 1]',
        '[software.windows.own]\nurl = "https://a/b c?sp=r&sig=hunter2"\nname = "x"\nproof = { file = "x" }',
        '[software.windows.own]\nurl = "https://u:hunter2@a/x"\nname = "x"\nproof = { file = "x" }',
        "[gallery.description]\naccess_key = 'hunter2'",
        *(
            f"[images.win11-avd.timeouts]\ncreate = '{text}'"
            for text in (
                "?SIG=hunter2",
                "AccountKey=hunter2",
                "token=hunter2",
                "my password: hunter2",
                "secret-hunter2",
            )
        ),
        '[[software.windows]]\nurl = "https://a/b.exe?sig=hunter2"',
        '[backend]\ntype = "azurerm"\nkey = "?sig=hunter2"\ncontainer_name = "c"\nstorage_account_name = "s"',
    ],
)
def test_no_secret_is_shown(tmp_path: Path, more: str) -> None:
    """A secret in the catalog is an error, and no message shows it."""
    top, text = (more, SOUND) if more.startswith("backend =") else (SOUND, more)
    (tmp_path / "catalog.toml").write_text(f"{top}\n{text}")
    checked = run(tmp_path, "check")

    assert (1, "") == (checked.returncode, checked.stderr)
    assert "hunter2" not in checked.stdout


def test_a_broken_base_is_told_once(tmp_path: Path) -> None:
    """A mistake in a base causes no wrong finding in the layered images that start from it."""
    layers = "".join(f'[images.l{n}.build]\nsource = {{ image = "win11-avd" }}\n' for n in range(3))
    data = written(layers)
    data["images"]["win11-avd"]["hyper_v_generation"] = "V3"

    assert ["9 images.win11-avd.hyper_v_generation GS004"] == findings(write(tmp_path, data))


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ({"accept": [{"rule": "GS201"}]}, "GS003"),
        ({"tags": {"a": 1}}, "GS004"),
        ({"colour": "blue"}, "GS002"),
    ],
)
def test_a_mistake_elsewhere_hides_no_error(tmp_path: Path, more: dict[str, object], rule: str) -> None:
    """A mistake at the top of the catalog hides no finding of its images."""
    wrong = '[images.win11-avd.build]\nregions = [{ name = "West US" }]'
    path = write(tmp_path, {**written(wrong), **more})

    assert {rule, "GS104"} == {one.rule for one in examine(path).errors}


def test_a_product_is_told_once(tmp_path: Path) -> None:
    """An incomplete product is reported once, at the first image that installs it."""
    lines = "".join(f'[images.{key}.build]\nsoftware = ["git"]\n' for key in ("win11-avd", "a", "b"))

    assert ["GS147", "GS147"] == [one.rule for one in examine(write(tmp_path, written(lines))).findings]


def test_messages_stay_short(tmp_path: Path) -> None:
    """Messages cut long values and long lists."""
    data = written("[images.win11-avd.build]\nsoftware = ['~~~']\n")
    product = {
        "name": "x",
        "proof": {"file": "x"},
        "registry": [{"path": "HKLM:\\x", "name": "x", "value": 1}],
    }
    data["software"] = {"windows": {f"own-{number}": product for number in range(500)}}
    data["tags"] = {"a": "x" * 100_000}
    messages = [str(one) for one in examine(write(tmp_path, data)).findings]

    assert [] == [message for message in messages if len(message) > 1000]
    assert 2 == len(messages)
