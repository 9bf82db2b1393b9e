"""What becomes less secure by what a machine itself has."""

import json
import re
from collections.abc import Iterator

from review.change import Changed

TRUSTED = "machine.trusted_certificates"
ACCOUNT = re.compile(r"machine\.local_accounts\..+")


def weaker(changed: Changed) -> Iterator[tuple[str, str]]:
    """Yield what hosts keep or trust from now on, and what to do."""
    yield from _accounts(changed)
    yield from _certificates(changed)


def _accounts(changed: Changed) -> Iterator[tuple[str, str]]:
    names = {str(json.loads(new)) for path, (_, new) in changed.items() if new and ACCOUNT.fullmatch(path)}
    whole = json.loads(changed.get("machine", (None, None))[1] or "{}")
    if isinstance(whole, dict):
        names |= set(map(str, whole.get("local_accounts") or ()))
    for name in sorted(names):
        yield (
            f"keeps the local account `{name.replace('`', '?')}`: every host has it, with the same password",
            "make sure that nobody can sign in with it, or that each host changes its password",
        )


def _certificates(changed: Changed) -> Iterator[tuple[str, str]]:
    """The whole machine may be new, or only one of its certificates; one that was there is not told again."""
    old, new = (
        {one["thumbprint"]: one for two in changed.items() for one in _trusted(two[0], two[1][side])}
        for side in (0, 1)
    )
    for thumbprint in sorted(new.keys() - old.keys()):
        one = new[thumbprint]
        yield (
            f"trusts the certificate `{one['file'].replace('`', '?')}` ({one['store']}, {thumbprint}): hosts "
            "believe what it signs",
            "compare the thumbprint with that of its owner",
        )


def _trusted(path: str, text: str | None) -> list[dict[str, str]]:
    data = json.loads(text or "null") if path == "machine" or path.startswith(TRUSTED) else None
    if path == "machine":
        data = (data or {}).get("trusted_certificates")
    found = data if isinstance(data, list) else [data]
    return [one for one in found if isinstance(one, dict) and "thumbprint" in one]
