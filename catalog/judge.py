"""The verdict of its language's own parser on each text: a kept one, or the parser is asked, once for all."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from catalog import verdicts
from catalog.parsers import PARSERS
from catalog.remark import Judged, Language, Text, UnavailableError, limited
from files.digests import digest_of


def judge(texts: Iterable[Text], *, kept: Path, search: str) -> Judged:
    """Judge each text; keep the verdicts in the folder `kept`. `search` is PATH."""
    distinct = dict.fromkeys(texts)
    versions, unavailable = _versions({language for language, _ in distinct}, search)
    keys = {
        (language, text): verdicts.key_of(
            language=language, version=versions[language], text_digest=digest_of(text)
        )
        for language, text in distinct
        if language in versions
    }
    known = verdicts.read(kept) if keys else {}
    remarks = {text: known[key] for text, key in keys.items() if key in known}
    missing = defaultdict(list)
    for language, text in keys.keys() - remarks.keys():
        missing[language].append(text)
    for language, wanted in missing.items():
        try:
            said = PARSERS[language].read(wanted, search)
        except UnavailableError as error:
            unavailable[language] = str(error)
        else:
            remarks |= {(language, text): limited(of) for text, of in zip(wanted, said, strict=True)}
    if missing:
        verdicts.keep(kept, used={keys[text]: of for text, of in remarks.items()}, others=known)
    return Judged(remarks=remarks, unavailable=unavailable)


def _versions(languages: set[Language], search: str) -> tuple[dict[Language, str], dict[Language, str]]:
    """Return the version of each language's parser, and why it has none."""
    versions: dict[Language, str] = {}
    unavailable: dict[Language, str] = {}
    for language in sorted(languages):
        try:
            versions[language] = PARSERS[language].version(search)
        except UnavailableError as error:
            unavailable[language] = str(error)
    return versions, unavailable
