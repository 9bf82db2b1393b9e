"""What a review tells of the repositories of packages of a Linux image."""

import re
from collections.abc import Iterator

from review.change import Changed

PART = re.compile(r"repositories\.(?P<name>[^.]+)\.(?P<part>fingerprint|repo_gpgcheck|baseurl|uris)(?:\..*)?")
WHOLE = re.compile(r"repositories\.(?P<name>[^.]+)")
SAYS = {
    "fingerprint": ("trusts another key for the repository", "make sure that it is the publisher's new key"),
    "baseurl": ("takes packages from another address for the repository", "make sure that you trust it"),
    "uris": ("takes packages from another address for the repository", "make sure that you trust it"),
    "repo_gpgcheck": ("no longer checks who signed the list of the repository", "set repo_gpgcheck again"),
}


def weaker(changed: Changed) -> Iterator[tuple[str, str]]:
    """Yield what an image now trusts that it did not trust before, and what to do."""
    for path, (old, new) in changed.items():
        if old is None and (added := WHOLE.fullmatch(path)):
            yield f"takes packages from one more repository, `{added['name']}`", "make sure that you trust it"
        found = PART.fullmatch(path)
        if found is None or old is None or new is None:
            continue
        if found["part"] == "repo_gpgcheck" and new != "false":
            continue
        says, do = SAYS[found["part"]]
        yield f"{says} `{found['name']}`", do
