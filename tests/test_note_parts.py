"""The note tells all that changed, in its parts, as far as there is room."""

import json
import re

import pytest

from files.terminal import line
from packer.facts import FILE
from review.__main__ import FORMATS
from review.compare import compare
from review.markdown import LONGEST, markdown
from review.picture import LONGEST as LONGEST_PICTURE
from review.picture import picture
from review.terminal import as_text as terminal
from tests.fuzz import assert_shown
from tests.images import facts
from tests.rendered_note import products
from tests.test_note import huge


def test_longest_note() -> None:
    """GitHub refuses a comment of more than 65,536 characters, GitLab draws up to 2,000 of Mermaid."""
    assert 65_536 >= LONGEST
    assert 2_000 >= LONGEST_PICTURE


def test_picture_of_two_catalogs() -> None:
    """Each catalog is a shelf of its own, with its share of the room; what does not fit is counted."""
    old, new = (
        {f"{folder}{name}": text for folder in ("", "prod/") for name, text in huge(side, size=1).items()}
        for side in ("1", "2")
    )
    lines = picture(compare("a", old, "b", new)).splitlines()

    for shelf, name in (("g0", "catalog.toml"), ("g1", "prod.toml")):
        drawn = [line for line in lines if re.fullmatch(rf"{shelf} --> {shelf}d\d+", line)]
        assert drawn
        assert f'{shelf}["{name}"]' in lines
        assert f'{shelf} --> {shelf}more["and {1000 - len(drawn)} more"]' in lines


def test_picture_begins_with_what_changed() -> None:
    """In a catalog that is too large to be drawn, what changed is drawn first; a long name is cut."""
    old, new = huge("1", size=1), huge("1", size=1)
    long = f'"{"y" * 100}"'
    new["gallery.tf.json"] = new["gallery.tf.json"].replace('"image-9991"', long)

    assert f'g0d0["{"y" * 80}: replaced"]:::replaced' in picture(compare("a", old, "b", new)).splitlines()


def test_a_long_line_of_a_script() -> None:
    """A line of a diff is cut, and what cannot be seen in it is written out."""
    old, new = (products("x", key="y", file=f"a\n{middle}\n") for middle in ("b", f"\u202e\x1b{'c' * 5000}"))
    written = markdown(compare("a", old, "b", new))

    assert 300 == max(len(line) for line in written.splitlines() if line.startswith("+"))
    assert all(line.isprintable() for line in written.split("\n"))


@pytest.mark.parametrize(("count", "more"), [(1000, " and 994 more: "), (6, ": ")])
def test_alike_is_told_once(count: int, more: str) -> None:
    """Images with the same change are one line: six names, and how many more, where there are any."""
    old, new = (
        {f"packer/i{number}/image.json": json.dumps({"languages": [language]}) for number in range(count)}
        for language in ("de-DE", "fr-FR")
    )
    review = compare("a", old, "b", new)
    six = sorted(f"images.i{number}" for number in range(count))[:6]

    assert f"\n  {', '.join(six)}{more}is changed" in terminal(review)
    assert 1 == markdown(review).count("<summary>Packer")


def test_what_does_not_fit_is_counted() -> None:
    """Of a table that is too long, the rows that are left out are counted."""
    written = markdown(compare("a", huge("1", size=1), "b", huge("2", size=1)))
    terraform = written.partition("<summary>Terraform")[2].partition("</details>")[0]
    rows = [line for line in terraform.splitlines() if line.startswith("| ")][1:]  # without the head
    (left,) = re.findall(r"(?m)^\| and ([\d,]+) more \|$", terraform)

    assert 4000 == len(rows) - 1 + int(left.replace(",", ""))


def test_images_of_several_versions_are_told_apart() -> None:
    """The same change of images with different versions names each version."""
    old, new = (
        {
            f"packer/{key}/{name}": text
            for key, version in (("a", "1.0.0"), ("b", "2.0.0"))
            for name, text in {
                "image.json": json.dumps({"languages": [language]}),
                FILE: facts(key, version=version),
            }.items()
        }
        for language in ("de-DE", "fr-FR")
    )
    lines = terminal(compare("a", old, "b", new)).splitlines()

    assert "  images.a: is changed; needs a new build, version 1.0.0" in lines
    assert "  images.b: is changed; needs a new build, version 2.0.0" in lines


