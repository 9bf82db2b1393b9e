"""What somebody put or changed in a folder of the hook's, and what the hook says of it."""

import os
from pathlib import Path

STRANGE = "was not written by goldshelf, and would be lost with the old folder; move it elsewhere"
CHANGED = "was changed after goldshelf wrote it, and would be lost with the old folder; move it elsewhere"


def manifest(folder: Path) -> str:
    """What Packer leaves beside the templates when it is run there."""
    (folder / "win11-avd.manifest.json").write_text("mine")
    return f"win11-avd.manifest.json: {STRANGE}"


def script(folder: Path) -> str:
    """A script of one's own among the others."""
    (folder / "scripts/join-domain.ps1").write_text("mine")
    return f"scripts/join-domain.ps1: {STRANGE}"


def changed(folder: Path) -> str:
    """A line of one's own in a script of goldshelf's."""
    with (folder / "scripts/cleanup.ps1").open("a") as file:
        file.write("# mine\n")
    return f"scripts/cleanup.ps1: {CHANGED}"


def in_other_letters(folder: Path) -> str:
    """On some file systems this is the same file."""
    (folder / "image.json").rename(folder / "Image.json")
    return f"Image.json: {STRANGE}"


def subfolder(folder: Path) -> str:
    """A folder is named once, whatever is in it."""
    (folder / "scripts/mine/more").mkdir(parents=True)
    (folder / "scripts/mine/more/thesis.txt").write_text("mine")
    return f"scripts/mine: {STRANGE}"


def empty(folder: Path) -> str:
    """A folder for later."""
    (folder / "files").mkdir()
    return f"files: {STRANGE}"


def instead(folder: Path) -> str:
    """A folder in the place of a file."""
    (folder / "image.json").unlink()
    (folder / "image.json").mkdir()
    return f"image.json: {STRANGE}"


def link(folder: Path) -> str:
    """A link to the very file that was there is one's own all the same."""
    path = folder / "scripts/cleanup.ps1"
    path.symlink_to(path.rename(folder.parent.parent / "shared.ps1"))
    return f"scripts/cleanup.ps1: {STRANGE}"


def link_to_folder(folder: Path) -> str:
    """The scripts, kept in one place."""
    (folder / "scripts").symlink_to((folder / "scripts").rename(folder.parent.parent / "shared"))
    return f"scripts: {STRANGE}"


def pipe(folder: Path) -> str:
    """Nobody waits for what a pipe says."""
    (folder / "image.json").unlink()
    os.mkfifo(folder / "image.json")
    return f"image.json: {STRANGE}"


def not_text(folder: Path) -> str:
    """A name that is not UTF-8 is named as far as it can be shown."""
    Path(os.fsdecode(os.fsencode(folder) + b"/scripts/\xff\n")).write_text("mine")
    return rf"scripts/\udcff\n: {STRANGE}"


MINE = [
    *(manifest, script, changed, in_other_letters, subfolder, empty, instead, link, link_to_folder, pipe),
    not_text,
]
