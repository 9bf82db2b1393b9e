"""Tags of languages with their region, such as de-DE, and which one was meant by en-us or en_US."""

import re
from dataclasses import replace

from catalog.limit import Limit, matching

PATTERN = r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?-[A-Z]{2}"


def tag(message: str) -> Limit:
    """Accept only such a tag, in the case that Windows and its language packs use."""
    return replace(matching(PATTERN, message), meant=_in_its_case)


def _in_its_case(text: str) -> str | None:
    if not re.search("[-_]", text):
        return None
    language, *script, region = re.split("[-_]", text)
    meant = "-".join([language.lower(), *map(str.capitalize, script), region.upper()])
    return meant if re.fullmatch(PATTERN, meant) else None
