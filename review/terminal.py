"""The review for a terminal."""

from collections.abc import Iterator

from files.terminal import line
from review.change import Argument, Catalog, ChangedFile, Review
from review.wording import findings, headline, how_much, images, names, reached, readable, resources, what


def as_text(review: Review) -> str:
    """The headline, the findings and every change; equal changes are listed once."""
    lines = [f"{review.base}..{review.head}: {headline(review)}"]
    for one in review.stale or ():
        lines += ["", f"STALE {one.where} {one.message}", f"  {one.todo}"]
    for catalog in review.catalogs:
        lines += ["", f"{catalog.name}", *_catalog(catalog)]
    lines += ["", *(_file(one, review) for one in review.files)] if review.files else []
    return "\n".join(map(line, lines))


def _catalog(catalog: Catalog) -> Iterator[str]:
    for same in findings(catalog):
        one = same[0]
        yield f"  {one.kind.upper()} {_named([each.where for each in same])} {one.message}"
        yield f"    instead: {one.todo}"
    yield from _arguments(catalog.settings, indent=2)
    for group in resources(catalog):
        yield f"  {_named([each.address for each in group])}: {group[0].action}"
        yield from _arguments(group[0].arguments, indent=4)
    for equal in images(catalog):
        yield f"  {_named([f'images.{each.key}' for each in equal])}: {what(equal[0])}"
        yield from _arguments(equal[0].arguments, indent=4)


def _file(one: ChangedFile, review: Review) -> str:
    return f"{readable(one.path)}: {how_much(one)} {_named(reached(one, review))}"


def _arguments(arguments: tuple[Argument, ...], *, indent: int) -> Iterator[str]:
    for one in arguments:
        yield f"{' ' * indent}{readable(one.path)}: {readable(one.old)} -> {readable(one.new)} [{one.effect}]"


def _named(all_: list[str]) -> str:
    first, others = names(all_)
    return f"{', '.join(map(readable, first))}{others}"
