"""Files that nobody would write: mutations of sound ones, and what must hold whatever is in them."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import PROJECT

Value = TypeVar("Value")

SECONDS, MEGABYTES, LONGEST_LINE = 10, 300, 2_000
"""What a run may take. On a quiet machine each takes a second or two; without limits it takes minutes, or all
memory: ten tell these two apart on a busy one too."""

WATCHED = """
import atexit, runpy, sys
_, status, module, *arguments = sys.argv
sys.argv = [module, *arguments]
atexit.register(lambda: open(status, "w").write(open("/proc/self/status").read()))
runpy.run_module(module, run_name="__main__", alter_sys=True)
"""
"""Runs a module, and writes down its memory: what the system says of a child counts its parent's too."""

TOKENS = st.sampled_from(
    [
        *(b'"', b"'", b'"""', b"'''", b"[", b"]", b"{", b"}", b"=", b".", b",", b"\n", b"\r", b"\0", b"#"),
        *(b"\xff", b"\xef\xbb\xbf", b"\x1b[31m", "\u202e\u0430".encode(), b"\\u001b", b"\\ud800", b"<<EOT"),
        *(b"nan", b"1e999", b"0x", b"true", b"null", b"NaN", b"{}", b"[]", b"[[accept]]", b"1979-05-27"),
        *(b"[" * 30, b'{"a":' * 30, b"{a=" * 30, b"a." * 30, b"  x = {\n" * 30, b"1" * 5000, b"x" * 5000),
    ]
) | st.binary(max_size=4)
TRAPS = st.sampled_from(
    [
        *("${", "%{", "$${", "${var.x}", "{", "}", '"', "'", "\\", "`", "$(whoami)", "$env:TEMP", "%PATH%"),
        *("\n", "\r", "\t", "\x00", "\x08", "\x0c", "\x7f", "&", "|", ";", "#", "//", "<<EOT", "@'", '"@'),
        *("for", "if", "null", "true"),
        *("é", "😀", "👩\u200d💻", "\u202e", "\u200f", "\ufeff", "\u2028", "İ", "ß", "\uff02"),
    ]
)
"""Text that HCL, JSON, a shell or PowerShell reads as something else, or that looks like other text."""
CHANGES = st.lists(
    st.tuples(st.integers(0, 10**6), st.sampled_from("insert delete replace".split()), TOKENS),
    min_size=1,
    max_size=8,
)


def changed(data: bytes, changes: Sequence[tuple[int, str, bytes]]) -> bytes:
    """Bytes with some put in, taken out or replaced."""
    for place, how, token in changes:
        at = place % (len(data) + 1)
        rest = data[at + (0 if how == "insert" else 1 + place % 40) :]
        data = data[:at] + (b"" if how == "delete" else token) + rest
    return data


def each(values: st.SearchStrategy[Value], check: Callable[[Value], None], *, one_in: int = 1) -> int:
    """Check as many values as the short or the long form has, or one in so many; how many these were."""
    count = 0

    @settings(deadline=SECONDS * 1000, max_examples=settings().max_examples // one_in)
    @given(values)
    def checked(value: Value) -> None:
        nonlocal count
        count += 1
        check(value)

    checked()
    return count


def each_damaged(sound: bytes, check: Callable[[bytes], None]) -> int:
    """Check the bytes damaged in many ways; in how many."""
    return each(CHANGES, lambda changes: check(changed(sound, changes)))


def assert_shown(text: str) -> None:
    """Each line can be shown: no sign that a terminal obeys, and none longer than one may be."""
    for line in text.split("\n"):
        assert (True, "") == (line.isprintable(), line[LONGEST_LINE:])


@dataclass(frozen=True, kw_only=True)
class Ran:
    """A run of a program, and what it took."""

    code: int
    text: str
    seconds: float
    megabytes: float


def ran(module: str, *arguments: str | Path, given: bytes = b"") -> Ran:
    """Run a module of the project as a user does, in its folder."""
    with tempfile.TemporaryFile() as stdin, tempfile.NamedTemporaryFile() as output:
        stdin.write(given)
        stdin.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-c", WATCHED, f"{output.name}.status", module, *map(str, arguments)],
            cwd=PROJECT,
            stdin=stdin,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        memory = Path(f"{output.name}.status")
        peak = re.search(r"VmHWM:\s*(\d+) kB", memory.read_text())
        memory.unlink()
        assert peak
        return Ran(
            code=process.returncode,
            text=output.read().decode(),
            seconds=usage.ru_utime + usage.ru_stime,
            megabytes=int(peak[1]) / 1024,
        )


def assert_bounded(run: Ran, *, codes: tuple[int, ...]) -> None:
    """It ended in time and in memory, with a code that it may end with, and a text that can be shown."""
    assert run.code in codes, run.text[-2000:]
    assert "Traceback" not in run.text
    assert_shown(run.text)
    assert SECONDS >= run.seconds
    assert MEGABYTES >= run.megabytes
