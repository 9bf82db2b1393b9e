"""Write folders beside the old ones first, then swap each in whole."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

Files = dict[str, str]


@contextmanager
def written_beside(root: Path, folders: dict[str, Files]) -> Iterator[Path]:
    """Write the new folders into a temporary one, give its path, and remove what is left there.

    It lies inside `root`, so that each swap is a rename on one file system.
    """
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=root) as waiting:
        for name, files in folders.items():
            for path, text in files.items():
                target = Path(waiting, name, path)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8", newline="\n")
        yield Path(waiting)


def swap(new: Path, target: Path) -> None:
    """Put the folder `new` in the place of `target`; put `target` back where that fails.

    The old folder goes beside `new`, to be removed with what is left there.
    """
    aside = new.with_name(f"{new.name}.old")
    if target.exists():
        target.rename(aside)
    try:
        new.rename(target)
    except OSError:
        if aside.exists():
            aside.rename(target)
        raise
