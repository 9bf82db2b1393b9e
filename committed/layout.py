"""The layout of synthesized/: each script is committed once; a review reads the whole folder of each image.

The facts of an image list its scripts with their digests. So a changed script is one difference in a merge
request, and the review still knows which images run it. What own steps take from beside the catalog is
committed there already.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import PurePosixPath

from files.folders import Files
from packer.facts import FILE, Facts, read_facts

SYNTHESIZED = "synthesized"
FORMER = "review/synthesized"
"""The former place, with the scripts in the folder of each image."""
PLACES = (SYNTHESIZED, FORMER)
SCRIPTS = "scripts/"
STEPS = "steps/"
"""Scripts of own steps: in the folder of an image, or beside packer/ if all images with it have the same."""

OWN = "own/"
"""Before the path of a file beside the catalogs, in the facts."""

SHARED = re.compile(r"scripts/(?:linux|windows)/[^/]+\Z")
IMAGE = re.compile(r"((?:(?!packer/)[^/]+/)?packer/[^/]+)/", re.DOTALL)
COPIED = re.compile(rf"{IMAGE.pattern}(?:(?:own|archives)/.+|(?P<script>steps/.+))", re.DOTALL)
OF_AN_IMAGE = re.compile(rf"{IMAGE.pattern}scripts/(?P<name>[^/]+)", re.DOTALL)


def shared(files: Files) -> Files:
    """Return the files as they are committed."""
    files = without_copies(files)
    steps = _steps_once(files)
    return {
        place_of(script["name"]) if (script := OF_AN_IMAGE.fullmatch(path)) else steps.get(path, path): text
        for path, text in files.items()
    }


def without_copies(files: Files) -> Files:
    """Return the files without those that come from beside the catalog: the facts have their digests."""
    return {
        path: text
        for path, text in files.items()
        if not (own := COPIED.fullmatch(path)) or own["script"] in _files(files, own[1])
    }


def _steps_once(files: Files) -> dict[str, str]:
    """Return where the scripts are committed that are written in a catalog: two images may have different
    ones of one name, and each keeps its own then.
    """
    texts: dict[str, set[str]] = defaultdict(set)
    places = {}
    for path, text in files.items():
        if (own := COPIED.fullmatch(path)) and own["script"]:
            places[path] = f"{catalog_of(own[1])}{own['script']}"
            texts[places[path]].add(text)
    return {path: place for path, place in places.items() if len(texts[place]) == 1}


def whole(files: Files) -> Files:
    """Return the files as a review reads them, from either layout. A script that no image runs stays."""
    found = dict(files)
    for image in images_in(files):
        facts = facts_of(files, image)
        # Without readable facts, any script may be one of the image.
        for place in map(place_of, facts.scripts) if facts else filter(SHARED.match, files):
            if place in files:
                found[f"{image}/{SCRIPTS}{place.rpartition('/')[2]}"] = files[place]
                found.pop(place, None)
        for name in steps_of(facts):
            if (place := f"{catalog_of(image)}{name}") in files:
                found.setdefault(f"{image}/{name}", files[place])
                found.pop(place, None)
    return found


def images_in(files: Collection[str]) -> list[str]:
    """Return the folder of each image."""
    return list(dict.fromkeys(folder[1] for path in files if (folder := IMAGE.match(path))))


def facts_of(files: Files, image: str) -> Facts | None:
    """Return the facts in the folder of an image; None if they cannot be read."""
    return read_facts(files.get(f"{image}/{FILE}", ""))


def steps_of(facts: Facts | None) -> Iterator[str]:
    """Yield the path of each script in the folder of an image that is written in the catalog."""
    yield from (path for path in (facts.files if facts else ()) if path.startswith(STEPS))


def catalog_of(image: str) -> str:
    """Return the folder of the catalog that an image is in: empty for catalog.toml."""
    return image.rpartition("packer/")[0]


def changed_beside(before: Files, now: Files) -> list[str]:
    """Return the files beside the catalogs of which the facts of an image have another digest."""
    found = set()
    for image in images_in(now):
        old, new = (facts_of(side, image) for side in (before, now))
        digests = old.files if old else {}
        found |= {
            path.removeprefix(OWN)
            for path, digest in (new.files.items() if new else ())
            if path.startswith(OWN) and digests.get(path, digest) != digest
        }
    return sorted(found)


def place_of(name: str) -> str:
    """Return the path of a committed script."""
    return f"{SCRIPTS}{'windows' if PurePosixPath(name).suffix == '.ps1' else 'linux'}/{name}"


def _files(files: Files, image: str) -> Collection[str]:
    facts = facts_of(files, image)
    return facts.files if facts else ()
