"""Where products lie beside the catalogs, and how: as a review reads them, and as they are committed.

A review reads each image's folder whole, as packer.out has it. What is committed has each script once, and
beside the templates of an image the digests of its scripts: so a changed script is one difference in a pull
request, and a review still knows for which images it matters.
"""

import hashlib
import re
from collections import defaultdict
from pathlib import PurePosixPath

from files.digests import LIST
from files.folders import Files

SYNTHESIZED = "synthesized"
FORMER = "review/synthesized"
"""Where goldshelf kept them before, with scripts in the folder of each image."""
PLACES = (SYNTHESIZED, FORMER)
SCRIPTS = "scripts/"

OF_AN_IMAGE = re.compile(r"(?P<image>(?:[^/]+/)?packer/[^/]+)/scripts/(?P<name>[^/]+)", re.DOTALL)
LISTED = re.compile(r"^[0-9a-f]{64}  (?:\.\./)+(scripts/(?:linux|windows)/([^/\n]{1,255}))$", re.MULTILINE)


def shared(files: Files) -> Files:
    """The products as they are committed."""
    found = {path: OF_AN_IMAGE.fullmatch(path) for path in sorted(files)}
    kept = {path: files[path] for path, of_image in found.items() if not of_image}
    scripts: Files = {}
    used: dict[str, list[str]] = defaultdict(list)
    for path, of_image in found.items():
        if of_image:
            place = _place(of_image["name"])
            scripts[place] = files[path]
            used[of_image["image"]].append(place)
    digests = _digests(scripts)
    lists = {f"{image}/{LIST}": _list(image, places, digests) for image, places in used.items()}
    return {**kept, **lists, **scripts}


def whole(files: Files) -> Files:
    """The products as a review reads them; those that are so already stay as they are.

    A list that `make synth` would not write stays, and so does a script that is in no list: both differ then.
    """
    digests = _digests({path: text for path, text in files.items() if path.startswith(SCRIPTS)})
    found = {path: text for path, text in files.items() if path not in digests}
    unused = dict.fromkeys(digests)
    for path, text in files.items():
        image, _, name = path.rpartition("/")
        if name != LIST:
            continue
        listed = {place: script for place, script in LISTED.findall(text) if place in digests}
        found |= {f"{image}/{SCRIPTS}{script}": files[place] for place, script in listed.items()}
        for place in listed:
            unused.pop(place, None)
        if listed and text == _list(image, list(listed), digests):
            del found[path]
    return {**found, **{path: files[path] for path in unused}}


def _place(name: str) -> str:
    return f"{SCRIPTS}{'windows' if PurePosixPath(name).suffix == '.ps1' else 'linux'}/{name}"


def _list(image: str, places: list[str], digests: dict[str, str]) -> str:
    """As `sha256sum --check` reads it in the folder of the image."""
    up = "../" * (image.count("/") + 1)
    return "".join(f"{digests[place]}  {up}{place}\n" for place in sorted(places))


def _digests(scripts: Files) -> dict[str, str]:
    return {path: hashlib.sha256(text.encode()).hexdigest() for path, text in scripts.items()}
