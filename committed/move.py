"""Move the products from where goldshelf kept them before: python -m committed.move.

They were in review/synthesized, with the scripts in the folder of each image. Exit codes: 0 done, 1 nothing
was moved: something else lies among them, or in their new place.
"""

import argparse
import re
import shutil
import sys
from pathlib import Path

from catalog.contract import STACKS
from catalog.run import catalog_of_environment, of_project
from committed.__main__ import write
from committed.git import Git
from committed.layout import FORMER, SCRIPTS, SYNTHESIZED, shared
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
    files = in_folder(old)
    _refuse(old, new, files)
    kept = shared(files)
    write(kept, new)
    shutil.rmtree(old)
    print(f"moved {old}: {len(files)} files, to {new}: {len(kept)} files")
    if scripts := [path for path in kept if path.startswith(SCRIPTS)]:
        print(f"each script is there once, in {new / SCRIPTS}: {len(scripts)} files")
    if not any(old.parent.iterdir()):
        old.parent.rmdir()
        print(f"removed {old.parent}, which was empty")
    for name in Git(project).naming(FORMER):
        print(f"{line(name)} names {FORMER}: write {SYNTHESIZED}")
    print(f"next: {of_project(project).make('synth')}, and commit {old} and {new}")
    return 0


def _refuse(old: Path, new: Path, files: dict[str, str]) -> None:
    """Raise GoldshelfError where a move would lose something."""
    if new.exists():
        raise GoldshelfError(f"{new}: is there too; remove {old}, which is older")
    strange = [path for path in files if not PRODUCT.fullmatch(path)]
    if strange:
        raise GoldshelfError(
            *(f"{line(old / path)}: is not goldshelf's; move it elsewhere" for path in strange)
        )


if __name__ == "__main__":
    sys.exit(main())
