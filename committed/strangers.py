"""What `make synth` may replace in synthesized/.

It keeps no list of its files there, which would show in every merge request. It recognizes them by their
names, and what git has can be restored.
"""

from collections.abc import Collection, Iterator
from pathlib import Path

from catalog.contract import STACKS
from committed.git import LONGEST, Git
from committed.layout import STEPS, catalog_of, place_of, steps_of
from files.digests import TEMPLATES, rendered, strange, strangers
from files.folders import as_text
from files.limits import content
from packer.facts import FILE, read_facts


def refuse_strangers(target: Path, *, made: Collection[str]) -> None:
    """Raise GoldshelfError if `target` has files that goldshelf did not write and git does not have."""
    own = dict.fromkeys([*made, *_made_before(target, made)])
    found = list(strangers(target, own=own))
    lost = Git(target.parent).unsaved(target) if found else set()
    if lost is not None:
        found = [(path, why) for path, why in found if any(one.is_relative_to(path) for one in lost)]
    if found:
        raise strange(found)


def _made_before(target: Path, made: Collection[str]) -> Iterator[str]:
    """Yield the paths of files of images and catalogs that no longer exist."""
    names = {*TEMPLATES, *(f"/{path}".partition("/packer/")[2].partition("/")[2] for path in made)}
    names = {name for name in names if not name.startswith(STEPS)}  # the facts below know those of each image
    for under in ("", "*/"):
        stacks = [path for stack in STACKS for path in target.glob(f"{under}{stack}.tf.json")]
        images = list(filter(rendered, target.glob(f"{under}packer/*")))
        for path in (*stacks, *(image / name for image in images for name in names)):
            yield path.relative_to(target).as_posix()
        for listing in (image / FILE for image in images):
            facts = read_facts(as_text(content(listing, longest=LONGEST))) if listing.is_file() else None
            yield from map(place_of, facts.scripts if facts else ())
            image = listing.parent.relative_to(target).as_posix()
            for name in steps_of(facts):
                yield from (f"{image}/{name}", f"{catalog_of(image)}{name}")
