"""Write a set of folders all or nothing: beside the old ones first, then swapped in."""

import shutil
import tempfile
from pathlib import Path

Files = dict[str, str]


def replace_folders(root: Path, folders: dict[str, Files]) -> None:
    """Make each `root/<name>` hold exactly its files. Until all are written, nothing is replaced.

    A new folder waits in a temporary one inside `root`, so that the swap is a rename on one file system.
    """
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=root) as waiting:
        for name, files in folders.items():
            for path, text in files.items():
                target = Path(waiting, name, path)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8", newline="\n")
        for name in folders:
            _swap(Path(waiting, name), root / name, Path(waiting, f"{name}.old"))


def _swap(new: Path, target: Path, aside: Path) -> None:
    """Put `new` in the place of `target`; put `target` back where that fails."""
    had = target.exists()
    if had:
        target.rename(aside)
    try:
        new.rename(target)
    except OSError:
        if had:
            aside.rename(target)
        raise
    if had:
        shutil.rmtree(aside)
