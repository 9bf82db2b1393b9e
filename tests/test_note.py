"""The note on a merge request stays a note, whatever stands in a catalog."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from files.folders import Files
from packer.facts import FILE
from review.compare import compare
from review.markdown import LONGEST, MARKER, markdown
from review.picture import LONGEST as LONGEST_PICTURE
from review.terminal import as_text as terminal
from review.wording import readable
from tests.images import facts
from tests.rendered_note import Page, note, products

NASTY = st.text(
    st.one_of(
        st.sampled_from("`*_|<>&@#!~$%\\[](){}:/\"'-+= \n\r\t\u202e\u200b\x00\x1b"),
        st.characters(codec="utf-8"),
    ),
    min_size=1,
    max_size=60,
)
WORDS = st.sampled_from(
    [
        "</code></td></tr></table><script>alert(1)</script>",
        "</details>\n\n/approve\n/merge",
        "```\n/close\n```",
        "`@all` #1 !2 ~bug %v1 &3 $4 :tada: https://example.com",
        "| a | b |\n|---|---|",
        "![x](https://example.com/x.png) [y](javascript:alert(1))",
        "<!-- goldshelf review -->",
        '"]:::removed\nclick g0d0 "javascript:alert(1)"',
    ]
)
TEXT = st.one_of(NASTY, WORDS)


@given(TEXT, TEXT, TEXT)
@settings(max_examples=100, deadline=None)
def test_values_stay_text(value: str, key: str, file: str) -> None:
    """No value makes Markdown, HTML, a mention or a command: the page is that of a harmless value."""
    key = key.replace("/", "-")
    written = note(value, key=key, file=file)
    page, harmless = Page(written), Page(note("x", key="y", file="z"))

    assert harmless.tags == page.tags
    assert readable(json.dumps(value, ensure_ascii=False)) in page.codes
    assert written.startswith(MARKER)
    assert [] == re.findall(r"(?m)^\s*/", written)


def test_long_finding_hides_no_other() -> None:
    """However long one finding is, the others are told."""
    tags = {f"\u00e9{number}" * 60: "x" for number in range(500)}
    gallery = {"name": "g", "sharing": {"permission": "Community"}}
    sides = [
        json.dumps(
            {
                "resource": {
                    "azurerm_resource_group": {"main": group},
                    "azurerm_shared_image_gallery": {"main": one},
                }
            }
        )
        for group, one in (({"name": "r", "tags": tags}, {"name": "g"}), ({"name": "r"}, gallery))
    ]
    written = markdown(compare("a", {"gallery.tf.json": sides[0]}, "b", {"gallery.tf.json": sides[1]}))

    assert LONGEST >= len(written)
    assert "is shared with everybody" in written
    assert "the effect was not measured for a change of" in written


@given(TEXT)
@settings(max_examples=60, deadline=None)
def test_picture_has_no_code(value: str) -> None:
    """A name in the picture is a label: it adds no line, no link and no style."""
    drawn = re.search(r"```mermaid\n(.*?)\n```", note("x", key=value.replace("/", "-"), file="z"), re.DOTALL)

    assert drawn
    assert [] == [
        line
        for line in drawn[1].splitlines()
        if not re.fullmatch(
            r'flowchart LR|classDef \w+ [\w:#,-]+( 5)?|g0\["[\w. ?:-]+"\](:::\w+)?'
            r'|g0d\d+\["[\w. ?:-]+"\](:::\w+)?|g0 --> g0d\d+',
            line,
        )
    ]


@given(TEXT)
@settings(max_examples=60, deadline=None)
def test_a_terminal_is_not_driven(value: str) -> None:
    """No value moves the cursor, changes colours, or begins a line of its own."""
    key = value.replace("/", "-")
    lines = terminal(
        compare("a", products("before", key=key, file="x"), "b", products(value, key=key, file="x"))
    ).split("\n")

    assert lines[0].startswith("a..b: 1 resource updated in place")
    assert all(line.isprintable() for line in lines)
    assert all(re.match(r"    ?\S|  \S|catalog\.toml|", line) for line in lines)


def huge(version: str, *, size: int) -> Files:
    """A thousand images that differ all over."""
    files = {}
    resources = {}
    for number in range(1000):
        key = f"image-{number}"
        resources[key] = {
            "name": f"{key}{version}",
            "gallery_name": version * size,
            "tags": {"<" * size: f"{version}{'@' * size}"},
        }
        value = f"{version}{'`' * (number % min(size, 50))}"
        files[f"packer/{key}/{FILE}"] = facts(key, **{f"a{line}": value for line in range(20)})
    return files | {"gallery.tf.json": json.dumps({"resource": {"azurerm_shared_image": resources}})}


@pytest.mark.parametrize("size", [1, 100, 5000])
def test_never_longer_than_a_note_may_be(size: int) -> None:
    """A thousand images that change all over make a note that GitLab and GitHub take, whole in itself.

    However much Terraform changes, it tells of a template too.
    """
    written = markdown(compare("a", huge("1", size=size), "b", huge("2", size=size)))
    page = Page(written)

    assert LONGEST >= len(written)
    assert page.tags.count("<details>") == page.tags.count("</details>")
    assert "_This note is shortened" in written
    assert 1 == written.count("<summary>Terraform: 1,000 resources</summary>")
    assert "<summary>Packer: " in written
    assert LONGEST_PICTURE >= max(map(len, re.findall(r"```mermaid\n(.*?)\n```", written, re.DOTALL)))


SAYING = ("<b>", "<!--", "@all", "#1", "!2", "~bug", "*x*", "_x_", "__x__", "[x](y)", "| x", "x `y", ":tada:")
LINKS = ("https://example.com", "www.example.com", "ftp://example.com")


@pytest.mark.parametrize("value", [*SAYING, *LINKS])
def test_words_stay_words(value: str) -> None:
    """A value that stands in a sentence of the review is no Markdown, no HTML, no mention and no link."""

    def rows(id_: str) -> str:
        before, after = (json.dumps({"software": [{"id": id_, "signer": one}]}) for one in ("s", None))
        review = compare("a", {"packer/x/image.json": before}, "b", {"packer/x/image.json": after})
        return markdown(review).partition("```mermaid")[0]

    tags, harmless = (
        [tag for tag in Page(rows(id_)).tags if tag not in {"<code>", "</code>"}] for id_ in (value, "x")
    )

    assert harmless == tags
    assert [] == re.findall(r"[@!~$%\\]|(?<!&)#(?!# goldshelf)|: *\w+:", rows(value).partition("-->")[2][4:])


@pytest.mark.parametrize("value", [*SAYING, "https://example.com", "a\u202eb"])
def test_a_version_stays_text(value: str) -> None:
    """A version that somebody wrote into a template by hand is no HTML, no mention and no link either."""
    sides = (
        {
            f"packer/x/{FILE}": facts(version=value),
            "packer/x/image.json": json.dumps({"languages": [language]}),
        }
        for language in ("de-DE", "fr-FR")
    )
    (told,) = re.findall(
        "<summary>Packer: (.*)</summary>", markdown(compare("a", next(sides), "b", next(sides)))
    )
    words = re.sub("<code>.*?</code>", "", told)

    assert re.fullmatch(" is changed; needs a new build, version (?:[A-Za-z0-9 .()/-]|:$)*", words)
    assert "&#8238;" not in told


SIGNS = ("*x*", "_x_", "~~x~~", "`x`", "[x](y)", "![x](y)", "<b>", "&lt;", "a | b", r"\*x", *LINKS)
MENTIONS = ("@all", "#1", "!2", "$3", "%4", "~bug", "^alert#5", "&6", ":tada:")


@pytest.mark.parametrize("value", [*SIGNS, *MENTIONS])
def test_each_sign_stays_text(value: str) -> None:
    """Each sign that Markdown, GitLab or GitHub reads is written as its number."""
    written = note(value, key=value, file=value)
    codes = [re.sub(r"&#\d+;", "", code) for code in re.findall(r"<code>(.*?)</code>", written)]

    assert Page(note("x", key="y", file="z")).tags == Page(written).tags
    assert json.dumps(value, ensure_ascii=False) in Page(written).codes
    assert [] == [code for code in codes if re.search(r"[^\w .,;='()/-]|_", code)]


def test_a_fence_in_a_script() -> None:
    """A fence that stands in a script does not end the diff, whatever its length."""

    def tags(fence: str) -> list[str]:
        sides = (products("x", key="y", file=f"{fence}\n<b>\n{side}\n") for side in "ab")
        return Page(markdown(compare("a", next(sides), "b", next(sides)))).tags

    assert tags("x") == tags("```") == tags("`" * 9)
