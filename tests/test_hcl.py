"""Any value that enters HCL comes back from HashiCorp's parser as it was, or is refused."""

import unicodedata

import pygohcl
import pytest
from hypothesis import strategies as st
from jinja2 import UndefinedError

from packer.hcl import HclError, hcl, word
from packer.render import ENVIRONMENT
from tests.fuzz import TRAPS, each
from tests.torture import Tried

TEXT = st.lists(TRAPS | st.text(st.characters(exclude_categories=["Cs"]), max_size=3)).map("".join)
VALUES = st.recursive(
    TEXT | st.booleans() | st.integers(-(2**53), 2**53),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT.filter(bool), inner, max_size=3),
    max_leaves=6,
)


def composed(value: object) -> object:
    """`value` with its text in NFC, as HCL keeps it."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [composed(item) for item in value]
    if isinstance(value, dict):
        return {composed(key): composed(item) for key, item in value.items()}
    return value


def texts(value: object) -> list[str]:
    """Every text in `value`."""
    if isinstance(value, dict):
        return [text for item in (*value.keys(), *value.values()) for text in texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    return [value] if isinstance(value, str) else []


@pytest.mark.torture
def test_value_comes_back_or_is_refused(tried: Tried) -> None:
    """No text is lost, changed or run: it parses back to itself, or the filter refuses it."""
    tried(
        "any value through the hcl filter, read by HashiCorp's parser",
        each(VALUES, comes_back),
        "read back unchanged, or refused",
    )


def comes_back(value: object) -> None:
    """HashiCorp's parser reads the value, or the filter had a reason to refuse it."""
    try:
        text = hcl(value)
    except HclError:
        assert [] != [part for part in texts(value) if "{{" in part or "}}" in part or composed(part) != part]
        return
    assert composed(value) == pygohcl.loads(f"x = {text}\n")["x"]


@pytest.mark.parametrize(
    "value", ["{{ timestamp }}", "a {{ b", "a }} b", "\ud800", float("nan"), object(), {1}]
)
def test_what_hcl_cannot_carry(value: object) -> None:
    """A value that would change on its way is refused."""
    with pytest.raises(HclError):
        hcl(value)


@pytest.mark.parametrize("value", ['x"', "${x}", "a b", "x\n", "\\", "é", ""])
def test_word_that_could_end_its_string(value: str) -> None:
    """What stands inside a string of a template is a plain word, or is refused."""
    assert "a-b_c.(1)" == word("a-b_c.(1)")
    with pytest.raises(HclError, match="cannot stand inside a string of a template"):
        word(value)


def test_keys_are_ascii() -> None:
    """A key is written in ASCII: `packer fmt` aligns what follows by how wide it takes each sign for."""
    assert r'{ "\U000000e9" = 1, "\U0001f600\u0007" = 2 }' == hcl({"é": 1, "😀\a": 2})


def test_template_that_forgets_the_filter() -> None:
    """A template cannot write a value round the filter."""
    with pytest.raises(HclError, match="without the hcl filter"):
        ENVIRONMENT.from_string("x = {{ value }}").render(value="1")


def test_template_that_names_nothing() -> None:
    """A name that a template does not know is an error, never an empty text."""
    with pytest.raises(UndefinedError):
        ENVIRONMENT.from_string("x = {{ valeu | hcl }}").render(value="1")
