"""Move review/synthesized, where an older goldshelf wrote, to synthesized/: python -m committed.move.

The files are synthesized again, with each script once. Exit codes: 0 done, 1 nothing was moved: the old
folder has other files, the new folder exists, or a catalog has an error.
"""

import argparse
import re
import shutil
import sys
from pathlib import Path

from catalog.contract import STACKS
from catalog.run import catalog_of_environment
from committed.__main__ import files_of, replace
from committed.git import Git
from committed.layout import FORMER, SCRIPTS, SYNTHESIZED
from committed.revision import in_folder
from files.border import exit_code
from files.errors import GoldshelfError
from files.terminal import line

PRODUCT = re.compile(
    rf"(?:[^/]+/)?(?:(?:{'|'.join(STACKS)})\.tf\.json"
    r"|packer/[^/]+/(?:[a-z]+\.pkr\.hcl|image\.json|scripts/[a-z_-]+\.(?:ps1|sh|py)))"
)
"""The files that `make synth` wrote there."""


def main() -> int:
    """Move the folder and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m committed.move", description=__doc__)
    parser.parse_args()
    return exit_code(lambda: _move(catalog_of_environment().parent))


def _move(project: Path) -> int:
    old, new = project / FORMER, project / SYNTHESIZED
    if not old.is_dir():
        print(f"nothing to move: there is no {old}")
        return 0
    before = in_folder(old)
    _refuse(old, new, before)
    files = files_of(project)
    if files is None:
        return 1
    replace(new, files)
    shutil.rmtree(old)
    print(f"moved {old}: {len(before)} files, to {new}: {len(files)} files")
    print(f"each script is now stored once, in {new / SCRIPTS}")
    if not any(old.parent.iterdir()):
        old.parent.rmdir()
        print(f"removed {old.parent}: it was empty")
    for name in Git(project).naming(FORMER):
        print(f"{line(name)} contains {FORMER}: change it to {SYNTHESIZED}")
    print(f"next: commit {old} and {new}")
    return 0


def _refuse(old: Path, new: Path, files: dict[str, str]) -> None:
    """Raise GoldshelfError if the move would lose something."""
    if new.exists():
        raise GoldshelfError(f"{new}: exists already; remove {old}, which is older")
    strange = [path for path in files if not PRODUCT.fullmatch(path)]
    if strange:
        raise GoldshelfError(
            *(f"{line(old / path)}: was not written by goldshelf; move it elsewhere" for path in strange)
        )


if __name__ == "__main__":
    sys.exit(main())
