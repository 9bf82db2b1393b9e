"""Every catalog -> synthesized: python -m committed [--check].

A catalog is a TOML file in the folder of CATALOG, with a table `gallery`. The products of catalog.toml lie
in synthesized, those of prod.toml in synthesized/prod, and the scripts of all in synthesized/scripts. Exit
codes: 0 done, 1 a catalog is wrong, or, with --check, what is committed is not what the catalogs make.
"""

import argparse
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import main as app
from catalog.load import Examined, examine
from catalog.model import Catalog
from catalog.run import catalog_of_environment, of_project
from committed.layout import FORMER, SYNTHESIZED, shared
from committed.normalize import products
from committed.revision import in_folder
from committed.strangers import refuse_strangers
from files.border import exit_code
from files.diff import unified
from files.errors import GoldshelfError
from files.folders import Files, prepared, swap
from files.limits import content
from files.terminal import line

GALLERY = re.compile(r"^[ \t]*(\[[ \t]*gallery[ \t]*[\].]|gallery[ \t]*[.=])", re.MULTILINE)
AMONG_OTHERS = ("packer/", "scripts/", f"{SYNTHESIZED}/")
"""Folders of catalogs that cannot have such a name."""
RENAME = "its products would lie among those of catalog.toml; rename it"
MOST_LINES = 500
"""Of a difference that is printed: nobody reads more, and a log would drown."""


def main(arguments: list[str] | None = None) -> int:
    """Write what the catalogs make, or compare it with what is there; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m committed", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing: tell what differs, and exit 1")
    options = parser.parse_args(arguments)
    project = catalog_of_environment().parent
    return exit_code(lambda: _run(project, check=options.check), where=project / SYNTHESIZED)


def _run(project: Path, *, check: bool) -> int:
    if (project / FORMER).is_dir():
        move = of_project(project).make("move")
        raise GoldshelfError(
            f"{project / FORMER}: the products are in {project / SYNTHESIZED} now; to move them: {move}"
        )
    files = products_of(project)
    if files is None:
        return 1
    return _check(files, project) if check else _write(files, project)


def products_of(project: Path) -> Files | None:
    """What the catalogs of a project make, as it is committed; None where one is wrong, after its errors."""
    examined = {folder_of(path): examine(path) for path in catalogs(project)}
    for finding in (finding for one in examined.values() for finding in one.findings):
        print(finding, file=sys.stderr)
    files = _made(examined)
    return None if files is None else shared(files)


def catalogs(project: Path) -> list[Path]:
    """The catalogs of a project: TOML files beside catalog.toml that have a gallery."""
    return [
        path
        for path in sorted(project.glob("[!.]*.toml"))  # an editor's lock is called .#catalog.toml
        if path.is_file()
        if path.name == "catalog.toml" or GALLERY.search(content(path).decode("utf-8", "replace"))
    ]


def folder_of(path: Path) -> str:
    """Where the products of this catalog lie in synthesized."""
    return "" if path.name == "catalog.toml" else f"{path.stem}/"


def _made(examined: dict[str, Examined]) -> Files | None:
    """All products, by their path; nothing where one of the catalogs is wrong."""
    if not examined:
        print("error: no catalog here: write catalog.toml", file=sys.stderr)
        return None
    for folder in AMONG_OTHERS:
        if folder in examined:
            print(f"error: {examined[folder].path}: {RENAME}", file=sys.stderr)
            return None
    sound = {folder: one.sound for folder, one in examined.items() if one.sound}
    if len(sound) < len(examined):
        return None
    return made(sound)


def made(sound: Mapping[str, Catalog]) -> Files:
    """The products of the catalogs, each below its folder; raise SynthError if Node or the system fails."""
    app.prepare()
    files: Files = {}
    for folder, catalog in sound.items():
        with TemporaryDirectory() as outdir:
            app.synthesize(catalog, outdir=Path(outdir))
            own = products(catalog, synthesized=Path(outdir))
        files |= {f"{folder}{name}": text for name, text in own.items()}
    return files


def _write(files: Files, project: Path) -> int:
    """Put all of it in the place of what was there."""
    write(files, project / SYNTHESIZED)
    print(f"wrote {project / SYNTHESIZED}: {len(files)} files")
    return 0


def write(files: Files, target: Path) -> None:
    """Put these products in the place of those in `target`."""
    with prepared(target.parent, {target.name: files}) as new:
        refuse_strangers(target, made=files)
        swap(new / target.name, target)


def _check(files: Files, project: Path) -> int:
    """Compare, and show what is committed before what the catalogs make."""
    target = project / SYNTHESIZED
    committed = in_folder(target)
    if committed == files:
        return 0
    lines = list(unified(committed, files, above=f"{target}/", sides=(" (committed)", " (made)")))
    print(*map(line, lines[:MOST_LINES]), sep="\n")
    if len(lines) > MOST_LINES:
        print(f"... and {len(lines) - MOST_LINES} more lines")
    synth = of_project(project).make("synth")
    print(f"{target} is not what the catalogs make. Run `{synth}` and commit it.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
