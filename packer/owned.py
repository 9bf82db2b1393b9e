"""What the hook wrote itself: nothing else may it replace or remove."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from catalog.printed import ShownError

MARK = "source.pkr.hcl"
"""In each folder that the hook wrote, from its first day on."""


class StrangerError(ShownError):
    """Something in the way is not the hook's. Its text is one line a problem, ready to be shown."""


def refuse_strangers(targets: Iterable[Path], *, own: set[str]) -> None:
    """Raise StrangerError where a target holds more than the names that the hook writes at its top."""
    found = [f"{path}: {what}" for target in targets for path, what in _strangers(target, own)]
    if found:
        raise StrangerError(*found)


def left_over(root: Path, *, wanted: Iterable[str]) -> list[Path]:
    """The folders that the hook wrote for images that are no longer wanted."""
    gone = (path.parent for path in root.glob(f"[!.]*/{MARK}") if not path.parent.is_symlink())
    return sorted(path for path in gone if path.name not in set(wanted))


def _strangers(target: Path, own: set[str]) -> Iterator[tuple[Path, str]]:
    if target.is_symlink():
        yield target, "is a link, which the hook would replace; remove it, or name another folder with --out"
    elif target.exists() and not target.is_dir():
        yield target, "is a file where a folder should be; move it elsewhere"
    elif target.exists():
        for path in sorted(target.iterdir()):
            if path.name not in own:
                yield path, "is not the hook's, and would be lost with the old folder; move it elsewhere"
