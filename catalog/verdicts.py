"""The verdicts of parsers, kept in one file of the user's cache: no parser starts for a text that is known.

A file that is damaged, or cannot be written, costs time and nothing else.
"""

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from catalog.remark import Remark
from files import limits

NAME = "verdicts-1.json"
"""In the folder of the cache. Another form of the file has another number."""
MOST = 10_000
"""Verdicts; most are empty lists. Those that were not needed for the longest time are dropped first."""
LARGEST = 10_000_000
"""Of the file, in bytes."""

Verdicts = Mapping[str, Sequence[Remark]]
"""The remarks on a text, by `key_of`."""


def key_of(*, language: str, version: str, text_digest: str) -> str:
    """Return the key of a verdict: it is true for a text and a version of the parser."""
    return hashlib.sha256("\0".join((language, version, text_digest)).encode()).hexdigest()[:40]


def read(folder: Path) -> Verdicts:
    """Return the verdicts that are kept in the folder; none if the file is damaged."""
    try:
        digest, _, content = limits.content(folder / NAME, longest=LARGEST).partition(b"\n")
        if digest.decode() != hashlib.sha256(content).hexdigest():
            return {}
        kept = json.loads(content)
        return {key: [Remark(*one) for one in remarks] for key, remarks in kept.items()}
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return {}


def keep(folder: Path, *, used: Verdicts, others: Verdicts) -> None:
    """Write the verdicts: those that were used now are the last to be dropped."""
    rest = [(key, remarks) for key, remarks in others.items() if key not in used]
    content = _signed({**dict(rest[max(len(rest) + len(used) - MOST, 0) :]), **used})
    if len(content) > LARGEST:
        content = _signed(used)
    if len(content) <= LARGEST:
        with contextlib.suppress(OSError):
            _write(folder, content)


def _signed(kept: Verdicts) -> bytes:
    """Return the file with these verdicts: the digest of what follows, and that."""
    content = json.dumps(kept, separators=(",", ":")).encode()
    return hashlib.sha256(content).hexdigest().encode() + b"\n" + content


def _write(folder: Path, content: bytes) -> None:
    """Replace the file whole: another check may be reading it."""
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f"{NAME}-", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.replace(name, folder / NAME)
    except BaseException:
        os.unlink(name)
        raise
