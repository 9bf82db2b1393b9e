"""Software: the products that an image installs."""

import re
from collections.abc import Iterator

from catalog.image import Image
from catalog.linux_product import LinuxProduct
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import each_image, rule
from catalog.windows_product import FILES, OF_INSTALLER, ORIGINS, WindowsProduct
from facts.secrets import secret_in_address
from files.quote import first_names
from files.suggest import did_you_mean


@rule(
    "GS116",
    "software must name known products, and each only once",
    example="""
[images.win11-avd.build]
- software = ["vs-code"]
+ software = ["vscode"]
""",
    happens="There would be nothing to install in the build.",
    fix="Name a shipped product, or describe your own in [software.windows.<id>] or [software.linux.<id>].",
    source="goldshelf: catalog/software.toml",
)
@each_image
def known_software(image: Image, catalog: Catalog) -> Found:
    """The shipped products, and the catalog's own."""
    products = catalog.software.of(image.os_type)
    seen: set[str] = set()
    for index, name in enumerate(image.build.software):
        where = ("build", "software", index)
        if name in seen:
            yield where, f"{name!r} is listed twice: keep one"
        elif name not in products:
            known = f"known products: {first_names(products)}"
            hint = did_you_mean(name, products, otherwise=known if known.endswith(".") else f"{known}.")
            table = f"[software.{image.os_type.lower()}.<id>]"
            yield where, f"no product {name!r} for {image.os_type}; {hint} Describe your own in {table}"
        seen.add(name)


@rule(
    "GS147",
    "A product that an image installs must be complete",
    example="""
[images.win11-avd.build]
software = ["git"]

+ [software.windows.git]
+ version = "1.2.3"
+ sha256  = "0000000000000000000000000000000000000000000000000000000000000000"
""",
    happens="The download or the installer fails in the build, or an unverified installer runs.",
    fix="Complete the product in [software]; goldshelf's docs/products.md shows one of each kind.",
    source="goldshelf: packer/scripts/windows/install-software.ps1",
)
def complete_software(catalog: Catalog) -> Found:
    """Products that no image installs may be incomplete, such as a shipped one without a version."""
    known = {system: catalog.software.of(system) for system in ("Linux", "Windows")}
    missing = {
        system: {name: list(_missing(product)) for name, product in products.items()}
        for system, products in known.items()
    }
    for key, image in catalog.builds.items():
        for index, name in enumerate(image.build.software):
            product = known[image.os_type].get(name)
            if product is None:
                continue
            # Reported once, at the first image that installs the product.
            for message in (*missing[image.os_type].pop(name, ()), *_missing_identity(product, image)):
                yield (
                    ("images", key, "build", "software", index),
                    f"{name!r} {message} (in [software.{image.os_type.lower()}.{name}])",
                )


def _missing(product: WindowsProduct | LinuxProduct) -> Iterator[str]:
    if isinstance(product, LinuxProduct):
        return
    if not (product.runs or product.registry):
        yield f"has nothing to install: set one of {', '.join(ORIGINS)}, or the values to write"
        return
    if product.origin in FILES:
        yield from _missing_of_file(product)
    if product.origin in {*FILES, "winget"} and product.proof is None:
        yield "has no proof that it is there: set proof, such as { file } or { program }"
    elif not product.runs and product.proof is None:
        yield "has no proof that its values are there: set proof = { registry, name }"


