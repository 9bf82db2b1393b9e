"""Compare two revisions of an image's Packer folder, by the facts beside the template."""

import re
from collections.abc import Iterator
from itertools import takewhile

from facts.regions import region_id
from files.folders import Files
from packer.facts import FILE, Facts, read_facts
from review.change import Argument, Image
from review.json_differences import Difference, differences
from review.reach import Reach, reach

IMAGE = "image.json"
FACTS_IN = {
    "build.pkr.hcl": frozenset({"provisioners", "source"}),
    "source.pkr.hcl": frozenset({"source", "regions", "azure_tags"}),
    "variables.pkr.hcl": frozenset(
        {"version", "exclude_from_latest", "allowed_inbound_ip_addresses", "source"}
    ),
}
"""The facts that each template contains."""

HOW_IT_IS_BUILT = frozenset({"plugins.pkr.hcl", "variables.pkr.hcl"})
"""Templates that affect a version only through their facts."""

INTRODUCED = re.compile(
    r"software\..*|source\.(image_.*|security_type|shared_image_gallery(_destination)?|vm_size)"
    r"|regions\..*|allowed_inbound_ip_addresses|version"
)
"""What is reported of a new image: its source, what is installed, and its regions."""


def compare(key: str, old: Files, new: Files, *, was: str | None = None) -> Image | None:
    """What differs between two folders of one image; an image without files does not exist.

    `was` is its former key; the old files have the new key already.
    """
    renamed = [Argument(path="key", old=was, new=key, effect=Reach.FOLDER)] if was and old and new else []
    if old == new and not renamed:
        return None
    arguments = (*renamed, *(_changed(old, new) if old and new else _introduced(new)))
    return Image(
        key=key,
        action="changed" if old and new else "added" if new else "removed",
        arguments=arguments,
        needs_build=bool(new) and (not old or any(one.effect == Reach.VERSION for one in arguments)),
        old_version=version_of(old),
        new_version=version_of(new),
    )


def facts_of(files: Files) -> Facts | None:
    """The facts of a folder; None if it has none that can be read."""
    return read_facts(files.get(FILE, ""))


def version_of(files: Files) -> str | None:
    """The version that the folder publishes by default."""
    facts = facts_of(files)
    return facts.version if facts else None


def region_names(files: Files) -> tuple[str, ...]:
    """The regions that versions of this folder are copied to."""
    facts = facts_of(files)
    return tuple(str(region.get("name")) for region in facts.regions) if facts else ()


def _changed(old: Files, new: Files) -> Iterator[Argument]:
    facts, other = facts_of(old), facts_of(new)
    readable = facts is not None and other is not None
    told = [*_facts(old[FILE], new[FILE])] if readable else []
    yield from told
    paths = {one.path for one in told}
    explained = _explained(facts, other, told) if facts and other else frozenset[str]()
    for name in sorted({*old, *new} - ({FILE} if readable else set())):
        before, after = old.get(name), new.get(name)
        if before != after and name not in paths | explained:
            arguments = [*_arguments(before or "", after or "")] if name == IMAGE else []
            yield from arguments or [_file(name, before, after, readable=readable)]


def _explained(facts: Facts, other: Facts, told: list[Argument]) -> frozenset[str]:
    """The templates that differ because of the facts, and of nothing else."""
    sections = {re.split(r"[./]", one.path)[0] for one in told}
    return frozenset(
        name
        for name, own in FACTS_IN.items()
        if own & sections and facts.templates.get(name) == other.templates.get(name)
    )


def _facts(old: str, new: str) -> Iterator[Argument]:
    for one in differences(old, new, whole=True):
        if one.path[0] == "templates":
            continue  # the templates themselves are compared
        if one.path[0] == "scripts":
            yield Argument(
                path="/".join(one.path), old=_short(one.old), new=_short(one.new), effect=Reach.VERSION
            )
        else:
            respelled = one.path[-1] == "name" and region_id(one.old or "") == region_id(one.new or "")
            nothing = respelled and one.path[0] == "regions"
            yield _argument(one, Reach.NOTHING if nothing else reach(one.path))


def _short(digest: str | None) -> str | None:
    return digest and f"sha256 {digest[1:13]}"


def _arguments(old: str, new: str) -> Iterator[Argument]:
    """What differs in the input of the scripts."""
    for one in differences(old, new):
        yield _argument(one, Reach.VERSION)


def _argument(one: Difference, effect: Reach) -> Argument:
    return Argument(path=".".join(one.path), old=one.old, new=one.new, effect=effect)


def _introduced(new: Files) -> Iterator[Argument]:
    everything = (
        *_facts('{"source": {}, "regions": []}', new.get(FILE, "{}")),
        *_arguments('{"software": []}', new.get(IMAGE, "{}")),
    )
    yield from (one for one in everything if INTRODUCED.fullmatch(one.path) and one.new is not None)


def _file(name: str, before: str | None, after: str | None, *, readable: bool) -> Argument:
    """A file that differs without a different fact."""
    lines = (None if text is None else f"{text.count(chr(10))} lines" for text in (before, after))
    old, new = lines
    effect = _effect(name, before or "", after or "", readable=readable)
    return Argument(path=name, old=old, new=new, effect=effect)


def _effect(name: str, before: str, after: str, *, readable: bool) -> Reach:
    if name == FILE and not before:
        return Reach.NOTHING  # an earlier goldshelf wrote no facts
    if not name.endswith(".hcl"):
        return Reach.VERSION
    old, new = _code(before), _code(after)
    if old == new:
        return Reach.NOTHING
    if (readable and name in HOW_IT_IS_BUILT) or _in_the_vm(old) == _in_the_vm(new):
        return Reach.BUILD
    return Reach.VERSION


def _code(template: str) -> list[str]:
    """The lines of a template without comments, blank lines and spacing."""
    lines = (" ".join(line.split()) for line in template.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _in_the_vm(code: list[str]) -> list[str]:
    """The lines above the post-processors, which run after the version is published."""
    return [*takewhile(lambda line: not line.startswith("post-processor "), code)]
