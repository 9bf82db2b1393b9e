"""The languages of what steps bring, and for each its own parser."""

import hashlib
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path

from catalog.parsers import data, powershell, program, shellcheck
from catalog.remark import Language, Remark

HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Parser:
    """What reads the texts of one language. Both functions take PATH, and raise UnavailableError."""

    version: Callable[[str], str]
    """Differs where the verdict on a text may differ."""
    read: Callable[[Sequence[str], str], list[list[Remark]]]
    """The remarks on each of the texts."""


def _version(search: str, *, find: Callable[[str], Path]) -> str:
    return f"{program.version(find(search))} {_of_goldshelf()}"


def _of_this_process(_: str, *, package: str) -> str:
    spec = find_spec(package)
    where = program.version(Path(str(spec.origin))) if spec and spec.has_location else ""
    return f"{sys.version} {where} {_of_goldshelf()}"


@cache
def _of_goldshelf() -> str:
    """The digest of the code here, which words the verdicts."""
    texts = (path.read_bytes() for path in sorted(HERE.iterdir()) if path.suffix in {".py", ".ps1"})
    return hashlib.sha256(b"\0".join(texts)).hexdigest()


def _each(read: Callable[[str], list[Remark]]) -> Callable[[Sequence[str], str], list[list[Remark]]]:
    return lambda texts, _: [read(text) for text in texts]


PARSERS: Mapping[Language, Parser] = {
    "PowerShell": Parser(version=partial(_version, find=powershell.find), read=powershell.read),
    "bash": Parser(version=partial(_version, find=shellcheck.find), read=shellcheck.read),
    "YAML": Parser(version=partial(_of_this_process, package="yaml"), read=_each(data.read_yaml)),
    "JSON": Parser(version=partial(_of_this_process, package="json"), read=_each(data.read_json)),
    "TOML": Parser(version=partial(_of_this_process, package="tomli"), read=_each(data.read_toml)),
}
