"""A catalog that cannot be read is reported with the place and what to do."""

from pathlib import Path

import pytest

from catalog.load import load
from files.errors import GoldshelfError
from tests.conftest import Write
from tests.test_load import problems


def test_byte_order_mark(catalog_file: Write) -> None:
    """A file with a byte order mark is read like any other."""
    path = catalog_file()
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert ["win11-avd"] == list(load(path).images)


def test_missing_file(tmp_path: Path) -> None:
    """A missing catalog is reported with what to do."""
    (problem,) = problems(tmp_path / "nowhere.toml")

    assert problem.startswith(
        "nowhere.toml:1: No such file or directory; name another file, or write this one: make init CATALOG="
    )
    assert problem.endswith("nowhere.toml (GS001)")


def test_file_that_is_not_text(tmp_path: Path) -> None:
    """A file that is not UTF-8 is reported as such."""
    path = tmp_path / "catalog.toml"
    path.write_bytes(b"\xff\xfe[")

    assert ["catalog.toml:1: not UTF-8 text (byte 0); save it as UTF-8 (GS001)"] == problems(path)


def test_long_name(tmp_path: Path) -> None:
    """However long a file name is, the message is short and ends with what to do."""
    with pytest.raises(GoldshelfError) as raised:
        load(tmp_path / ("x" * 3_000))

    assert str(raised.value).endswith("x:1: File name too long; name another file (GS001)")
    assert 2_000 >= len(str(raised.value))