def test_a_long_diff_is_cut() -> None:
    """A diff shows its first 6,000 characters, and the note says that there is more."""
    old, new = (
        products("x", key="y", file="\n".join(f"{side}{line}" for line in range(2000))) for side in "ab"
    )
    written = markdown(compare("a", old, "b", new))

    assert 7_000 > len(written.partition("```diff")[2]) > 5_500
    assert "\n# ... and more\n```\n" in written
    assert "_This note is shortened" in written


def test_settings() -> None:
    """What stands beside the resources is told as unknown, at a terminal and in the note.

    Another version of azurerm, and a block that this project does not make.
    """
    old, new = (
        {
            "gallery.tf.json": json.dumps(
                {"terraform": {"required_providers": {"azurerm": {"version": one}}}, "import": {"id": one}}
            )
        }
        for one in ("4.55.0", "4.60.0")
    )
    review = compare("a", old, "b", new)
    lines = terminal(review).splitlines()

    for path in ("gallery.terraform.required_providers.azurerm.version", "gallery.import.id"):
        assert f'  {path}: "4.55.0" -> "4.60.0" [effect unknown: check the plan]' in lines
        assert (
            f"| <code>{path.replace('_', '&#95;')}</code> | <code>&#34;4.55.0&#34;</code> | "
            "<code>&#34;4.60.0&#34;</code> | effect unknown: check the plan |"
        ) in markdown(review)


def test_a_sentence_does_not_drive_a_terminal() -> None:
    """A value that stands in a sentence at a terminal is one line of what can be seen."""
    old, new = (
        {"packer/x/image.json": json.dumps({"software": [{"id": "a\x1b[31m\u202eb", "signer": one}]})}
        for one in ("s", None)
    )

    assert all(line.isprintable() for line in terminal(compare("a", old, "b", new)).split("\n"))


def test_a_value_does_not_turn_its_line_around() -> None:
    """What cannot be seen in a value is written out in the note, and in JSON."""
    review = compare("a", products("x", key="y", file=""), "b", products("a\u202eb\x7f", key="y", file=""))
    written, told = markdown(review), FORMATS["json"](review)

    assert "<code>&#34;a&#92;u202eb&#92;x7f&#34;</code>" in written
    assert [] == [sign for sign in ("&#8238;", "&#127;") if sign in written]
    assert told.replace("\n", "").isprintable()
    assert '"a\u202eb\x7f"' in json.loads(told)["catalogs"][0]["resources"][0]["arguments"][0]["new"]


def test_a_name_in_the_picture_is_a_label() -> None:
    """A name in the picture adds no line, no link and no style, whatever somebody wrote for it."""
    name = '"]:::removed\nclick g0d0 "javascript:alert(1)"'
    old, new = (
        {
            "gallery.tf.json": json.dumps(
                {
                    "resource": {
                        kind: {"x": {"name": name, "description": description}}
                        for kind in ("azurerm_shared_image_gallery", "azurerm_shared_image")
                    }
                }
            )
        }
        for description in "ab"
    )
    label = "?????removed?click g0d0 ?javascript?alert?1??"

    assert [
        f'g0["{label}: replaced"]:::replaced',
        f'g0d0["{label}: replaced"]:::replaced',
        "g0 --> g0d0",
    ] == picture(compare("a", old, "b", new)).splitlines()[-3:]


def test_no_picture_of_very_many_catalogs() -> None:
    """Where not even the catalogs' names have room, nothing is drawn: GitLab would ask before it draws."""
    old, new = (
        {
            f"c{number}/gallery.tf.json": products(side, key="x", file="")["gallery.tf.json"]
            for number in range(90)
        }
        for side in "ab"
    )

    assert "" == picture(compare("a", old, "b", new))


def test_scripts_of_many_lines() -> None:
    """Scripts of more than 5,000 lines together are told, and not compared: equal lines take their square."""
    old, new = (products("x", key="y", file=f"{side}\n" * 2_501) for side in "ab")

    assert "\n+++ scripts/x.ps1\n@@ too many lines to compare @@\n" in markdown(compare("a", old, "b", new))


@pytest.mark.parametrize("sign", ["x", "\x1b", "\u202e", "\n"])
def test_longest_line(sign: str) -> None:
    """No line of a report is longer than 2,000 characters, with what cannot be seen written out."""
    for count in (500, 1_999, 2_001, 9_000):
        assert_shown(line(sign * count))
