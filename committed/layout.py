"""Where products lie beside the catalogs, and how: as a review reads them, and as they are committed.

A review reads each image's folder whole, as packer.out has it. What is committed has each script once;
the facts of an image list its scripts with their digests. So a changed script is one difference in a pull
request, and a review still knows for which images it matters.
"""

import re
from pathlib import PurePosixPath

from files.folders import Files
from packer.facts import FILE, read_facts

SYNTHESIZED = "synthesized"
FORMER = "review/synthesized"
"""Where goldshelf kept them before, with scripts in the folder of each image."""
PLACES = (SYNTHESIZED, FORMER)
SCRIPTS = "scripts/"

OF_AN_IMAGE = re.compile(r"(?:[^/]+/)?packer/[^/]+/scripts/(?P<name>[^/]+)", re.DOTALL)


def shared(files: Files) -> Files:
    """The products as they are committed."""
    return {
        place_of(script["name"]) if (script := OF_AN_IMAGE.fullmatch(path)) else path: text
        for path, text in files.items()
    }


def whole(files: Files) -> Files:
    """The products as a review reads them; those that are so already stay as they are.

    A script that no image has stays where it is.
    """
    found = dict(files)
    for path, text in files.items():
        image, _, name = path.rpartition("/")
        facts = read_facts(text) if name == FILE else None
        for script in facts.scripts if facts else ():
            place = place_of(script)
            if place in files:
                found[f"{image}/{SCRIPTS}{script}"] = files[place]
                found.pop(place, None)
    return found


def place_of(name: str) -> str:
    """Where a script is committed."""
    return f"{SCRIPTS}{'windows' if PurePosixPath(name).suffix == '.ps1' else 'linux'}/{name}"
