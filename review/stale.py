"""Check that the committed files are what the catalogs make; if not, a review is not about the catalogs."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from catalog.folder import catalogs
from catalog.load import Examined, examine
from catalog.run import of_project
from committed.catalogs import RENAME, RESERVED, folder_of, synthesized
from committed.layout import SYNTHESIZED, changed_beside, without_copies
from committed.revision import catalogs_folder
from files.folders import Files
from packer.facts import read_facts
from review.change import Finding
from review.wording import names
from stacks.outdir import SynthError


def stale(name: str, committed: Files, *, project: Path) -> tuple[Finding, ...] | None:
    """The catalogs whose committed files are not what this goldshelf makes.

    None for a folder of such files without their catalogs.
    """
    with catalogs_folder(name, project=project) as folder:
        if folder is None:
            return None
        examined = {folder_of(path): examine(path) for path in catalogs(folder)}
    todo = f"run `{of_project(project).make('synth')}`, and commit {SYNTHESIZED}"
    return tuple(_findings(examined, committed, todo))


def _findings(examined: Mapping[str, Examined], committed: Files, todo: str) -> Iterator[Finding]:
    sound = {}
    for folder, one in examined.items():
        if one.sound and folder not in RESERVED:
            sound[folder] = one.sound
        else:
            yield _finding(one.path.name, _why_not(one), f"fix it, {todo}")
    try:
        files = without_copies(synthesized(sound)) if sound else {}
    except SynthError as error:
        for folder in sound:
            name = examined[folder].path.name
            yield _finding(name, f"could not be synthesized: {error.why}", "fix that, and run again")
        return
    now, before = _by_catalog(files), _by_catalog(committed)
    for folder in sorted(sound.keys() | before.keys() - examined.keys()):
        if now[folder] != before[folder]:
            yield _finding(
                f"{folder.rstrip('/') or 'catalog'}.toml", _differs(before[folder], now[folder]), todo
            )


def _why_not(one: Examined) -> str:
    if one.sound:
        return RENAME.partition(";")[0]
    error = one.errors[0]
    field = f"{error.field}: " if error.field else ""
    return f"has an error on line {error.line}: {field}{error.message} ({error.rule})"


def _by_catalog(files: Files) -> Mapping[str, Files]:
    """The files of each catalog, by its folder."""
    by_folder: Mapping[str, Files] = defaultdict(dict)
    for path, text in files.items():
        first, slash, _ = path.partition("/")
        by_folder[f"{first}/" if slash and f"{first}/" not in RESERVED else ""][path] = text
    return by_folder


def _differs(before: Files, now: Files) -> str:
    if not now:
        return "was removed, but its files are still committed"
    if not before:
        return "has no committed files"
    own = changed_beside(before, now)
    paths = sorted(path for path in before.keys() | now.keys() if before.get(path) != now.get(path))
    others = [path for path in paths if not (own and _only_digests(before.get(path), now.get(path)))]
    first, more = names([*(f"{path} beside the catalog" for path in own), *others])
    return f"does not match the committed files: {', '.join(first)}{more}"


def _only_digests(before: str | None, now: str | None) -> bool:
    """Whether these are the facts of an image, and differ only in the digests of its own files."""
    old, new = read_facts(before or ""), read_facts(now or "")
    return bool(old and new and old.model_copy(update={"files": new.files}) == new)


def _finding(where: str, message: str, todo: str) -> Finding:
    return Finding(kind="stale", where=where, message=message, todo=todo)
