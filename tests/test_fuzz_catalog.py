"""Whatever bytes catalog.toml contains, it is read or refused, in time and with printable messages."""

import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalog import load
from catalog.load import examine
from committed.normalize import SUBSCRIPTION, expected
from packer.render import render
from tests.conftest import DATA
from tests.fuzz import assert_bounded, assert_shown, each_damaged, ran
from tests.own_settings import OWN
from tests.own_steps import STEPS, WINDOWS_STEPS, write_files
from tests.torture import Tried

pytestmark = pytest.mark.torture

SHIPPED = (DATA / "catalog.toml").read_bytes()
NOW = datetime(2026, 1, 1, tzinfo=UTC)
CAME_OUT = "accepted, or refused with file, line and what to do; no traceback, within seconds"


def found(data: bytes, beside: Callable[[Path], None] = lambda _: None) -> list[str]:
    """The lines that a check of these bytes tells; what is sound is rendered too."""
    with tempfile.TemporaryDirectory() as folder:
        beside(Path(folder))
        path = Path(folder, "catalog.toml")
        path.write_bytes(data)
        examined = examine(path, now=NOW)
    if examined.sound:
        outputs = expected(examined.sound)
        folders = render(catalog=examined.sound, outputs=outputs, subscription_id=SUBSCRIPTION)
        names = [f"{key}/{name}" for key, files in folders.items() for name in files]
        assert [] == [name for name in names if ".." in name or name.startswith("/")]
    return [str(one).replace(folder, "") for one in examined.findings]


def test_any_change_of_own_steps(tried: Tried) -> None:
    """The same for a catalog with steps, files and blocks of its own, which are beside it."""
    steps = f"{STEPS}[images.win11-avd.build]\n{WINDOWS_STEPS}".encode()
    sound = SHIPPED.replace(b"[images.win11-avd.build]\n", steps + b"\n")
    count = each_damaged(sound, lambda data: assert_shown("\n".join(found(data, write_files))))
    tried("a damaged catalog with own steps is read, checked and rendered", count, CAME_OUT)


def test_any_change_of_the_catalog(tried: Tried) -> None:
    """A damaged catalog is read or refused: no traceback, no control characters."""
    sound = end(f"[images.win11-avd.build.settings]\nown = true\n{OWN}").encode()
    count = each_damaged(sound, lambda data: assert_shown("\n".join(found(data))))
    tried("a damaged catalog.toml is read, checked and rendered", count, CAME_OUT)


def top(text: str) -> str:
    """Return the shipped catalog after a text."""
    return f"{text}\n{SHIPPED.decode()}"


def end(text: str) -> str:
    """Return the shipped catalog before a text."""
    return f"{SHIPPED.decode()}\n{text}"


def key(parts: int, *, quoted: bool = False) -> str:
    """A key with dots."""
    return ".".join(['"a"' if quoted else "a"] * parts)


