"""Find layered images, which start from another image of the same gallery."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Literal

from files.folders import Files
from packer.facts import Values
from review.change import Image
from review.image_folder import facts_of, version_of

NAMES = ("resource_group", "gallery_name", "image_name")


def bases(folders: Mapping[str, Files]) -> dict[str, tuple[str, str | None]]:
    """The base of each layered image: its key and version; None: the latest."""
    sources = {key: facts.source for key, files in folders.items() if (facts := facts_of(files))}
    targets = {_names(source, "shared_image_gallery_destination"): key for key, source in sources.items()}
    targets.pop(None, None)
    found = {}
    for key, source in sources.items():
        base = targets.get(_names(source, "shared_image_gallery"))
        if base and base != key:
            found[key] = base, source["shared_image_gallery"].get("image_version")
    return found


def _names(source: Values, block: str) -> tuple[str, ...] | None:
    """The names of a definition, as Azure compares them."""
    values = source.get(block)
    if not isinstance(values, dict) or not values.keys() >= {*NAMES}:
        return None
    return tuple(str(values[name]).lower() for name in NAMES)


def built_anew(
    images: list[Image], folders: Mapping[str, Files], *, replaced: Collection[str]
) -> Iterator[Image]:
    """The images to report: changed, with a replaced definition, or on a base that needs a build."""
    changed = {image.key: image for image in images}
    for key in sorted(replaced):
        new = changed.get(key) or _unchanged(key, folders[key], "published into a new definition")
        changed[key] = replace(new, needs_build=True)
    some = any(image.needs_build for image in changed.values())
    below = {key: base for key, (base, version) in bases(folders).items() if not version} if some else {}
    for key, image in changed.items():
        yield replace(image, needs_build=True) if _on_new(key, below, changed) else image
    for key in sorted(below.keys() - changed.keys()):
        if _on_new(key, below, changed):
            yield _unchanged(key, folders[key], "built on a changed one")


def _unchanged(
    key: str, files: Files, action: Literal["published into a new definition", "built on a changed one"]
) -> Image:
    """An image whose own template is unchanged."""
    version = version_of(files)
    return Image(key=key, action=action, needs_build=True, old_version=version, new_version=version)


def _on_new(key: str, below: Mapping[str, str], changed: Mapping[str, Image]) -> bool:
    seen = {key}
    while (key := below.get(key, "")) and key not in seen:
        if key in changed and changed[key].needs_build:
            return True
        seen.add(key)
    return False
