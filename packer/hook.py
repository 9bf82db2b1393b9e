"""Render packer.out/<image>/ from catalog.toml and outputs.json, after a deploy. It never builds.

Exit codes: 0 done, 1 the input is wrong, 3 a bug in goldshelf (with a traceback).
"""

import argparse
import gc
import os
import sys
from pathlib import Path

from catalog.cloud import cloud_conflict
from catalog.load import examine
from catalog.model import Catalog
from catalog.rules.parsed import NOT_PARSED
from catalog.run import Run, catalog_of_environment, default_out, run_of_environment, user_cache
from deployed.outputs import read_outputs, subscription_of
from files.border import exit_code
from files.digests import left_over, listed, refuse_strangers
from files.errors import GoldshelfError
from files.folders import holds, prepared, swap
from files.options import Parser
from files.terminal import line
from packer.installed import packer_version, validate
from packer.next_commands import next_commands
from packer.render import render


def main(arguments: list[str] | None = None) -> int:
    """Run the hook and return its exit code."""
    parser = Parser(prog="python -m packer.hook", description=__doc__)
    parser.add_argument(
        "--outputs",
        type=Path,
        action="append",
        help="the outputs of the deploy (default: outputs.json, in the catalog's folder); give one "
        "`terraform output -json` file per stack",
    )
    parser.add_argument("--catalog", type=Path, default=catalog_of_environment())
    parser.add_argument("--out", type=Path, help="default: packer.out, in the catalog's folder")
    parser.add_argument(
        "--prune", action="store_true", help="remove the folders of images that are no longer in the catalog"
    )
    parser.add_argument("--validate", action="store_true", help="check each folder with the packer on PATH")
    options = parser.parse_args(arguments)
    own = default_out(options.catalog)
    options.outputs = options.outputs or [own / "outputs.json"]
    options.out = options.out or own / "packer.out"
    whole = "each image has its old or its new folder, complete"
    return exit_code(
        lambda: _run(options),
        where=options.out,
        todo=f"{whole}; run again",
        stopped=f"stopped: {whole}; run again",
    )


def _run(options: argparse.Namespace) -> int:
    run = run_of_environment(catalog=options.catalog, out=options.outputs[0].parent)
    with packer_version() as version:
        catalog = _readable(options.catalog)
        if elsewhere := cloud_conflict(catalog.cloud, os.environ):
            raise GoldshelfError(elsewhere)
        outputs = read_outputs(options.outputs, run=run)
        subscription_id = subscription_of(outputs, catalog, run=run)
        rendered = render(catalog=catalog, outputs=outputs, subscription_id=subscription_id)
        folders = {key: listed(files) for key, files in rendered.items()}
        changed = {key: files for key, files in folders.items() if not holds(options.out / key, files)}
        gone = left_over(options.out, wanted=folders)
        pruned = gone if options.prune else []
        with prepared(options.out, changed) as new:
            places = {key: (new if key in changed else options.out) / key for key in folders}
            notes = {key: f"\n  {validate(places[key], version())}" for key in folders if options.validate}
            refuse_strangers([*(options.out / key for key in changed), *pruned])
            for key in changed:
                swap(new / key, options.out / key)
            for folder in pruned:
                folder.rename(new / folder.name)
        for key in folders:
            done = "rendered" if key in changed else "unchanged"
            print(f"{done} {line(options.out / key)}{notes.get(key, '')}")
        _print_left_over(gone, options, run)
        head = "next:  " if run.sandbox is None else "for real:  "
        again = _again(options, run)
        for command in next_commands(catalog, folder=options.out, run=run, render=again, version=version()):
            print(f"{head}{line(command)}")
            head = " " * len(head)
    return 0


def _readable(path: Path) -> Catalog:
    """Return the catalog, if its steps bring only what the parsers of their languages can read.

    Their advice is for `python -m catalog check`; that nothing was parsed is said here too.
    """
    examined = examine(path)
    parsed = []
    if examined.has_steps:
        from catalog.parsed import parse_together  # few catalogs need it

        search = os.environ.get("PATH", os.defpath)
        parsed = parse_together([examined], kept=user_cache(), search=search)
    errors = [*examined.errors, *(one for one in parsed if one.severity == "error")]
    if errors or examined.catalog is None:
        raise GoldshelfError(*map(str, errors))
    for finding in parsed:
        if finding.rule == NOT_PARSED.id:
            print(finding, file=sys.stderr)
    return examined.catalog


def _print_left_over(gone: list[Path], options: argparse.Namespace, run: Run) -> None:
    prune = _again(options, run, "--prune")
    for left in map(line, gone):
        kept = f"kept {left}: the catalog builds no such image; to remove it: {line(prune)}"
        print(f"removed {left}" if options.prune else kept)


def _again(options: argparse.Namespace, run: Run, *flags: str) -> str:
    """Return the command that runs the hook with the same options."""
    if (options.outputs, options.out) == ([run.out / "outputs.json"], run.out / "packer.out"):
        return run.make("render", **({"HOOK_FLAGS": " ".join(flags)} if flags else {}))
    outputs = [word for path in options.outputs for word in ("--outputs", path)]
    return run.module("packer.hook", *outputs, "--catalog", options.catalog, "--out", options.out, *flags)


if __name__ == "__main__":
    gc.disable()  # collecting garbage would take a part of a short run
    sys.exit(main())
