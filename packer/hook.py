"""The post-deploy hook: outputs.json + catalog.toml -> packer.out/<image>/. It never builds.

Exit codes: 0 done, 1 the input is wrong, 3 unexpected (with a traceback: the mistake is ours).
"""

import argparse
import os
import sys
import traceback
from pathlib import Path

from catalog.build import Build
from catalog.load import CatalogError, load
from catalog.printed import line
from packer import published
from packer.folder import swap, written_beside
from packer.lock import BusyError
from packer.owned import StrangerError, left_over, refuse_strangers
from packer.published import OutputsError
from packer.render import render
from packer.validate import PackerError, validate

LEFT = "no image of the catalog; --prune removes it"


def main(arguments: list[str] | None = None) -> int:
    """Run the hook and return its exit code."""
    options = _options(arguments)
    try:
        _run(options)
    except (CatalogError, OutputsError, PackerError, StrangerError, BusyError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        where, why = error.filename or options.out, error.strerror or error
        print(line(f"error: {where}: {why}; each folder is whole, old or new: run again"), file=sys.stderr)
        return 1
    except Exception:  # the border: whatever else happens is a fault of ours, and says so
        traceback.print_exc()
        return 3
    return 0


def _run(options: argparse.Namespace) -> None:
    catalog = load(options.catalog)
    outputs = published.read(options.outputs or [Path("outputs.json")])
    subscription_id = published.subscription_of(outputs, catalog)
    folders = render(catalog=catalog, outputs=outputs, subscription_id=subscription_id)
    gone = left_over(options.out, wanted=folders)
    pruned = gone if options.prune else []
    own = {Path(path).parts[0] for files in folders.values() for path in files}
    refuse_strangers([*(options.out / key for key in folders), *pruned], own=own)
    with written_beside(options.out, folders) as new:
        notes = {key: f"\n  {validate(new / key)}" for key in folders if options.validate}
        for key in folders:
            swap(new / key, options.out / key)
        for folder in pruned:
            folder.rename(new / folder.name)
    for key in folders:
        print(f"rendered {line(options.out / key)}{notes.get(key, '')}")
    for left in map(line, gone):
        print(f"removed {left}" if options.prune else f"kept {left}: {LEFT}")
    key, image = next(iter(catalog.images.items()))
    _say_next(line(options.out / key), image.build)


def _say_next(folder: str, build: Build) -> None:
    asks = build.virtual_network_name is None and build.allowed_inbound_ip_addresses is None
    variables = "-var 'allowed_inbound_ip_addresses=[\"<your address>\"]' " if asks else ""
    print(f"next:  packer init {folder}")
    print(f"       packer build {variables}{folder}")


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m packer.hook", description=__doc__)
    parser.add_argument(
        "--outputs",
        type=Path,
        action="append",
        help="what the deploy wrote (default: outputs.json); twice for two `terraform output -json` files",
    )
    parser.add_argument("--catalog", type=Path, default=Path(os.environ.get("CATALOG") or "catalog.toml"))
    parser.add_argument("--out", type=Path, default=Path("packer.out"))
    parser.add_argument(
        "--prune", action="store_true", help="remove the folders of images that left the catalog"
    )
    parser.add_argument("--validate", action="store_true", help="let the packer on PATH check each folder")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
