"""Check catalogs, explain a rule, or write the files that are generated from the rules and the model."""

import argparse
import gc
import os
import sys
from datetime import UTC, datetime
from os.path import realpath
from pathlib import Path

from catalog import editor_schema, explain, report, settings_page
from catalog.effective import effective
from catalog.explain_key import explained, similar_key
from catalog.extra import why_not_allowed
from catalog.folder import catalogs
from catalog.load import examine, examine_together
from catalog.rules import RULES
from catalog.run import GOLDSHELF, catalog_of_environment, user_cache
from catalog.said_elsewhere import said_elsewhere
from files.border import bordered
from files.errors import GoldshelfError
from files.options import Parser
from files.quote import first_names
from files.suggest import did_you_mean
from files.terminal import show


@bordered()
def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code: 1 if a catalog has an error, or the rule does not exist."""
    parser = Parser(prog="python -m catalog", description=__doc__)
    commands = parser.add_subparsers(required=True)

    check = commands.add_parser(
        "check", help="report every problem in the catalogs; exit 1 on errors, 0 on warnings"
    )
    check.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="default: CATALOG; without it, every catalog in this folder",
    )
    check.add_argument(
        "--format", choices=report.FORMATS, default="text", help="gitlab: Code Quality; junit: a test report"
    )
    check.set_defaults(command=_check)

    explaining = commands.add_parser(
        "explain", help="describe a rule, or a key of the catalog; without an id, list all rules"
    )
    explaining.add_argument("rule", nargs="?", metavar="ID or KEY")
    explaining.set_defaults(command=_explain)

    generate = commands.add_parser(
        "generate", help=f"write docs/arguments.md, docs/rules.md, docs/settings.md and {editor_schema.PATH}"
    )
    generate.set_defaults(command=_generate)
    options = parser.parse_args(arguments)
    return int(options.command(options))


def _check(options: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    files = list({realpath(path): path for path in reversed(options.files or _files())}.values())[::-1]
    examined = [examine(path, now=now) for path in files]
    findings = [finding for one in examined for finding in one.findings] + examine_together(examined)
    if with_steps := [one for one in examined if one.has_steps]:
        from catalog.parsed import parse_together  # few catalogs need it

        search = os.environ.get("PATH", os.defpath)
        findings += parse_together(with_steps, kept=user_cache(), search=search)
    show(report.FORMATS[options.format](files, findings))
    return int(any(finding.severity == "error" for finding in findings))


def _files() -> list[Path]:
    """Return the catalog that CATALOG names; without it, every catalog in this folder."""
    named = catalog_of_environment()
    return [named] if os.environ.get("CATALOG") else catalogs(Path()) or [named]


def _explain(options: argparse.Namespace) -> int:
    if options.rule is None:
        show("\n".join(f"{one.id}  {one.severity:7}  {one.title}" for _, one in sorted(RULES.items())))
        return 0
    rule = RULES.get(options.rule.upper())
    show(explain.for_terminal(rule) if rule else _image(options.rule) or _key(options.rule))
    return 0


def _image(path: str) -> str | None:
    """Return what an image of the catalog has, if the path is `images.<its key>` or a key of it."""
    table, _, rest = path.partition(".")
    catalog = catalog_of_environment()
    if table != "images" or not catalog.exists():
        return None
    key, _, below = rest.partition(".")
    examined = examine(catalog)
    if examined.catalog is None:
        raise GoldshelfError(*map(str, examined.errors))
    if key not in examined.catalog.images and not key.startswith("<"):
        images = examined.catalog.images
        hint = did_you_mean(key, images, otherwise=f"its images: {first_names(images) or 'none'}.")
        raise GoldshelfError(f"no image {key!r} in {catalog}; {hint}")
    return "\n".join(effective(examined, key, described=editor_schema.described(), below=below)) or None


def _key(name: str) -> str:
    schema = editor_schema.schema()
    if told := explained(name, schema):
        return told
    last = name.rpartition(".")[2]
    if said := said_elsewhere(last):
        raise GoldshelfError(f"no key {name!r}; {said.say}")
    if reason := why_not_allowed(name) or why_not_allowed(last):
        raise GoldshelfError(f"no key {name!r}; as an argument of azure-arm, it {reason}")
    meant = similar_key(name, schema)
    hint = f"did you mean {meant!r}?" if meant else "`explain` without an id lists all rules"
    raise GoldshelfError(f"no rule and no key {name!r}; {hint}")


def _generate(_: argparse.Namespace) -> int:
    from catalog import arguments_page  # no other command needs it

    for path, text in {
        "docs/arguments.md": arguments_page.content(),
        "docs/rules.md": explain.rules_page(),
        "docs/settings.md": settings_page.content(),
        editor_schema.PATH: editor_schema.content(),
    }.items():
        (GOLDSHELF / path).write_text(text, encoding="utf-8", newline="\n")
        print(f"wrote {path}")
    return 0


if __name__ == "__main__":
    gc.disable()  # collecting garbage would take a part of a short run
    sys.exit(main())
