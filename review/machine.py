"""What becomes less secure by what a machine itself has."""

import json
import re
from collections.abc import Iterator

from review.change import Changed

ACCOUNT = re.compile(r"machine\.local_accounts\..+")


def weaker(changed: Changed) -> Iterator[tuple[str, str]]:
    """Yield each local account that hosts keep from now on, and what to do."""
    names = {str(json.loads(new)) for path, (_, new) in changed.items() if new and ACCOUNT.fullmatch(path)}
    whole = json.loads(changed.get("machine", (None, None))[1] or "{}")
    if isinstance(whole, dict):
        names |= set(map(str, whole.get("local_accounts") or ()))
    for name in sorted(names):
        yield (
            f"keeps the local account `{name.replace('`', '?')}`: every host has it, with the same password",
            "make sure that nobody can sign in with it, or that each host changes its password",
        )
