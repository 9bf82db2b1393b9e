"""`[repositories.<name>]`: where packages of Linux images are from, besides what the system has."""

import re
from typing import Annotated, Self

from pydantic import Field, model_validator

from catalog import package_fields
from catalog.limit import Limit, matching, refusal
from catalog.step_fields import OWN_PATH
from catalog.toml_table import TomlTable
from facts.package_managers import PackageManager

RepositoryName = Annotated[
    str, matching(package_fields.REPOSITORY, "use lower-case letters, digits and single '-'")
]
Address = Annotated[
    str,
    matching(
        r"https://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9_.~/$+=,%-]*)?",
        "use an https:// address, without user, '?' and spaces",
    ),
]
Word = Annotated[str, matching(r"[A-Za-z0-9._~/+-]+", "use letters, digits, and . _ ~ / + -")]
Fingerprint = Annotated[
    str,
    matching(
        r"(?:[0-9A-Fa-f]{4} {0,2}){9}[0-9A-Fa-f]{4}|(?:[0-9A-Fa-f]{4} {0,2}){15}[0-9A-Fa-f]{4}",
        "use the whole fingerprint of the key, 40 or 64 hexadecimal digits: others can be made to match",
    ),
]
KEY_ADDRESS = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]+)?/[A-Za-z0-9_.~/?@!$&'()*+,;=:%-]+")
Key = Annotated[
    str,
    Limit(
        fits=lambda text: KEY_ADDRESS.fullmatch(text) or ("://" not in text and OWN_PATH.fullmatch(text)),
        message="use an https:// address, or the path of a file beside the catalog, such as keys/contoso.asc",
    ),
]


class AptRepository(TomlTable):
    """Where apt finds it, in the words of its .sources files."""

    uris: Annotated[list[Address], Field(min_length=1)]
    """Addresses with the same content."""
    suites: Annotated[list[Word], Field(min_length=1)]
    """Such as noble; a path that ends in / where there are no suites."""
    components: list[Word] = []
    """Such as main; none where a suite is a path."""

    @model_validator(mode="after")
    def _components_of_suites(self) -> Self:
        paths = [suite for suite in self.suites if suite.endswith("/")]
        if bool(self.components) == bool(paths) or len(paths) not in {0, len(self.suites)}:
            raise refusal("set components for suites such as noble, and none for suites that end in /")
        return self


class RpmRepository(TomlTable):
    """Where dnf or zypper finds it, in the words of their .repo files."""

    baseurl: Address
    """The address above repodata/; may contain $releasever and $basearch."""
    repo_gpgcheck: bool = False
    """Whether its list of packages is signed too, as repomd.xml.asc. The packages always must be."""


class Repository(TomlTable):
    """A repository for one or more package managers, whose packages are signed with one key."""

    key: Key
    """The public key: an https:// address, or a file beside the catalog."""
    fingerprint: Fingerprint
    """The whole fingerprint of that key: the build trusts no other."""
    keep: bool = True
    """Whether hosts have the repository too."""
    apt: AptRepository | None = None
    """Where apt finds it."""
    dnf: RpmRepository | None = None
    """Where dnf finds it."""
    zypper: RpmRepository | None = None
    """Where zypper finds it."""

    @property
    def key_file(self) -> str | None:
        """The path of the key beside the catalog."""
        return None if self.key.startswith("https://") else self.key

    def of(self, manager: PackageManager) -> AptRepository | RpmRepository | None:
        """Where a package manager finds it; None if it is not for that one."""
        found: AptRepository | RpmRepository | None = getattr(self, manager)
        return found

    @model_validator(mode="after")
    def _for_some_manager(self) -> Self:
        if not (self.apt or self.dnf or self.zypper):
            raise refusal("set at least one of apt, dnf and zypper, which say where the packages are")
        return self
