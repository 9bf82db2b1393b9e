"""Move the products from where goldshelf kept them before: python -m committed.move.

They were in review/synthesized, with the scripts in the folder of each image. They are made
anew. Exit codes: 0 done, 1 nothing was moved: something else lies among them, or in their new place.
"""

import argparse
import re
import shutil
import sys
from pathlib import Path

from catalog.contract import STACKS
from catalog.run import catalog_of_environment
from committed.__main__ import products_of, write
from committed.git import Git
from committed.layout import FORMER, SCRIPTS, SYNTHESIZED
from committed.revision import in_folder
from files.border import exit_code
from files.errors import GoldshelfError
from files.terminal import line

PRODUCT = re.compile(
    rf"(?:[^/]+/)?(?:(?:{'|'.join(STACKS)})\.tf\.json"
    r"|packer/[^/]+/(?:[a-z]+\.pkr\.hcl|image\.json|scripts/[a-z-]+\.(?:ps1|sh)))"
)
"""What `make synth` wrote there."""


def main() -> int:
    """Move them and return the exit code."""
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
    files = products_of(project)
    if files is None:
        return 1
    write(files, new)
    shutil.rmtree(old)
    print(f"moved {old}: {len(before)} files, to {new}: {len(files)} files")
    print(f"each script is there once, in {new / SCRIPTS}")
    if not any(old.parent.iterdir()):
        old.parent.rmdir()
        print(f"removed {old.parent}, which was empty")
    for name in Git(project).naming(FORMER):
        print(f"{line(name)} names {FORMER}: write {SYNTHESIZED}")
    print(f"next: commit {old} and {new}")
    return 0


def _refuse(old: Path, new: Path, files: dict[str, str]) -> None:
    """Raise GoldshelfError where a move would lose something."""
    if new.exists():
        raise GoldshelfError(f"{new}: is there too; remove {old}, which is older")
    strange = [path for path in files if not PRODUCT.fullmatch(path)]
    if strange:
        raise GoldshelfError(
            *(f"{line(old / path)}: was not written by goldshelf; move it elsewhere" for path in strange)
        )


if __name__ == "__main__":
    sys.exit(main())
