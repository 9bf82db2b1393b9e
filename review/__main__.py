"""Compare the committed files of two git revisions, or of two folders: python -m review BASE HEAD.

It needs no account and no network. Exit codes: 0 compared; 1 a revision or a file cannot be read or, with
--fail-on, the committed files are not what the catalogs make; 2 --fail-on found something.
"""

import argparse
import gc
import json
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from functools import partial

from catalog.run import catalog_of_environment
from committed.layout import SYNTHESIZED
from committed.revision import own_texts, read
from files.border import bordered
from files.errors import GoldshelfError
from files.options import Parser
from files.terminal import show
from review.change import KINDS, Review
from review.compare import compare
from review.markdown import markdown
from review.stale import stale
from review.terminal import as_text
from review.wording import headline


@bordered()
def main(arguments: list[str] | None = None) -> int:
    """Print the review and return the exit code."""
    options = _options(arguments)
    project = catalog_of_environment().parent
    old, new = (read(name, project=project) for name in (options.base, options.head))
    if not old and not new:
        raise GoldshelfError(
            f"neither side has {SYNTHESIZED}; run this in the catalog's folder, or set CATALOG"
        )
    found = stale(options.head, new, project=project)
    texts = partial(own_texts, project=project)
    review = replace(compare(options.base, old, options.head, new, texts=texts), stale=found)
    show(FORMATS[options.format](review))
    if options.fail_on and review.stale:
        return 1  # what was compared is not what would be deployed
    return 2 if any(finding.kind in options.fail_on for finding in review.findings) else 0


def _json(review: Review) -> str:
    catalogs = [asdict(replace(catalog, folders={})) for catalog in review.catalogs]
    for catalog in catalogs:
        del catalog["folders"]
    report = {
        "headline": headline(review),
        "base": review.base,
        "head": review.head,
        "stale": None if review.stale is None else [asdict(one) for one in review.stale],
        "catalogs": catalogs,
        "files": [{"path": one.path, "images": one.images} for one in review.files],
    }
    text = json.dumps(report, indent=2, ensure_ascii=False)
    return re.sub(r"[^ -~\n]", lambda found: _escaped(found[0]), text)


def _escaped(char: str) -> str:
    """Escape a character of a JSON text if a terminal would not print it."""
    return char if char.isprintable() else json.dumps(char)[1:-1]


FORMATS: Mapping[str, Callable[[Review], str]] = {"markdown": markdown, "json": _json, "text": as_text}


def _kinds(given: str) -> list[str]:
    kinds = given.split(",")
    if not set(kinds) <= set(KINDS):
        raise argparse.ArgumentTypeError(f"must be some of {','.join(KINDS)}, got {given!r}")
    return kinds


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = Parser(prog="python -m review", description=__doc__)
    parser.add_argument("base", metavar="BASE", help="a revision, such as main, or a folder")
    parser.add_argument(
        "head", metavar="HEAD", help="another revision or folder; `synthesized` for the current files"
    )
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument(
        "--fail-on",
        type=_kinds,
        default=[],
        metavar="KINDS",
        help="exit 2 on these, such as replace,downgrade, and 1 if committed files are stale; an unknown "
        "effect counts as replace",
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    gc.disable()  # collecting garbage would take a third of a short run
    sys.exit(main())
