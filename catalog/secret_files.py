"""Files beside a catalog with what only a secret looks like: looked for where the parsers read them."""

from collections.abc import Iterator

from catalog.model import Catalog
from catalog.problem import Problem
from catalog.rules.parsed import SECRET
from facts.secrets import secret_line


def secret_files(catalog: Catalog) -> Iterator[Problem]:
    """Yield each such file once, at the key that names it first. The message never shows the secret."""
    own = catalog.own
    seen: set[str] = set()
    for where, step in catalog.all_steps:
        for (keys, _), source in zip(step.paths, step.sources, strict=True):
            for path in own.under(source):
                line = None if path in seen else secret_line(own.texts[path])
                seen.add(path)
                if line:
                    message = (
                        f"line {line} of {path!r} looks like a secret: name a variable in `secrets` instead"
                    )
                    yield Problem(where=(*where, *keys), message=message, rule=SECRET.id)
