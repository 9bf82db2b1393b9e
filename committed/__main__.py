"""Write what the catalogs make to synthesized/, for review: python -m committed [--check].

The catalogs are the TOML files in the folder of CATALOG that have a table `gallery`. The files of
catalog.toml are in synthesized/, those of prod.toml in synthesized/prod/, and all scripts in
synthesized/scripts/. Exit codes: 0 done, 1 a catalog has an error, or, with --check, synthesized/ does not
match the catalogs.
"""

import sys
from pathlib import Path

from catalog.folder import catalogs
from catalog.load import examine
from catalog.run import catalog_of_environment, of_project
from committed.catalogs import folder_of, refuse_names, synthesized
from committed.layout import FORMER, SYNTHESIZED, changed_beside, shared
from committed.revision import in_folder
from committed.strangers import refuse_strangers
from files.border import exit_code
from files.diff import unified
from files.errors import GoldshelfError
from files.folders import Files, prepared, swap
from files.options import Parser
from files.quote import first_names
from files.terminal import line

MOST_LINES = 500
"""Of a diff that is printed."""


def main(arguments: list[str] | None = None) -> int:
    """Write or check the files, and return the exit code."""
    parser = Parser(prog="python -m committed", description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; print the differences and exit with 1"
    )
    options = parser.parse_args(arguments)
    project = catalog_of_environment().parent
    return exit_code(lambda: _run(project, check=options.check), where=project / SYNTHESIZED)


def _run(project: Path, *, check: bool) -> int:
    if any((project / FORMER).glob("*")):
        move = of_project(project).make("move")
        raise GoldshelfError(
            f"{project / FORMER} was written by an older goldshelf; this one uses "
            f"{project / SYNTHESIZED}; to move the files: {move}"
        )
    files = files_of(project)
    if files is None:
        return 1
    if check:
        return _check(files, project)
    replace(project / SYNTHESIZED, files)
    print(f"wrote {project / SYNTHESIZED}: {len(files)} files")
    return 0


def files_of(project: Path) -> Files | None:
    """Return what the catalogs make, as it is committed. If one has errors, print them and return None."""
    examined = {folder_of(path): examine(path) for path in catalogs(project)}
    for finding in (finding for one in examined.values() for finding in one.findings):
        print(finding, file=sys.stderr)
    refuse_names(examined)
    sound = {folder: one.sound for folder, one in examined.items() if one.sound}
    return shared(synthesized(sound)) if len(sound) == len(examined) else None


def replace(target: Path, files: Files) -> None:
    """Replace the folder; raise GoldshelfError if it has a file that only it has."""
    with prepared(target.parent, {target.name: files}) as new:
        refuse_strangers(target, made=files)
        swap(new / target.name, target)


def _check(files: Files, project: Path) -> int:
    """Print how the committed files differ from those that the catalogs make."""
    target = project / SYNTHESIZED
    committed = in_folder(target)
    if committed == files:
        return 0
    lines = list(unified(committed, files, above=f"{target}/", sides=(" (committed)", " (made)")))
    print(*map(line, lines[:MOST_LINES]), sep="\n")
    if len(lines) > MOST_LINES:
        print(f"... and {len(lines) - MOST_LINES} more lines")
    synth = of_project(project).make("synth")
    own = changed_beside(committed, files)
    beside = f" and {first_names(own)} beside them" if own else ""
    raise GoldshelfError(f"{target} does not match the catalogs{beside}: run `{synth}` and commit it")


if __name__ == "__main__":
    sys.exit(main())
