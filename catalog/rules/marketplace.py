"""The definition and its marketplace source, as far as the names of the source show."""

from collections.abc import Callable
from typing import NamedTuple

from catalog.image import Image
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import Find, once, rule
from catalog.source import MarketplaceSource
from facts.lifetimes import withdrawn
from facts.marketplace import WINDOWS, ImageFacts, facts_of
from facts.package_managers import LINUX


class FromMarketplace(NamedTuple):
    """An image that is built from the marketplace, and what is known about its source."""

    key: str
    image: Image
    source: MarketplaceSource
    facts: ImageFacts


def each_marketplace_image(find: Callable[[FromMarketplace], Found]) -> Find:
    """Apply a check to every image that is built from the marketplace."""

    def found(catalog: Catalog) -> Found:
        for it in _from_marketplace(catalog):
            for where, message in find(it):
                yield ("images", it.key, *where), message

    return found


@once
def _from_marketplace(catalog: Catalog) -> list[FromMarketplace]:
    sources = ((key, image, image.build.source) for key, image in catalog.builds.items())
    return [
        FromMarketplace(key=key, image=image, source=source, facts=facts_of(*source.names))
        for key, image, source in sources
        if isinstance(source, MarketplaceSource)
    ]


@rule(
    "GS159",
    "hyper_v_generation must be that of the source",
    example="""
[images.win11-avd]
- hyper_v_generation = "V1"
+ hyper_v_generation = "V2"
security           = "standard"
""",
    happens="Azure refuses the version after the build: 'different Hypervisor generation'.",
    fix="Use a sku of the definition's generation. Skus such as ...-g2 or ...-gensecond are of generation 2.",
    source="Azure: Troubleshoot shared images; packer-plugin-azure#42; skus: facts/marketplace.py",
)
@each_marketplace_image
def generation_of_source(it: FromMarketplace) -> Found:
    """Where the sku shows the generation."""
    generation = it.facts.generation
    if generation and generation != it.image.hyper_v_generation:
        yield (
            ("build", "source", "sku"),
            f"{it.source.sku!r} is of generation {generation}, the definition of generation "
            f"{it.image.hyper_v_generation}: use another sku, or hyper_v_generation = {generation!r}",
        )


@rule(
    "GS160",
    "architecture must be that of the source",
    example="""
[images.win11-avd]
architecture = "Arm64"
security     = "standard"

[images.win11-avd.build]
+ source  = { publisher = "MicrosoftWindowsDesktop", offer = "windows11preview-arm64", sku = "win11-25h2-ent" }
vm_size = "Standard_D4ps_v6"
""",
    happens="Azure refuses the build VM at VM creation: 'only supports a CPU Architecture of'.",
    fix="Use a sku of the definition's architecture. Windows for Arm64 has a separate offer.",
    source="Azure: Trusted launch FAQ, Arm64 images; skus: facts/marketplace.py",
)
@each_marketplace_image
def architecture_of_source(it: FromMarketplace) -> Found:
    """Where publisher, offer and sku show the architecture."""
    wanted, architecture = it.image.architecture or "x64", it.facts.architecture
    if architecture and architecture != wanted:
        yield (
            ("build", "source"),
            f"{it.source.offer} / {it.source.sku} is {architecture}, the definition is {wanted}: use another "
            f"sku, or architecture = {architecture!r}",
        )


@rule(
    "GS161",
    "os_type must be that of the source",
    example="""
+ [images.win11-avd]
+ os_type = "Linux"

[images.win11-avd.build]
source   = { publisher = "Canonical", offer = "ubuntu-24_04-lts", sku = "server" }
+ software = ["git"]
""",
    happens="Azure refuses the build VM at VM creation, or the version after the build ('different OS "
    "type').",
    fix="Correct os_type or the source.",
    source="Azure: Troubleshoot shared images in Azure Compute Gallery",
)
@each_marketplace_image
def system_of_source(it: FromMarketplace) -> Found:
    """Where the publisher publishes only one operating system, or the names show it."""
    if it.facts.os_type and it.facts.os_type != it.image.os_type:
        only = it.source.publisher.lower() in WINDOWS | LINUX
        name, says = ("publisher", "publishes") if only else ("offer", "is")
        yield (
            ("build", "source", name),
            f"{getattr(it.source, name)!r} {says} {it.facts.os_type}, but os_type is {it.image.os_type!r}: "
            "correct one of them",
        )


@rule(
    "GS209",
    "An image built from a source without a purchase plan should not have a purchase_plan",
    example="""
[images.win11-avd]
purchase_plan = { name = "plan", publisher = "contoso", product = "desktop" }

+ [images.win11-avd.build]
+ source = { publisher = "contoso", offer = "desktop", sku = "plan" }

+ [[accept]]
+ rule   = "GS216"
+ reason = "looked up: az vm image show"
""",
    happens="Azure refuses the version after the build if only one of source and definition has a plan.",
    fix="Remove purchase_plan, or accept the warning if the source does have one.",
    source="Azure: Troubleshoot shared images, 'different plan than parent gallery image plan'",
)
@each_marketplace_image
def plan_of_source(it: FromMarketplace) -> Found:
    """Of the publishers that are known to have none. GS240 reports plans that are missing."""
    if it.image.purchase_plan and it.facts.plan is False:
        yield (
            ("purchase_plan",),
            f"{it.source.publisher} / {it.source.offer} has none, and the definition must match its source: remove it",
        )


@rule(
    "GS241",
    "A source should not have been withdrawn",
    example="""
[images.win11-avd.build]
- source = { publisher = "MicrosoftWindowsServer", offer = "windows-cvm", sku = "2022-datacenter-cvm" }
+ source = { publisher = "MicrosoftWindowsServer", offer = "windowsserver2022", sku = "2022-datacenter-g2" }
""",
    happens="Azure has no version of it, or lets nobody make a new VM of it: the build fails at VM creation.",
    fix="Use another source, or accept the warning if `az vm image list --all` shows versions of it.",
    source="kubernetes-sigs/image-builder#1996, dotnet/dnceng#6521 and others: facts/withdrawn.txt",
)
@each_marketplace_image
def withdrawn_source(it: FromMarketplace) -> Found:
    """As the public cloud is; what has happened is known without a clock."""
    gone = withdrawn(*it.source.names)
    if gone:
        said = "has had no version since" if gone.how == "gone" else "was deprecated on"
        yield (
            ("build", "source", "sku"),
            f"{it.source.offer} / {it.source.sku} {said} {gone.since}: use {gone.instead}",
        )