def _missing_of_file(product: WindowsProduct) -> Iterator[str]:
    if not product.installer:
        yield "has no installer: set installer = 'exe', 'msi', 'msix', 'zip', 'module', 'chocolatey' or 'office'"
    if "winget" in product.arguments.lower():
        yield 'calls winget, which finds no sources there: set winget = "<id of the package>" instead'
    if "{" in str(product.url) and not product.version:
        yield "has no version, which its url needs: set version"
    if product.url and not (product.signer or product.sha256):
        signed = "signer" in OF_INSTALLER.get(product.installer or "", {"signer"})
        yield (
            "has neither sha256 nor signer: set the sha256 that its publisher names, or its signer"
            if signed
            else "has no sha256: set the one that its publisher names, since a file for installer = "
            f"{product.installer!r} has no signature"
        )
    if product.installer == "zip" and not product.destination:
        yield "has no destination: set the folder that the zip is unpacked to"
    if product.installer == "module" and not (product.proof and product.proof.module):
        yield "has no name of its module: set proof = { module }"
    if product.dependencies and not product.archive_member:
        yield "has dependencies and no archive_member: both are in one zip file, so name the package too"


def _missing_identity(product: WindowsProduct | LinuxProduct, image: Image) -> Iterator[str]:
    if product.with_identity and len(image.build.user_assigned_managed_identities) != 1:
        yield "uses with_identity: set exactly one identity in build.user_assigned_managed_identities"


@rule(
    "GS169",
    "The url or feed of a product must not contain a secret",
    example=r"""
[software.windows.agent]
name          = "Contoso Agent"
- url           = "https://contoso.blob.core.windows.net/agents/agent.msi?sig=abc"
+ url           = "https://contoso.blob.core.windows.net/agents/agent.msi"
installer     = "msi"
signer        = "Contoso Ltd"
proof         = { file = '%ProgramFiles%\Contoso\agent.exe' }
+ with_identity = true
""",
    happens="Everybody who can read the catalog, the pull request or the rendered files could use the "
    "signature, token or key, before the build and after it.",
    fix="Keep the installer in a storage account, give the build VM an identity that may read it "
    "(with_identity), and remove the signature from the url. A feed that wants a password is registered by a step "
    "with a secret, and named by its name.",
    source="goldshelf: no secret belongs in a file",
)
def no_secret_in_an_address(catalog: Catalog) -> Found:
    """Also of products that no image installs."""
    for name, product in catalog.software.windows.items():
        for key, see in (("url", "see with_identity"), ("feed", "name a source that a step registers")):
            address: str | None = getattr(product, key)
            if address and secret_in_address(address):
                yield (
                    ("software", "windows", name, key),
                    f"must not contain a signature, token or key: remove it, and {see}",
                )


STORAGE = re.compile(
    r"https://[a-z0-9]+(\.z[0-9]+|-secondary)*\.(blob|dfs)\."
    r"(core\.windows\.net|storage\.azure\.net|core\.usgovcloudapi\.net|core\.chinacloudapi\.cn)(:443)?/.*",
    re.IGNORECASE,
)


@rule(
    "GS257",
    "with_identity should be for the address of a storage account",
    example=r"""
[software.windows.agent]
name          = "Contoso Agent"
- url           = "https://downloads.example.com/agent.msi"
+ url           = "https://contoso.blob.core.windows.net/agents/agent.msi"
installer     = "msi"
signer        = "Contoso Ltd"
proof         = { file = '%ProgramFiles%\Contoso\agent.exe' }
with_identity = true
""",
    happens="Who runs that server is sent, in the build, a token for all storage that the identity may read.",
    fix="Use the account's own address, or remove with_identity; accept the warning for a domain of your own that is an "
    "account's.",
    source="Azure: Storage account overview, standard endpoints and Azure DNS zone endpoints",
)
def identity_for_storage(catalog: Catalog) -> Found:
    """Not in other clouds, whose addresses are not known."""
    if catalog.cloud.metadata_host:
        return
    for system, products in (("windows", catalog.software.windows), ("linux", catalog.software.linux)):
        for name, product in products.items():
            if product.with_identity and product.url and not STORAGE.fullmatch(product.url):
                yield (
                    ("software", system, name, "url"),
                    "is not the address of a storage account, such as https://contoso.blob.core.windows.net/..., and "
                    "with_identity sends it a token for storage: use the account's own address, or remove with_identity",
                )
