"""What a review tells of own steps, from the facts of an image."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from catalog.own_hcl import UNDOES
from packer.facts import Facts
from review.change import Changed
from review.json_differences import ORDER

Item = TypeVar("Item")
SECRET = re.compile(r'"([\w-]+)"')
DOES: Mapping[str, str] = {str(name): what for name, what in UNDOES.items()}
IN_PHASE = ", phase "
STEP = "step "
"""How the ids start of the provisioners that do a step."""


def in_words(step: str | None) -> str | None:
    """Return a step of the facts as words, such as `script steps/agent.sh, phase software`."""
    facts = json.loads(step or "null")
    if not isinstance(facts, dict):  # not of goldshelf's making
        return step
    files = facts.get("files")
    words = [str(facts.get("does")), ", ".join(map(str, files)) if isinstance(files, list) else ""]
    return f"{' '.join(words).strip()}{IN_PHASE}{facts.get('phase')}"


def weaker(changed: Changed) -> Iterator[tuple[str, str]]:
    """Yield what becomes less secure by the own steps of an image, and what to do."""
    before, now = ({*SECRET.findall(one or "")} for one in changed.get("secrets", (None, None)))
    for name in sorted(now - before):
        yield (
            f"takes the secret `{name}` in its build: whoever changes what its steps run can read it",
            "make sure that it may do only what the steps need",
        )
    before, now = ({*SECRET.findall(one or "")} for one in changed.get("unsafe", (None, None)))
    for name in sorted(now - before):
        does = DOES.get(name, "can undo what goldshelf promises")
        yield (
            f"allows {name} of your own in build.hcl, which {does}",
            "review them like a change of the pipeline",
        )
    for name in _untested(changed):
        yield f"is no longer tested by its step `{name}`", "restore the step"


def _untested(changed: Changed) -> Iterator[str]:
    """Yield each step that was removed from phase test, and is not there under another name."""
    added = {new for path, (old, new) in changed.items() if path.startswith("steps.") and old is None}
    for path, (old, new) in changed.items():
        first, _, name = path.partition(".")
        if first != "steps" or old is None:
            continue
        if new is None and old.endswith(f"{IN_PHASE}test") and old not in added:
            yield name
        elif name.endswith(".phase") and old == '"test"':
            yield name.removesuffix(".phase")


def told_otherwise(old: Facts, new: Facts) -> Iterator[str]:
    """Yield the paths of orders that differ only because steps were added, removed or moved to other phases.

    Those are told of the steps themselves.
    """
    if old.steps == new.steps:
        return
    ids = ([str(one.get("id")) for one in facts.provisioners] for facts in (old, new))
    if not _reordered(*([id_ for id_ in names if not id_.startswith(STEP)] for names in ids)):
        yield f"provisioners.{ORDER}"
    phases = ([(one.get("id"), one.get("phase")) for one in facts.steps] for facts in (old, new))
    if not _reordered(*phases):
        yield f"steps.{ORDER}"


def _reordered(old: Sequence[Item], new: Sequence[Item]) -> bool:
    return _common(old, new) != _common(new, old)


def _common(items: Iterable[Item], others: Sequence[Item]) -> list[Item]:
    return [one for one in items if one in others]
