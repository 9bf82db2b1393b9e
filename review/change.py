"""What differs between two revisions: the objects that the reports print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from files.folders import Files

Kind = Literal["stale", "replace", "downgrade", "version"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""The worst first."""
Changed = Mapping[str, tuple[str | None, str | None]]
"""Each changed argument of an image, with its values before and after."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A change that breaks or may break something. The message has no address, so that equal ones are
    grouped.
    """

    kind: Kind
    where: str
    """The address of a resource, or `images.<key>`."""
    message: str
    """What would happen."""
    todo: str
    """What to do instead."""


@dataclass(frozen=True, kw_only=True)
class Argument:
    """A changed argument, with its values as Terraform or Packer read them; None: not set."""

    path: str
    old: str | None
    new: str | None
    effect: str


Action = Literal[
    "created",
    "destroyed",
    "replaced",
    "unknown",
    "updated",
    "unchanged in Azure",
    "moved in Terraform's state",
    "removed from the state, stays in Azure",
]


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A Terraform resource that differs."""

    stack: str
    address: str
    action: Action
    arguments: tuple[Argument, ...] = ()

    @property
    def type(self) -> str:
        """Such as azurerm_shared_image."""
        return self.address.partition(".")[0]


@dataclass(frozen=True, kw_only=True)
class Image:
    """A Packer folder that differs, or whose base does."""

    key: str
    action: Literal[
        "added", "removed", "changed", "published into a new definition", "built on a changed one"
    ]
    arguments: tuple[Argument, ...] = ()
    needs_build: bool
    """Whether the change needs a new version to reach a host."""
    old_version: str | None
    new_version: str | None


Mark = Literal["", "added", "removed", "forgotten", "replaced", "changed"]


@dataclass(frozen=True, kw_only=True)
class Definition:
    """A definition in the picture."""

    name: str
    mark: Mark
    regions: tuple[tuple[str, Mark], ...]
    """The regions of its versions."""


@dataclass(frozen=True, kw_only=True)
class Catalog:
    """One catalog's changes."""

    name: str
    """Its file, such as catalog.toml."""
    gallery: str
    gallery_mark: Mark
    settings: tuple[Argument, ...] = ()
    """Provider, backend, outputs."""
    resources: tuple[Resource, ...] = ()
    images: tuple[Image, ...]
    definitions: tuple[Definition, ...] = ()
    findings: tuple[Finding, ...]
    folders: Mapping[str, tuple[Files, Files]] = field(default_factory=dict, repr=False)
    """The files of each image on both sides."""


@dataclass(frozen=True, kw_only=True)
class ChangedFile:
    """A file that differs, of those that images have in common."""

    path: str
    """As in the arguments of the images: own/ and its path beside the catalogs, scripts/ or steps/."""
    images: Mapping[str, Sequence[str]]
    """The keys of the images that it reaches, by catalog."""
    old: str | None = field(repr=False)
    """Its text; None: there is no such file, or it cannot be read."""
    new: str | None = field(repr=False)
    known: bool
    """Whether it can be read where there is one."""


@dataclass(frozen=True, kw_only=True)
class Review:
    """Everything that differs between two revisions; unchanged catalogs are left out."""

    base: str
    head: str
    catalogs: tuple[Catalog, ...]
    files: tuple[ChangedFile, ...] = ()
    stale: tuple[Finding, ...] | None = None
    """The catalogs of `head` whose committed files are out of date; None: not known."""

    @property
    def findings(self) -> list[Finding]:
        """Of all catalogs."""
        return [finding for catalog in self.catalogs for finding in catalog.findings]
