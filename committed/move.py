"""Move review/synthesized, where an older goldshelf wrote, to synthesized/: python -m committed.move.

The files are synthesized again, with each script once. Exit codes: 0 done, 1 nothing was moved: the old
folder has files that goldshelf did not write or git does not have, the new one exists, or a catalog has an
error.
"""

import os
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
from files.border import bordered
from files.errors import GoldshelfError
from files.options import Parser
from files.terminal import line

PRODUCT = re.compile(
    rf"(?:[^/]+/)?(?:(?:{'|'.join(STACKS)})\.tf\.json"
    r"|packer/[^/]+/(?:[a-z]+\.pkr\.hcl|image\.json|scripts/[a-z_-]+\.(?:ps1|sh|py)))"
)
"""The files that `make synth` wrote there."""


@bordered()
def main() -> int:
    """Move the folder and return the exit code."""
    parser = Parser(prog="python -m committed.move", description=__doc__)
    parser.parse_args()
    project = catalog_of_environment().parent
    old, new = project / FORMER, project / SYNTHESIZED
    if not old.is_dir():
        print(f"nothing to move: there is no {old}")
        return 0
    before = in_folder(old)
    _refuse(project, old, new, before)
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


def _refuse(project: Path, old: Path, new: Path, files: dict[str, str]) -> None:
    """Raise GoldshelfError if the move would lose something: it removes only what git has."""
    for path in (old, old.parent):
        if path.is_symlink():
            raise GoldshelfError(f"{path}: must be a folder, not a link; replace the link by the folder")
    unsaved = Git(project).unsaved(old)
    if unsaved is None:
        raise GoldshelfError(f"{old}: git does not have it; commit it first, since the move removes it")
    lost = {one.relative_to(old).as_posix() for one in unsaved if one.is_relative_to(old)}
    strange = sorted({path for path in files if not PRODUCT.fullmatch(path)} | lost)
    if strange:
        raise GoldshelfError(
            *(
                f"{line(old / path)}: was not written by goldshelf, or is not committed; move it elsewhere, "
                "or commit it"
                for path in strange
            )
        )
    if os.path.lexists(new):
        raise GoldshelfError(f"{new}: exists already; move it elsewhere, or remove {old}, if it is older")


if __name__ == "__main__":
    sys.exit(main())
