"""Run a parser that is a program of its own: once, for all texts."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from catalog.remark import UnavailableError
from files.folders import as_bytes

PATIENCE = 60
"""How long to wait for a parser, in seconds, and half a second more for each text, ten times of what one
takes: a text can be made so that shellcheck needs years for it."""


class SlowError(UnavailableError):
    """A parser that did not end in time."""


def version(path: Path) -> str:
    """Return what differs after an update of the file, without running it."""
    try:
        found = path.resolve().stat()
    except OSError as error:
        raise UnavailableError(f"{path}: {error.strerror}") from None
    return f"{path.resolve()} {found.st_size} {found.st_mtime_ns}"


def on_path(names: Sequence[str], *, search: str) -> Path | None:
    """Return the first of the programs that is on PATH."""
    found = (shutil.which(name, path=search) for name in names)
    # Absolute, because the parser runs in a folder of its own.
    return next((Path(one).absolute() for one in found if one), None)


@contextmanager
def written(texts: Sequence[str], *, ending: str) -> Iterator[tuple[Path, list[str]]]:
    """Write the texts to a temporary folder; yield it, and the names of the files.

    The names are goldshelf's, so that none looks like an option, and a parser finds no settings beside them.
    """
    names = [f"{number}{ending}" for number in range(1, len(texts) + 1)]
    try:
        with tempfile.TemporaryDirectory(prefix="goldshelf-", ignore_cleanup_errors=True) as folder:
            for name, text in zip(names, texts, strict=True):
                Path(folder, name).write_bytes(as_bytes(text))
            yield Path(folder), names
    except OSError as error:
        raise UnavailableError(f"{error.filename or 'the temporary folder'}: {error.strerror}") from None


def said(
    command: Sequence[str | Path],
    *,
    folder: Path,
    texts: int,
    stdin: str = "",
    environment: Mapping[str, str],
    success: Sequence[int] = (0,),
) -> str:
    """Run a parser in a folder, and return what it wrote to its standard output."""
    import subprocess  # not needed where verdicts are kept

    name, patience = Path(command[0]).name, PATIENCE + texts // 2
    try:
        done = subprocess.run(  # noqa: S603  (a parser, on files that goldshelf names)
            command,
            cwd=folder,
            env=environment,
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=patience,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SlowError(f"{name} did not end within {patience} seconds") from None
    except OSError as error:
        raise UnavailableError(f"{name} cannot be run: {error.strerror}") from None
    if done.returncode not in success:
        why = next(iter([*done.stderr.split("\n"), *done.stdout.split("\n")]), "").strip()
        raise UnavailableError(f"{name} ended with exit code {done.returncode}{why and f': {why}'}")
    return done.stdout
