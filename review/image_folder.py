"""Compare two revisions of an image's Packer folder, by the facts beside the template."""

import json
import re
from collections.abc import Iterator, Mapping

from facts.regions import region_id
from files.folders import Files
from packer.facts import FILE, Facts, read_facts
from packer.source_version import FILE as LOOKUP
from review import machine, own_steps, template_text
from review.change import Argument, Image
from review.json_differences import ORDER, Difference, as_json, differences, loaded
from review.reach import Reach, reach

IMAGE = "image.json"
INTRODUCED = re.compile(
    r"(?:software|repositories)\..*|package_manager"
    r"|source\.(image_.*|custom_managed_image_.*|security_type|shared_image_gallery(_destination)?|vm_size)"
    r"|regions\..*|allowed_inbound_ip_addresses|version|steps\.[^.]*|secrets|unsafe"
    r"|machine\..*|proxy\..*|updates\.server|windows_update|package_updates(?:\..*)?"
    r"|(?:first|last)\.defender_exclusions\..*"
)
"""What is reported of a new image: its source, what is installed, its own steps, its regions, what its hosts
trust and keep, and what is not updated or scanned."""
NEW = '{"software": [], "first": {"defender_exclusions": []}, "last": {"defender_exclusions": []}}'
"""What image.json is compared with where there was none."""
TABLES = ("machine", "paused", "proxy", "updates")
"""Tables of image.json that only some images have."""
LIMITS = frozenset({"timeout", "time_limit"})
"""How long scripts may take, and the same as the catalog says it."""
PARTS_OF_A_LIMIT = {
    "updates": len(("updates", "its key")),
    "software": len(("software", "its id", "its key")),
}
"""Deeper ones are something else: an environment variable may have such a name."""
DEFAULTS: Mapping[str, list[str] | dict[str, str]] = {"secrets": [], "steps": [], "files": {}}
"""Facts that are left out where they are empty."""


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
    was, now = facts_of(old), facts_of(new)
    readable = now is not None and was is not None
    facts = [*_facts(old[FILE], new[FILE], specialized=now.specialized)] if now and was else []
    elsewhere = {*own_steps.told_otherwise(was, now)} if now and was else set()
    yield from (one for one in facts if one.path not in elsewhere)
    paths = {one.path for one in facts}
    for name in sorted({*old, *new} - ({FILE} if readable else set())):
        before, after = old.get(name), new.get(name)
        if before == after or name in paths:
            continue
        effect: Reach | None = Reach.VERSION
        if name.endswith(".hcl") and before is not None and after is not None:
            effect = template_text.effect(name, before, after, facts=facts)
        elif name == LOOKUP:
            effect = None if any(path.startswith("source.") for path in paths) else Reach.BUILD
        elif name == FILE and before is None:
            effect = Reach.NOTHING  # an earlier goldshelf wrote no facts
        values = [*_arguments(before or "", after or "")] if name == IMAGE else []
        yield from values
        if effect and not values:
            yield Argument(path=name, old=_size(before), new=_size(after), effect=effect)


def _size(text: str | None) -> str | None:
    return None if text is None else f"{text.count(chr(10))} lines"


def _facts(old: str, new: str, *, specialized: bool = False) -> Iterator[Argument]:
    for one in differences(old, new, whole=True, defaults=DEFAULTS):
        if one.path[0] in {"scripts", "files"}:
            path = "/".join(one.path).removeprefix("files/")
            yield Argument(path=path, old=_short(one.old), new=_short(one.new), effect=Reach.VERSION)
        elif one.path[0] == "steps" and len(one.path) == len(("steps", "its id")) and one.path[1] != ORDER:
            words = one._replace(old=own_steps.in_words(one.old), new=own_steps.in_words(one.new))
            yield _argument(words, Reach.VERSION)
        else:
            respelled = one.path[-1] == "name" and region_id(one.old or "") == region_id(one.new or "")
            nothing = respelled and one.path[0] == "regions"
            yield _argument(one, Reach.NOTHING if nothing else reach(one.path, specialized=specialized))


def _short(digest: str | None) -> str | None:
    return digest and f"sha256 {digest[1:13]}"


def _arguments(old: str, new: str) -> Iterator[Argument]:
    """What differs in the input of the scripts; of a product that comes or goes, the keys with a value."""
    found = [*differences(old, new, in_parts=TABLES)]
    products = {one.path[1:2] for one in found if one.path[0] == "software" and not _is_derived(one.path)}
    for one in found:
        if _is_derived(one.path) and one.path[1:2] in products:
            continue
        told = one._replace(old=_given(one.old), new=_given(one.new)) if _is_long(one.path) else one
        told = machine.without_data(told)
        limit = one.path[0] == "limits" or (
            one.path[-1] in LIMITS and len(one.path) == PARTS_OF_A_LIMIT.get(one.path[0])
        )
        yield _argument(told, Reach.BUILD if limit else Reach.VERSION)


def _is_long(path: tuple[str, ...]) -> bool:
    """Whether it is a product or a rule of the firewall, of which most keys have no value."""
    above = path[:-1]
    return path[-1] != ORDER and (above == ("software",) or above[1:] == ("firewall",))


def _is_derived(path: tuple[str, ...]) -> bool:
    """Whether it is made of the other keys of a product: what the Office Deployment Tool reads and leaves."""
    return path[0] == "software" and path[2:4] in {("office", "configuration"), ("proof", "office")}


def _given(product: str | None) -> str | None:
    """A product of image.json, where every key is always there, without those that have no value."""
    value = json.loads(product or "null")
    if not isinstance(value, dict):
        return product
    for table, derived in (("proof", "office"), ("office", "configuration")):
        if isinstance(part := value.get(table), dict):
            value[table] = _with_a_value({key: one for key, one in part.items() if key != derived})
    return as_json(_with_a_value(value))


def _with_a_value(table: Mapping[str, object]) -> dict[str, object]:
    return {key: one for key, one in table.items() if one not in (None, False, "", [], {})}


def _argument(one: Difference, effect: Reach) -> Argument:
    return Argument(path=".".join(one.path), old=one.old, new=one.new, effect=effect)


def _introduced(new: Files) -> Iterator[Argument]:
    everything = (
        *_facts('{"source": {}, "regions": []}', new.get(FILE, "{}")),
        *_arguments(NEW, new.get(IMAGE, "{}")),
        *_never_updated(new),
    )
    yield from (one for one in everything if INTRODUCED.fullmatch(one.path) and one.new is not None)


def _never_updated(new: Files) -> Iterator[Argument]:
    image = loaded(new.get(IMAGE, "{}"))
    if isinstance(image, dict) and image:
        linux = "package_manager" in image
        if not image.get("package_updates" if linux else "updates"):
            key = "package_updates" if linux else "windows_update"
            yield Argument(path=key, old=None, new="false", effect=Reach.VERSION)
