"""What a parser reads of the steps of a catalog: each text, its language, and what reads it in a build."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import dirname

from catalog.model import Catalog
from catalog.problem import Location
from catalog.remark import Language
from catalog.step import Step

ENDINGS: dict[str, Language] = {
    ".ps1": "PowerShell",
    ".psm1": "PowerShell",
    ".psd1": "PowerShell",
    ".sh": "bash",
    ".yml": "YAML",
    ".yaml": "YAML",
    ".json": "JSON",
    ".toml": "TOML",
}
SHELLS: dict[str, Language] = {"Windows": "PowerShell", "Linux": "bash"}
COPIED_BY_ANSIBLE = ("files", "templates")
"""Folders of a role, or beside a playbook, whose files Ansible copies and does not read as its own."""
READ_AS_VARIABLES = ("group_vars", "host_vars", "vars", "defaults")
OTHER_SHELL = re.compile(r"#!(?!.*\b(?:ba|da|k)?sh\b)")
"""The first line of a script for something else than a shell that shellcheck knows."""
BOM = "\ufeff"
"""Tells Windows PowerShell that a script is UTF-8."""
LARGEST = 1_000_000
"""The largest text that a parser is given, in characters."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A text that a step brings."""

    where: Location
    """The keys in the catalog that name it."""
    path: str | None
    """Beside the catalog; None if the text is in the catalog."""
    text: str
    language: Language
    dropped: int = 0
    """Empty lines above it in the catalog, which the build leaves out."""
    copied: bool = False
    """It is only copied to the image: goldshelf does not know what reads it there."""
    template: bool = False
    """What reads it replaces `{{ }}` first, so that it need not be in its language before that."""


def readings(catalog: Catalog) -> Iterator[Reading]:
    """Yield each file once, and each text that is written in the catalog; those that run come first."""
    seen = set()
    for one in sorted(_of_steps(catalog), key=lambda one: one.copied):
        file = one.path, one.language
        if one.path is None or file not in seen:
            seen.add(file)
            yield one


def _of_steps(catalog: Catalog) -> Iterator[Reading]:
    systems = _systems(catalog)
    for where, step in catalog.all_steps:
        if step.inline:
            for system in sorted(systems.get(where, ())):
                yield _inline(where, step.inline, SHELLS[system])
        else:
            yield from _files(catalog, where, step)


def _systems(catalog: Catalog) -> dict[Location, set[str]]:
    """Return the operating systems of the images that have each step."""
    found: dict[Location, set[str]] = {}
    for key, image in catalog.builds.items():
        for index, one in enumerate(image.build.steps):
            where: Location = (
                ("steps", one) if isinstance(one, str) else ("images", key, "build", "steps", index)
            )
            found.setdefault(where, set()).add(image.os_type)
    return found


def _inline(where: Location, text: str, language: Language) -> Reading:
    """As packer/own_files.py writes it for the build."""
    text = text.replace("\r\n", "\n")
    script = text.lstrip("\n")
    bom = BOM if language == "PowerShell" and not script.isascii() else ""
    return Reading(
        where=(*where, "inline"),
        path=None,
        text=bom + script,
        language=language,
        dropped=len(text) - len(script),
    )


def _files(catalog: Catalog, where: Location, step: Step) -> Iterator[Reading]:
    texts = catalog.own.texts
    for keys, named in step.paths:
        at = (*where, *keys)
        folder = step.ansible.root if step.ansible and keys == ("ansible", "playbook") else named
        for path in catalog.own.under(folder):
            found = _read(keys, named, path)
            if found is None:
                continue
            language, copied = found
            template = keys == ("goss", "tests") and "{{" in texts[path]
            if not (copied and _for_something_else(language, texts[path])):
                yield Reading(
                    where=at,
                    path=path,
                    text=texts[path],
                    language=language,
                    copied=copied,
                    template=template,
                )


def _read(keys: Location, named: str, path: str) -> tuple[Language, bool] | None:
    """Return the language of a file of a step, and whether it is only copied; None if nothing can read it."""
    language = ENDINGS.get(path[path.rfind(".") :].lower())
    if keys == ("script",):
        return language and (language, False)
    if keys == ("ansible", "playbook") and path == named:
        return "YAML", False
    if keys == ("goss", "tests"):
        return ("JSON" if language == "JSON" else "YAML"), False
    if language is None or keys[0] not in {"files", "ansible", "pester"} or keys == ("pester", "module"):
        return None
    return language, not (_runs_in_pester(keys, path) or _is_read_by_ansible(keys, named, path, language))


def _runs_in_pester(keys: Location, path: str) -> bool:
    return keys == ("pester", "tests") and path.lower().endswith(".tests.ps1")


def _is_read_by_ansible(keys: Location, named: str, path: str, language: Language) -> bool:
    """Whether Ansible may read the file as its own, as far as the folder that it is in tells."""
    if keys[0] != "ansible":
        return False
    folders = dirname(path).removeprefix(dirname(named)).split("/")
    if any(one in COPIED_BY_ANSIBLE or one.startswith(".") for one in folders):
        return False
    return language == "YAML" or (language == "JSON" and any(one in READ_AS_VARIABLES for one in folders))


def _for_something_else(language: Language, text: str) -> bool:
    """Whether a file that is only copied is large, a template, no text, or for another shell."""
    if len(text) > LARGEST or "{{" in text or "{%" in text:
        return True
    return language == "bash" and ("\0" in text or bool(OTHER_SHELL.match(text)))
