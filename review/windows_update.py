"""What becomes less secure by the updates that a Windows image gets."""

import json
from collections.abc import Iterator

from review.change import Changed

UPDATE = "provisioners.windows-update"
PATTERN = "exclude:$_.Title -like '"


def weaker(changed: Changed) -> Iterator[tuple[str, str]]:
    """Yield what is no longer updated, and what to do."""
    if UPDATE in changed and changed[UPDATE][1] is None:
        yield "no longer updates Windows before the version is published", "set `windows_update = true`"
    elif any(path.startswith(f"{UPDATE} #") and "." not in path[len(UPDATE) :] for path in _gone(changed)):
        yield "searches for updates of Windows less often", "restore the phase in `windows_update.phases`"
    before, now = changed.get(f"{UPDATE}.filters", (None, None))
    for pattern in sorted(_left_out(now) - _left_out(before)):
        yield (
            f"leaves out the updates `{pattern.replace('`', '?')}`",
            "remove it from `windows_update.exclude` when a later update replaces them",
        )
    before, now = changed.get(f"{UPDATE}.search_criteria", (None, None))
    if now and "contains" in now and "contains" not in (before or ""):
        yield "installs updates of some categories only", "make sure that security updates are among them"
    if changed.get("updates.server", (None, None))[1]:
        yield "takes updates from another server", "make sure that it is your WSUS server"


def _gone(changed: Changed) -> Iterator[str]:
    return (path for path, (_, new) in changed.items() if new is None)


def _left_out(filters: str | None) -> set[str]:
    given = json.loads(filters or "[]")
    texts = filter(lambda one: isinstance(one, str), given if isinstance(given, list) else [])
    return {one.removeprefix(PATTERN).rstrip("'") for one in texts if one.startswith(PATTERN)}
