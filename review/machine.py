"""What becomes less secure by what a machine itself has."""

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from review.change import Changed
from review.json_differences import ORDER, Difference, as_json

CERTIFICATE = re.compile(rf"machine\.trusted_certificates\.(?!{re.escape(ORDER)}$).+", re.DOTALL)
ACCOUNT = re.compile(rf"machine\.local_accounts\.(?!{re.escape(ORDER)}$).+", re.DOTALL)


def weaker(changed: Changed) -> Iterator[tuple[str, str]]:
    """Yield what hosts keep or trust from now on, and what to do."""
    yield from _accounts(changed)
    yield from _certificates(changed)


def _accounts(changed: Changed) -> Iterator[tuple[str, str]]:
    names = {str(json.loads(new)) for path, (_, new) in changed.items() if new and ACCOUNT.fullmatch(path)}
    for name in sorted(names):
        yield (
            f"keeps the local account `{name.replace('`', '?')}`: every host has it, with the same password",
            "make sure that nobody can sign in with it, or that each host changes its password",
        )


def _certificates(changed: Changed) -> Iterator[tuple[str, str]]:
    """One that was there is not told again; one that was a root is none the more trusted elsewhere."""
    both = [two for path, two in changed.items() if CERTIFICATE.fullmatch(path)]
    old, new = ({one.trusted: one for two in both if (one := _certificate(two[side]))} for side in (0, 1))
    for thumbprint, store in sorted(new.keys() - old.keys()):
        if (thumbprint, "Root") not in old:
            file = new[thumbprint, store].file.replace("`", "?")
            yield (
                f"trusts the certificate `{file}` ({store}, {thumbprint}): hosts believe what it signs",
                "compare the thumbprint with that of its owner",
            )


class _Certificate(NamedTuple):
    file: str
    trusted: tuple[str, str]
    """Its thumbprint, and the store, which says how much it is trusted."""


def _certificate(text: str | None) -> _Certificate | None:
    one = json.loads(text or "null")
    if not isinstance(one, dict) or "thumbprint" not in one:
        return None
    file, thumbprint, store = (str(one.get(key)) for key in ("file", "thumbprint", "store"))
    return _Certificate(file, (thumbprint, store))


def without_data(one: Difference) -> Difference:
    """A difference without the certificates themselves: a reviewer compares their thumbprints."""
    if not CERTIFICATE.fullmatch(".".join(one.path)):
        return one
    return one._replace(old=_without_data(one.old), new=_without_data(one.new))


def _without_data(text: str | None) -> str | None:
    one = json.loads(text or "null")
    return (
        as_json({key: one[key] for key in one if key not in {"id", "data"}})
        if isinstance(one, dict)
        else text
    )
