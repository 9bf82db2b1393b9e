"""Files that images have in common: each that differs is compared once, with all images that it reaches."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from committed.layout import OWN, SCRIPTS, STEPS
from files.folders import Files
from review.change import Argument, Catalog, ChangedFile

SHARED = (OWN, SCRIPTS, STEPS)
"""How the paths start of goldshelf's scripts, and of what own steps bring."""


def beside(catalogs: Iterable[Catalog]) -> list[str]:
    """Return the files beside the catalogs that differ for an image."""
    paths = {one.path for catalog in catalogs for _, one in _differing(catalog)}
    return sorted(path.removeprefix(OWN) for path in paths if path.startswith(OWN))


def changed_files(catalogs: Iterable[Catalog], own: tuple[Files, Files]) -> Iterator[ChangedFile]:
    """Yield each file that differs; `own` has those beside the catalogs, on both sides."""
    reached: Mapping[tuple[str, str | None, str | None, bool], dict[str, list[str]]] = defaultdict(dict)
    for catalog in catalogs:
        for key, one in _differing(catalog):
            old, new = (
                side.get(one.path.removeprefix(OWN) if one.path.startswith(OWN) else one.path)
                for side in (own if one.path.startswith(OWN) else catalog.folders[key])
            )
            known = not ((old is None and one.old) or (new is None and one.new))
            if old is None or old != new:
                reached[one.path, old, new, known].setdefault(catalog.name, []).append(key)
    for (path, old, new, known), images in sorted(reached.items(), key=lambda one: one[0][0]):
        yield ChangedFile(path=path, images=images, old=old, new=new, known=known)


def _differing(catalog: Catalog) -> Iterator[tuple[str, Argument]]:
    for image in catalog.images:
        if image.action == "changed":
            yield from ((image.key, one) for one in image.arguments if one.path.startswith(SHARED))


def only_of_the_image(files: Files) -> Files:
    """Return the files of an image that it has in common with no other."""
    return {path: text for path, text in files.items() if not path.startswith(SHARED)}
