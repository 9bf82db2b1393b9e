"""Tags of a version: build.version_tags."""

from itertools import islice

from catalog.build import Build
from catalog.image import Image
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import each_image, rule
from catalog.rules.tags import TAGS, added_tags
from catalog.source import CatalogSource, ManagedImageSource
from catalog.version_tags import FACTS, OF_THE_SOURCE, Part, parts, pinned_source
from files.quote import quoted
from files.suggest import did_you_mean

LONGEST_VALUE = 256


@rule(
    "GS183",
    "A version tag must not have the name of another tag of the version",
    example="""
[tags]
owner = "desktop team"

[images.win11-avd.build.version_tags]
- owner   = "golden images"
+ contact = "golden images"
""",
    happens="One of the two values would be lost when the build starts.",
    fix="Use another name, or remove one of them.",
    source=TAGS,
)
@each_image
def names_once(image: Image, catalog: Catalog) -> Found:
    """GS151 reports names that differ only in upper and lower case from the catalog's."""
    added = set(map(str.lower, added_tags(image)))
    for name in image.build.version_tags:
        if name in catalog.tags_of(image):
            yield (
                _where(name),
                "is also in the tags of the catalog or the image: use another name, or remove one",
            )
        elif name.lower() in added:
            yield (
                _where(name),
                "is the name of a tag that goldshelf or Packer sets: use another name, or remove it",
            )


@rule(
    "GS187",
    "A version tag must name only facts that are known before there is a VM",
    example="""
[images.win11-avd.build.version_tags]
- source = "{source}"
+ source = "{source_version}"
""",
    happens="Tags are set when the build starts, before there is a VM, so the name would stand in the tag.",
    fix="Use a fact that the message names, or write '{{' and '}}' for braces. What is known only in the VM is in "
    "<image>.software.json, beside the manifest.",
    source="goldshelf: catalog/version_tags.py",
)
@each_image
def known_facts(image: Image, _: Catalog) -> Found:
    """The first that is not, of each value."""
    for name, value in image.build.version_tags.items():
        wrong = (message for part in parts(value) if (message := _wrong(part, image.build)))
        for message in islice(wrong, 1):
            yield _where(name), message


def _wrong(part: Part, build: Build) -> str | None:
    if part.kind == "brace":
        return f"has a single {part.text!r}: write {part.text * 2!r} for a brace, or the name of a fact in braces"
    if part.kind == "text":
        return None
    layered = isinstance(build.source, CatalogSource)
    other = OF_THE_SOURCE[layered]
    if part.text in OF_THE_SOURCE and part.text != other:
        kind = "is built from another image of this catalog" if layered else "is not built from another image"
        return f"{part.text!r} is not known, because this image {kind}: use {{{other}}}"
    known = [fact for fact in FACTS if fact not in OF_THE_SOURCE or fact == other]
    if part.text == other and isinstance(build.source, ManagedImageSource):
        return (
            f"{part.text!r} is not known, because a managed image has no version: write the name of the image"
        )
    if part.text in known:
        return None
    hint = did_you_mean(part.text, known, otherwise=f"use {', '.join(known)}.")
    return (
        f"no fact {quoted(part.text)} is known before there is a VM; {hint} What the VM knows is in the software.json "
        "beside the manifest; '{{' stands for a brace"
    )


@rule(
    "GS188",
    "The value of a version tag must not exceed 256 bytes, with its facts",
    example="""
- # a tag whose value has 193 letters and {commit}
+ # a tag whose value has 192 letters and {commit}
""",
    happens="Packer refuses the template when the build starts.",
    fix="Shorten the text, or use fewer facts. A commit can have 64 characters, an address of a pipeline is counted as "
    "128.",
    source=f"{TAGS}; packer-plugin-azure 2.6.3, config.go",
)
@each_image
def length_of_values(image: Image, _: Catalog) -> Found:
    """As long as the facts can be; a version of the source that the catalog names is as long as it is."""
    for name, value in image.build.version_tags.items():
        longest = sum(_longest(part, image) for part in parts(value))
        if longest > LONGEST_VALUE:
            yield (
                _where(name),
                f"can have {longest} bytes with its facts, and must not exceed {LONGEST_VALUE}: shorten it",
            )


def _longest(part: Part, image: Image) -> int:
    if part.kind != "fact":
        return len(part.text.encode())
    pinned = pinned_source(image.build) if part.text in OF_THE_SOURCE else None
    return len(pinned) if pinned else FACTS.get(part.text, 0)


def _where(name: str) -> tuple[str, str, str]:
    return "build", "version_tags", name
