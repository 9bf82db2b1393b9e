"""Repositories of packages, and package files, for Linux images."""

from collections.abc import Iterator

from catalog.image import Image
from catalog.model import Catalog
from catalog.package_manager import linux_software, package_manager
from catalog.problem import Found, Location
from catalog.rule import each_image, rule
from facts.package_managers import PackageManager
from facts.secrets import secret_in_address
from files.quote import first_names
from files.suggest import did_you_mean

PRIVATE = "BEGIN PGP PRIVATE KEY BLOCK"
"""The first line of a private key."""


@rule(
    "GS314",
    "An image's repositories must be known, and for its package manager",
    example="""
[repositories.contoso]
key         = "https://packages.contoso.example/contoso.asc"
fingerprint = "0000 0000 0000 0000 0000  0000 0000 0000 0000 0000"
apt         = { uris = ["https://packages.contoso.example/apt"], suites = ["noble"], components = ["main"] }

[images.linux]
os_type = "Linux"

[images.linux.build]
source       = { publisher = "Canonical", offer = "ubuntu-24_04-lts", sku = "server" }
- repositories = ["contosso"]
+ repositories = ["contoso"]
""",
    happens="The packages would not be found in the build.",
    fix="Name a table of [repositories] that has one for the package manager, each only once.",
    source="goldshelf: docs/linux.md",
)
@each_image
def known_repositories(image: Image, catalog: Catalog) -> Found:
    """Those that the image names, and those of its products."""
    manager = package_manager(image, catalog)
    if not manager:
        return
    seen: set[str] = set()
    for index, name in enumerate(image.build.repositories):
        where = ("build", "repositories", index)
        if name in seen:
            yield where, f"{name!r} is listed twice: keep one"
        elif why := _wrong(name, manager, catalog):
            yield where, why
        seen.add(name)
    products = linux_software(image, catalog)
    for index, name in enumerate(image.build.software):
        repository = products[name].repository_of(manager) if name in products else None
        if repository and (why := _wrong(repository, manager, catalog)):
            yield ("build", "software", index), f"repository of {name!r}: {why}"


def _wrong(name: str, manager: PackageManager, catalog: Catalog) -> str | None:
    known = catalog.repositories
    if name not in known:
        hint = did_you_mean(name, known, otherwise=f"known repositories: {first_names(known) or 'none'}.")
        return f"no repository {name!r}; {hint} Describe your own in [repositories.<name>]"
    if known[name].of(manager) is None:
        return f"{name!r} is not for {manager}: add [repositories.{name}.{manager}], or remove it"
    return None


@rule(
    "GS315",
    "Keys and package files must be beside the catalog, and keys be public",
    example="""
[software.linux.agent]
name  = "Contoso Agent"
- file  = "packages/agnet.deb"
+ file  = "packages/agent.deb"
proof = { command = "contoso-agent --version" }
""",
    happens="There would be nothing to copy into the folder that Packer reads, before the build.",
    fix="Add the file below the folder of the catalog, or correct its path. Of a key pair, only the public key: "
    "gpg --armor --export.",
    source="goldshelf: docs/linux.md",
)
def files_beside(catalog: Catalog) -> Found:
    """Reported at each key that names the file, whether or not an image uses it."""
    for where, path in _named_files(catalog):
        if why := catalog.own.why_no_file(path):
            yield where, why
        elif where[0] == "repositories" and PRIVATE in catalog.own.texts[path]:
            yield where, f"{path!r} holds a private key: replace that key, and keep only a public one here"


def _named_files(catalog: Catalog) -> Iterator[tuple[Location, str]]:
    for name, repository in catalog.repositories.items():
        if repository.key_file:
            yield ("repositories", name, "key"), repository.key_file
    for name, product in catalog.software.linux.items():
        if product.file:
            yield ("software", "linux", name, "file"), product.file


@rule(
    "GS316",
    "The address of a repository or a package file must not contain a secret",
    example="""
[software.linux.agent]
name   = "Contoso Agent"
- url    = "https://contoso.blob.core.windows.net/agents/agent.deb?sig=abc"
+ url    = "https://contoso.blob.core.windows.net/agents/agent.deb"
+ with_identity = true
sha256 = "0000000000000000000000000000000000000000000000000000000000000000"
proof  = { command = "contoso-agent --version" }
""",
    happens="Everybody who can read the catalog, the pull request or the image could use the signature, token or "
    "key, before the build and after it.",
    fix="Use an address that the build VM may read without one, or read it with its identity (with_identity), or put the "
    "file beside the catalog.",
    source="goldshelf: no secret belongs in a file",
)
def no_secret_in_an_address(catalog: Catalog) -> Found:
    """Also of what no image uses."""
    for where, address in _addresses(catalog):
        if secret_in_address(address):
            see = ", and see with_identity" if where[0] == "software" else ""
            yield where, f"must not contain a signature, token or key: remove it{see}"


def _addresses(catalog: Catalog) -> Iterator[tuple[Location, str]]:
    for name, repository in catalog.repositories.items():
        here: Location = ("repositories", name)
        yield (*here, "key"), repository.key
        if repository.apt:
            yield from (((*here, "apt", "uris", index), uri) for index, uri in enumerate(repository.apt.uris))
        for manager in ("dnf", "zypper"):
            if table := getattr(repository, manager):
                yield (*here, manager, "baseurl"), table.baseurl
    for name, product in catalog.software.linux.items():
        if product.url:
            yield ("software", "linux", name, "url"), product.url