HOSTILE = {
    "a key of many parts": top(f"{key(100_000)} = 1"),
    "a quoted key of many parts": top(f"{key(100_000, quoted=True)} = 1"),
    "a header of many parts": end(f"[{key(20_000)}]\nx = 1"),
    "keys of many parts within a table": top(f"a = {{ {key(100_000)} = 1 }}"),
    "keys as long as they may be": "".join(f"[{key(7)}.b{n}]\n{key(8)} = 1\n" for n in range(12_000)),
    "more keys than it may hold": "".join(f"[{key(7)}.b{n}]\n{key(8)} = 1\n" for n in range(18_000)),
    "arrays without an end": top(f"a = {'[' * 2_000}"),
    "arrays in each other": top(f"a = {'[' * 400_000}{']' * 400_000}"),
    "tables in each other": top(f"a = {'{a=' * 600}1{'}' * 600}"),
    "images with nothing in them": end("".join(f"[images.i{n}]\n" for n in range(60_000))),
    "five thousand images with nothing in them": end("".join(f"[images.i{n}]\n" for n in range(4_900))),
    "a list of half a million numbers": SHIPPED.decode().replace('"vscode"', f"{'1,' * 490_000} 'x'"),
    "as many wrong values as it may hold": end(
        "".join(f"[images.i{n}]\nbuild.regions = [{'1,' * 4_900}]\n" for n in range(19))
    ),
    "a key of a megabyte": top(f"{'k' * 990_000} = 1"),
    "an image's key of a megabyte": end(f"[images.{'k' * 990_000}]"),
    "a size's name of a megabyte": SHIPPED.decode().replace("Standard_D4ads_v5", f"A{'_1' * 490_000}"),
    "ten megabytes": "#" * 10_000_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_catalog(tmp_path: Path, tried: Tried, text: str) -> None:
    """A few kilobytes that would cost minutes or gigabytes are refused in time, in a few lines."""
    path = tmp_path / "catalog.toml"
    path.write_text(text)
    run = ran("catalog", "check", path)

    assert_bounded(run, codes=(1,))
    assert 2_002 >= len(run.text.splitlines())
    took = (run.seconds, run.megabytes)
    tried("a catalog.toml designed to exhaust time or memory is checked", 1, "refused", took=took)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (top(f"{key(9)} = 1"), "1: a key has more than 8 parts (GS001)"),
        (top("#" * 1_000_000), "1: is larger than 1,000,000 bytes, the limit; name another file"),
        ("[" * 12_001, "1: has more than 12,000 '[', for tables and lists: reduce them (GS001)"),
        (top(f"a = [{'1,' * 5_001}]"), "1: more than 100,000 values, or more than 5,000 in one"),
        (
            top("".join(f"a{n} = [{'1,' * 4_999}]\n" for n in range(20))),
            "1: more than 100,000 values, or more than 5,000",
        ),
        (end(f"x = [{'1.5,' * 11}]"), "x: unknown key"),
        (end(f"x = '''\n{key(500)} = 1'''\n# {key(500)} = 1"), "x: unknown key"),
        (end(f'x = """\\"""{key(500)} = 1"""""\n{key(9)} = 1'), "22: a key has more than 8 parts"),
        (end(f"x = [\n{'[' * 20}1{']' * 20}]"), "22: more than 20 levels of tables or lists"),
        (SHIPPED.decode().replace("East US", "A" * 101), "gallery.location: use the name of an Azure"),
        (SHIPPED.decode().replace("Standard_D4ads_v5", "A" * 101), "build.vm_size: use the name of an"),
        (
            SHIPPED.decode().replace("1.0.0", f"1.0.{'9' * 5_000}"),
            "version: each part must be at most 2147483647",
        ),
        ("images = 5", "1: images: must be a table, got 5 (GS004)"),
        (top("a = "), "1:5: a value is missing before the end of the line (GS001)"),
        (top("a = 1\nb = 1\na = 2"), "3:1: 'a' is already set on line 1: keep one (GS001)"),
        (
            top('a = "a = 1"\n"" = 1\n"" = """\nsecret = 1"""'),
            "3:1: this key is already set: keep one (GS001)",
        ),
        (SHIPPED.decode().replace("win11-avd", "con"), "images.con: must not be a device name of Windows"),
    ],
)
def test_what_is_told(text: str, told: str) -> None:
    """A limit is reported at its line, and never because of the content of a string or comment."""
    lines = "\n".join(found(text.encode()))

    assert told in lines


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            '"trusted_launch"',
            '"trusted_l\u0430unch"',
            "got 'trusted_l\u0430unch' (contains '\u0430': CYRILLIC SMALL LETTER A)",
        ),
        ('"vscode"', '"vs\u0441ode"', "did you mean 'vscode'? (contains '\u0441': CYRILLIC SMALL LETTER ES)"),
        ("description ", "'d\u0435scription' ", "'? (contains '\u0435': CYRILLIC SMALL LETTER IE)"),
        ('"my_image', '"mü_image', "_gallery' (contains 'ü': LATIN SMALL LETTER U WITH DIAERESIS)"),
        ('"Windows"', '"Windows\u200b"', "(contains '\\u200b': ZERO WIDTH SPACE)"),
        ('"Windows"', '"Windows\ue000"', "(contains '\\ue000': U+E000)"),
    ],
)
def test_look_alike(old: str, new: str, told: str) -> None:
    """A message names a letter that only looks like the right one."""
    assert told in "\n".join(found(SHIPPED.decode().replace(old, new).encode()))


def test_names_of_files(tmp_path: Path) -> None:
    """A link to itself, a device, a folder, a pipe and a control character are one message each."""
    (tmp_path / "loop").symlink_to("loop")
    os.mkfifo(tmp_path / "pipe")
    odd = tmp_path / "a\n\x1b[31m\u202e.toml"
    odd.write_text("a = ")
    for path in (tmp_path / "loop", tmp_path / "pipe", tmp_path, odd, "/dev/zero", "/proc/self/mem"):
        assert_bounded(ran("catalog", "check", path), codes=(1,))


def test_many_warnings_hide_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """If not all findings are reported, the errors are, and the number of the others."""
    monkeypatch.setattr(load, "MOST", 50)  # 2,000 images would be more than a catalog may hold
    plan = 'purchase_plan = { name = "n", publisher = "p", product = "q" }'
    image = SHIPPED.decode()[SHIPPED.decode().index("[images") :].replace(
        "identifier ", f"{plan}\nidentifier "
    )
    many = "".join(
        image.replace("win11-avd", f"i{n}")
        .replace("Win11-AVD-Template", f"N{n}")
        .replace("avd-standard", f"s{n}")
        for n in range(60)
    )
    # An error that a rule finds after all the warnings about plans.
    wrong = many.replace(
        "[images.i59.build]\nsource   = {", "[images.i59.build]\nsource   = { image = 'no' } #"
    )
    lines = found(end(wrong).encode())

    assert 51 == len(lines)
    assert 1 == len([line for line in lines if "images.i59.build.source.image" in line])
    assert [line for line in lines if "more: correct these first" in line] == lines[-1:]


def test_many_errors_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of very many wrong values, the first are reported, and the number of the others."""
    monkeypatch.setattr(load, "MOST", 50)
    wrong = SHIPPED.decode().replace("regions  = [", f"regions  = [{'1,' * 70}")
    lines = found(wrong.encode())

    assert 51 == len(lines)
    assert "... and 20 more: correct these first" in lines[-1]
