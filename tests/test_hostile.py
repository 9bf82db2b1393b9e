"""Text that a user wrote arrives in Packer and in the scripts as it was, or is refused with a reason."""

import contextlib
import io
import json
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from packer import hook
from tests.conftest import DATA, Run
from tests.fuzz import TRAPS, each
from tests.old_packer import as_1_6_6_reads_it, console, copy_of
from tests.reader import parsed
from tests.torture import Tried

CAME_OUT = "read back unchanged, or refused with a reason"

REFUSED = st.sampled_from(["{{", "}}", "e\u0301", "{{ env `ARM_CLIENT_SECRET` }}"])
LETTERS = st.characters(exclude_categories=["Cs"])
TEXT = st.lists(TRAPS | st.text(LETTERS, max_size=4), min_size=1, max_size=5).map("".join)
TEXTS = st.lists(TEXT, min_size=1, max_size=8, unique=True) | st.lists(
    TEXT | REFUSED, min_size=1, max_size=3, unique=True
)


def toml(text: str) -> str:
    """`text` as a TOML string."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def own_tags(texts: list[str]) -> dict[str, str]:
    """Tags with the texts as values, and as names as far as Azure takes them."""
    return {
        f"{place}{''.join(filter(is_for_names, name))}": value
        for place, (name, value) in enumerate(zip(texts, reversed(texts), strict=True))
    }


def printable(text: str) -> str:
    """The text as the arguments of an installer may be: one line, without what no screen shows."""
    return "".join(filter(str.isprintable, text))


def in_registry(text: str) -> str:
    """The text without what the registry cannot hold."""
    return "".join(
        sign for sign in text if sign in "\t\n\r" or unicodedata.category(sign) != "Cc" or sign > "\x7f"
    )


def is_for_names(sign: str) -> bool:
    """Whether the name of a tag may hold the character."""
    return sign not in r"<>%&\?/" and unicodedata.category(sign) != "Cc"


def catalog(texts: list[str]) -> str:
    """The shipped catalog with these texts in every field that takes any text."""
    one, listed = toml(texts[0]), f"[{', '.join(map(toml, texts))}]"
    values = f"[{', '.join(toml(in_registry(text)) for text in texts)}]"
    tags = ", ".join(f"{toml(name)} = {toml(value)}" for name, value in own_tags(texts).items())
    return f"""
tags = {{ {tags} }}

[software.windows.own]
name = {one}
url = "https://tools.example.com/own.exe"
installer = "exe"
arguments = {toml(printable(texts[0]))}
signer = {one}
remove = ["C:/$(whoami) `n 'x'"]
sysprep_hazards = {listed}
registry = [{{ path = 'HKLM:\\SOFTWARE\\Own', name = {toml("n" + printable(texts[0]))}, value = {values} }}]
proof = {{ command = {one} }}
""" + (DATA / "catalog.toml").read_text().replace('["vscode", "chrome"]', '["own"]').replace(
        "[images.win11-avd.build]",
        f"purchase_plan = {{ name = {one}, publisher = {one}, product = {one} }}\n\n"
        f"[images.win11-avd.build]\nextra = {{ winrm_host = {one} }}",
    )


@contextlib.contextmanager
def rendered(texts: list[str]) -> Iterator[tuple[Path | None, str]]:
    """What the hook wrote for a catalog with these texts, and what it said where it refused them."""
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary, "catalog.toml")
        path.write_text(catalog(texts), encoding="utf-8", newline="")
        said = io.StringIO()
        arguments = ["--outputs", str(DATA / "outputs.json"), "--catalog", str(path), "--out", temporary]
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
            code = hook.main(arguments)
        assert code in (0, 1), said.getvalue()
        yield (Path(temporary, "win11-avd") if code == 0 else None), said.getvalue()


def refusable(text: str) -> bool:
    """Whether Packer or HCL would change the text, or it says nothing."""
    return "{{" in text or "}}" in text or not unicodedata.is_normalized("NFC", text) or not text.strip()


def tags_of(texts: list[str]) -> dict[str, Any]:
    """The tags that the version must carry."""
    return {"image": "win11-avd", **own_tags(texts)}


def check(texts: list[str], whole: Callable[[Path], None]) -> None:
    """Render a catalog with these texts: what is not refused with a reason must be `whole`."""
    with rendered(texts) as (folder, said):
        if folder:
            whole(folder)
        else:
            assert [] != [text for text in (*texts, *own_tags(texts)) if refusable(text)], said


@pytest.mark.torture
def test_text_comes_back_or_is_refused(tried: Tried) -> None:
    """What is written in a field that takes any text, HashiCorp's parser and a JSON reader give back."""
    count = each(TEXTS, lambda texts: check(texts, lambda folder: same_text(folder, texts)))
    tried("any text in every free-text field, read by HashiCorp's parser and a JSON parser", count, CAME_OUT)


def same_text(folder: Path, texts: list[str]) -> None:
    """Every place of a folder has the text that its field has in the catalog."""
    read = parsed(folder)
    source = read["source"]["azure-arm"]["win11-avd"]
    data = json.loads((folder / "image.json").read_bytes())
    (own,) = data["software"]

    assert tags_of(texts) == read["locals"]["azure_tags"]
    assert {texts[0]} == {source["winrm_host"], *source["plan_info"].values()}
    assert [texts[0], texts[0], printable(texts[0])] == [
        own[name] for name in ("name", "signer", "arguments")
    ]
    assert texts[0] == own["proof"]["command"]
    assert texts == own["sysprep_hazards"]
    assert [*map(in_registry, texts)] == data["last"]["registry"][0]["value"]
    assert (folder / "image.json").read_bytes().isascii()


@pytest.mark.torture
def test_packer_itself_sees_the_same_text(packer: Run, tried: Tried) -> None:
    """The real Packer evaluates the tags to the catalog's own texts, and finds the folder well formatted."""
    count = each(
        TEXTS, lambda texts: check(texts, lambda folder: packer_sees(packer, folder, texts)), one_in=8
    )
    tried("any text in every free-text field, read by Packer", count, CAME_OUT)


def packer_sees(packer: Run, folder: Path, texts: list[str]) -> None:
    """Packer's own evaluation of the tags, and its own format."""
    run = packer("fmt", "-check", "-diff", folder)
    assert (0, "") == (run.returncode, run.stdout)
    with tempfile.TemporaryDirectory() as temporary:
        text = as_1_6_6_reads_it((folder / "source.pkr.hcl").read_text())
        copy = copy_of(folder, Path(temporary), text)
        assert tags_of(texts) == json.loads(console(packer, copy, "jsonencode(local.azure_tags)"))
