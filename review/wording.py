"""What the reports for people share: the headline's words, groups of equal changes, and readable values."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

from files.diff import is_binary
from files.folders import as_bytes
from files.terminal import visible
from review import state_blocks
from review.change import KINDS, Catalog, ChangedFile, Finding, Image, Resource, Review

Item = TypeVar("Item")

LONGEST_VALUE = 160
"""In characters; JSON has the whole value."""

MOST_NAMES = 6
"""Of a group; the others are counted."""


def headline(review: Review) -> str:
    """The one line that a reviewer reads first."""
    catalogs = review.catalogs
    resources = [one for catalog in catalogs for one in catalog.resources]
    images = [image for catalog in catalogs for image in catalog.images]
    found = review.findings
    # Findings about a provider, a state or a whole catalog have no resource.
    addresses = {one.address for one in resources}
    others = [one for one in found if one.kind == "replace" and one.where not in addresses]
    # {s} is the ending of a noun in the plural, {v} that of a verb in the singular.
    counted = [
        (len(review.stale or ()), "stale catalog{s}"),
        (_acting(resources, "destroyed", "replaced"), "resource{s} destroyed or replaced"),
        (_acting(resources, "unknown"), "unknown effect{s}"),
        (len(others), "change{s} of provider, state or catalog"),
        (sum(one.kind == "downgrade" for one in found), "security downgrade{s}"),
        (sum(one.kind == "version" for one in found), "version problem{s}"),
        (_acting(resources, state_blocks.STAYS), "resource{s} removed from the state"),
        (_acting(resources, state_blocks.MOVED), "resource{s} moved"),
        (_acting(resources, "created"), "resource{s} created"),
        (_acting(resources, "updated"), "resource{s} updated in place"),
        (sum(one.needs_build for one in images), "image{s} need{v} a new build"),
        (sum(one.action == "removed" for one in images), "image{s} no longer built"),
    ]
    endings = {True: {"s": "", "v": "s"}, False: {"s": "s", "v": ""}}
    parts = [f"{count:,} {text.format(**endings[count == 1])}" for count, text in counted if count]
    return ", ".join(parts) or ("no changes in Azure or in image versions" if catalogs else "no changes")


def _acting(resources: Iterable[Resource], *actions: str) -> int:
    return sum(one.action in actions for one in resources)


def alike(items: Iterable[Item], key: Callable[[Item], Hashable]) -> list[list[Item]]:
    """Group items by key, in the order of each group's first item."""
    groups: dict[Hashable, list[Item]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return list(groups.values())


def findings(catalog: Catalog) -> list[list[Finding]]:
    """Group findings that differ only in the address; the worst kind first."""
    ordered = sorted(catalog.findings, key=lambda one: KINDS.index(one.kind))
    return alike(ordered, lambda one: (one.kind, one.message, one.todo))


def resources(catalog: Catalog) -> list[list[Resource]]:
    """Group resources of one type with the same changes."""
    return alike(catalog.resources, lambda one: (one.type, one.action, one.arguments))


def images(catalog: Catalog) -> list[list[Image]]:
    """Group images with the same changes."""
    return alike(
        catalog.images,
        lambda one: (one.action, one.arguments, one.needs_build, one.old_version, one.new_version),
    )


def what(image: Image) -> str:
    """What happens to an image."""
    if image.action == "removed":
        return "is no longer built; its versions stay"
    version = image.new_version or "unknown"
    build = f"needs a new build, version {version}" if image.needs_build else "needs no new build"
    if image.old_version and image.old_version != image.new_version:
        build += f" (was {image.old_version})"
    return f"is {image.action}; {build}"


def how_much(one: ChangedFile) -> str:
    """What happened to a file, besides its lines; the images follow."""
    if not one.known:
        return "only its digest is known: it is missing, a link or too large; reaches"
    if one.new is None:
        return "no longer in"
    kind = "binary, " if is_binary(one.old) or is_binary(one.new) else ""
    size = f"{len(as_bytes(one.new)):,} bytes"
    was = "new" if one.old is None else f"was {len(as_bytes(one.old)):,}"
    return f"{kind}{size}, {was}; reaches"


def reached(one: ChangedFile, review: Review) -> list[str]:
    """The images that a file reaches, with the catalog's name if several catalogs changed."""
    several = len(review.catalogs) > 1
    return [
        f"{f'{catalog}: ' if several else ''}images.{key}"
        for catalog, keys in one.images.items()
        for key in keys
    ]


def names(all_: Sequence[str]) -> tuple[list[str], str]:
    """The first names, and the number of the others."""
    left = len(all_) - MOST_NAMES
    return list(all_[:MOST_NAMES]), f" and {left:,} more" if left > 0 else ""


def readable(value: str | None) -> str:
    """A value on one line; a long one is cut."""
    if value is None:
        return "not set"
    start = visible(value[:LONGEST_VALUE])
    return start if len(value) <= LONGEST_VALUE else f"{start}... ({len(value):,} characters)"
