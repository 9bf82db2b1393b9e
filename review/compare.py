"""Compare the committed files of two revisions."""

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from catalog.run import Run, default_out
from facts.resources import DEFINITION, GALLERY
from files.folders import Files
from packer.facts import FILE as FACTS
from review import harm, image_folder, security, shared_files, state_blocks, terraform
from review.change import Catalog, Definition, Finding, Image, Mark, Resource, Review
from review.layers import built_anew
from review.synthesized import Synthesized, by_catalog
from review.terraform import Values

Texts = Callable[[str, Collection[str]], Files]
"""Reads files beside the catalogs of a revision, by its name."""


def compare(base: str, old: Files, head: str, new: Files, *, texts: Texts = lambda *_: {}) -> Review:
    """The review of two revisions, called `base` and `head`."""
    if old == new:
        return Review(base=base, head=head, catalogs=())
    before, after = by_catalog(old), by_catalog(new)
    catalogs = tuple(
        _catalog(name, before.get(name, Synthesized()), after.get(name, Synthesized()))
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    )
    paths = shared_files.beside(catalogs)
    own = (texts(base, paths), texts(head, paths)) if paths else ({}, {})
    files = tuple(shared_files.changed_files(catalogs, own))
    return Review(base=base, head=head, catalogs=catalogs, files=files)


def _catalog(name: str, old: Synthesized, new: Synthesized) -> Catalog:
    if not new.stacks and not new.images:
        return _gone(name, old)
    both = [
        (stack, old.stacks.get(stack, {}), new.stacks.get(stack, {}))
        for stack in sorted({*old.stacks, *new.stacks})
    ]
    settings = tuple(one for stack in both for one in terraform.settings(*stack))
    former = {new: was for _, *sides in both for new, was in state_blocks.former(*sides).items()}
    old = old.under({was: new for new, was in former.items()})
    resources = tuple(
        one
        for stack, _, after in both
        for one in terraform.compare(stack, old.stacks.get(stack, {}), after, former=former)
    )
    marks = {one.address: one for one in resources}
    replaced_addresses = {one.address for one in resources if one.action == "replaced"}
    replaced = {key for key in new.images if f"{DEFINITION}.{key}" in replaced_addresses}
    images = tuple(built_anew(_images(old, new, former), new.images, replaced=replaced))
    gallery = next(iter(_of_kind(new, GALLERY) or _of_kind(old, GALLERY)), ("", {}))
    run = _run(name)
    return Catalog(
        name=name,
        gallery=str(gallery[1].get("name", "")),
        gallery_mark=_mark(marks.get(gallery[0]), None),
        settings=settings,
        resources=resources,
        images=images,
        definitions=tuple(_definitions(old, new, marks, {image.key: image for image in images})),
        findings=(
            *harm.of_settings(settings, run),
            *_findings(resources, images, old.resources, new.resources, run),
        ),
        folders={one.key: (_files(old, one.key), _files(new, one.key)) for one in images},
    )


def _files(revision: Synthesized, key: str) -> Files:
    """The files of an image to diff; the facts are compared by value."""
    return {name: text for name, text in revision.images.get(key, {}).items() if name != FACTS}


def _run(name: str) -> Run:
    """The run that would deploy the catalog on a user's machine."""
    return Run(catalog=Path(name), out=default_out(Path(name)))


def _gone(name: str, old: Synthesized) -> Catalog:
    """A removed catalog: it is no longer deployed, so nothing is destroyed."""
    gallery = dict(_of_kind(old, GALLERY)).values()
    unmanaged = Finding(
        kind="replace",
        where=name,
        message="was removed: its resources stay in Azure, with their state, and nothing manages them",
        todo="keep the file; or, before you merge, set `prevent_destroy = false` in it, delete the versions, "
        f"and destroy the rest: `{_run(name).cdktf('destroy')}`",
    )
    return Catalog(
        name=name,
        gallery=str(next(iter(gallery), {}).get("name", "")),
        gallery_mark="removed",
        images=tuple(_images(old, Synthesized(), {})),
        findings=(unmanaged,),
    )


def _images(old: Synthesized, new: Synthesized, former: Mapping[str, str]) -> list[Image]:
    was = {new.partition(".")[2]: old.partition(".")[2] for new, old in former.items()}
    compared = (
        image_folder.compare(key, old.images.get(key, {}), new.images.get(key, {}), was=was.get(key))
        for key in sorted({*old.images, *new.images})
    )
    return [image for image in compared if image]


def _findings(
    resources: tuple[Resource, ...],
    images: tuple[Image, ...],
    old: dict[str, Values],
    new: dict[str, Values],
    run: Run,
) -> Iterator[Finding]:
    moved = harm.moved(old, new)
    for one in resources:
        before, after = old.get(one.address), new.get(one.address)
        if one.address not in moved:
            yield from harm.of_resource(one, after, run)
        yield from harm.of_group(one, old, after, run)
        yield from security.of_resource(one, before, after)
    yield from (harm.of_move(*addresses) for addresses in moved.items())
    for image in images:
        yield from harm.of_version(image)
        yield from security.of_image(image)


MARKS: dict[str, Mark] = {
    "created": "added",
    "destroyed": "removed",
    "replaced": "replaced",
    "unknown": "replaced",
    state_blocks.STAYS: "forgotten",
}


def _mark(resource: Resource | None, image: Image | None) -> Mark:
    if resource:
        return MARKS.get(resource.action, "changed")
    return "changed" if image else ""


def _of_kind(revision: Synthesized, kind: str) -> list[tuple[str, Values]]:
    return [
        (address, values) for address, values in revision.resources.items() if address.startswith(f"{kind}.")
    ]


def _definitions(
    old: Synthesized, new: Synthesized, marks: dict[str, Resource], images: dict[str, Image]
) -> Iterator[Definition]:
    every = {**dict(_of_kind(old, DEFINITION)), **dict(_of_kind(new, DEFINITION))}
    for address, values in sorted(every.items()):
        key = address.partition(".")[2]
        yield Definition(
            name=str(values.get("name", key)),
            mark=_mark(marks.get(address), images.get(key)),
            regions=tuple(_regions(old.images.get(key), new.images.get(key))),
        )


def _regions(old: Files | None, new: Files | None) -> Iterator[tuple[str, Mark]]:
    before, after = (image_folder.region_names(files or {}) for files in (old, new))
    for name in dict.fromkeys((*after, *before)):
        if old and new and name not in before:
            yield name, "added"
        else:
            yield name, "removed" if new and name not in after else ""
