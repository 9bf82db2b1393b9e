"""The layout of synthesized/: each script is committed once; a review reads the whole folder of each image.

The facts of an image list its scripts with their digests. So a changed script is one difference in a merge
request, and the review still knows which images run it.
"""

import re
from collections.abc import Collection
from pathlib import PurePosixPath

from files.folders import Files
from packer.facts import FILE, read_facts

SYNTHESIZED = "synthesized"
FORMER = "review/synthesized"
"""The former place, with the scripts in the folder of each image."""
PLACES = (SYNTHESIZED, FORMER)
SCRIPTS = "scripts/"

SHARED = re.compile(r"scripts/(?:linux|windows)/[^/]+\Z")
IMAGE = re.compile(r"((?:[^/]+/)?packer/[^/]+)/", re.DOTALL)
OWN = re.compile(rf"{IMAGE.pattern}(?:(?:own|archives)/.+|(?P<inline>steps/.+))", re.DOTALL)
OF_AN_IMAGE = re.compile(rf"{IMAGE.pattern}scripts/(?P<name>[^/]+)", re.DOTALL)


def shared(files: Files) -> Files:
    """Return the files as they are committed.

    What own steps take from beside the catalog is committed there already; the facts have its digest.
    """
    return {
        place_of(script["name"]) if (script := OF_AN_IMAGE.fullmatch(path)) else path: text
        for path, text in files.items()
        if not (own := OWN.fullmatch(path)) or own["inline"] in _inline(files, own[1])
    }


def _inline(files: Files, image: str) -> Collection[str]:
    """The scripts in the folder of an image that are written in the catalog."""
    facts = read_facts(files.get(f"{image}/{FILE}", ""))
    return facts.files if facts else ()


def whole(files: Files) -> Files:
    """Return the files as a review reads them, from either layout. A script that no image runs stays."""
    found = dict(files)
    for image in dict.fromkeys(folder[1] for path in files if (folder := IMAGE.match(path))):
        facts = read_facts(files.get(f"{image}/{FILE}", ""))
        # Without readable facts, any script may be one of the image.
        for place in map(place_of, facts.scripts) if facts else filter(SHARED.match, files):
            if place in files:
                found[f"{image}/{SCRIPTS}{place.rpartition('/')[2]}"] = files[place]
                found.pop(place, None)
    return found


def place_of(name: str) -> str:
    """Return the path of a committed script."""
    return f"{SCRIPTS}{'windows' if PurePosixPath(name).suffix == '.ps1' else 'linux'}/{name}"
