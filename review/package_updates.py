"""What becomes less secure by the updates that a Linux image gets."""

from collections.abc import Iterator

from review.change import Changed

UPDATES = "package_updates"
LEFT_OUT = f'{UPDATES}.exclude."'


def weaker(changed: Changed) -> Iterator[tuple[str, str]]:
    """Yield what is no longer updated, and what to do."""
    old, new = changed.get(UPDATES, (None, None))
    if old is not None and new is None:
        yield (
            "no longer updates its packages before the version is published",
            "set `package_updates = true`",
        )
    for path, (_, one) in changed.items():
        if path.startswith(LEFT_OUT) and one is not None:
            yield (
                f"leaves out updates of the packages `{path.removeprefix(LEFT_OUT)[:-1].replace('`', '?')}`",
                "remove it from `package_updates.exclude` when they may be updated again",
            )
    if changed.get(f"{UPDATES}.security_only", (None, None))[1] == "true":
        yield "installs only updates for security", "make sure that nothing else has to be updated"
