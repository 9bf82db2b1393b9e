"""The files beside a catalog that its tables name: for whoever reads it, and for a review of a commit."""

from collections.abc import Iterator, Mapping
from posixpath import dirname
from typing import Any

from catalog.step_fields import OWN_PATH

Keys = tuple[str, ...]
EACH = "*"
"""Stands for each item of a table or list."""
BUILD = ("images", EACH, "build")
STEPS: tuple[Keys, ...] = (("steps", EACH), (*BUILD, "steps", EACH))
OF_A_STEP: tuple[Keys, ...] = (
    ("script",),
    ("files", EACH),
    ("ansible", "requirements"),
    ("pester", "tests"),
    ("pester", "module"),
    ("goss", "tests"),
    ("goss", "program"),
)
NAMING: tuple[Keys, ...] = (
    ("software", EACH, EACH, "file"),
    ("repositories", EACH, "key"),
    (*BUILD, "hcl", "folder"),
    (*BUILD, "machine", "trusted_certificates", EACH),
    (*BUILD, "machine", "trusted_certificates", EACH, "file"),
    *((*step, *keys) for step in STEPS for keys in OF_A_STEP),
)
"""Every key whose value is a path, but for those of a playbook: its folder is read as a whole."""
PLAYBOOKS: tuple[Keys, ...] = tuple((*step, "ansible") for step in STEPS)
WORDS = frozenset([key for key in keys if key != EACH][-1] for keys in (*NAMING, *PLAYBOOKS))
"""What a catalog that names a file has at least one of in its text."""


def named_files(data: Mapping[str, Any]) -> set[str]:
    """Return the files and folders that these tables name, with the defaults in their images.

    What is not a path that a catalog may have is reported elsewhere, and is not among them.
    """
    found = [path for keys in NAMING for path in _at(data, keys)]
    found += [_folder(ansible) for keys in PLAYBOOKS for ansible in _at(data, keys)]
    return {path for path in found if isinstance(path, str) and OWN_PATH.fullmatch(path)}


def _folder(ansible: Any) -> Any:
    if not isinstance(ansible, dict):
        return None
    playbook = ansible.get("playbook")
    return ansible.get("folder") or (dirname(playbook) if isinstance(playbook, str) else None)


def _at(value: Any, keys: Keys) -> Iterator[Any]:
    """Yield each value that the keys lead to."""
    if not keys:
        yield value
    elif keys[0] != EACH:
        if isinstance(value, dict) and keys[0] in value:
            yield from _at(value[keys[0]], keys[1:])
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _at(one, keys[1:])
