"""Sources that are not known, or are not everywhere."""

from catalog.image import Image
from catalog.model import Catalog
from catalog.problem import Found
from catalog.purpose import purpose_of
from catalog.rule import each_image, rule
from catalog.source import CommunityGallerySource, DirectSharedGallerySource, MarketplaceSource
from facts.marketplace import facts_of
from facts.marketplace_names import AS_OF, unlisted
from files.suggest import did_you_mean


@rule(
    "GS216",
    "Publisher, offer and sku should be in goldshelf's list of marketplace names",
    example="""
[images.win11-avd.build]
- source = { publisher = "MicrosoftWindowsDesktop", offer = "windows-11", sku = "win11-25h2-adv" }
+ source = { publisher = "MicrosoftWindowsDesktop", offer = "windows-11", sku = "win11-25h2-avd" }
""",
    happens="Azure refuses names that do not exist at VM creation; generation, architecture and purchase plan "
    "of an image that is not listed are as the catalog says, or wrong.",
    fix="Correct the name, or look it up with `az vm image show` and accept the warning.",
    source=f"goldshelf: facts/marketplace.txt, as of {AS_OF}",
)
def known_names(catalog: Catalog) -> Found:
    """Reported at the first place of each name; of Linux, only apt's are listed; GS240 has those with a plan."""
    if not catalog.cloud.is_public:
        return
    seen: set[tuple[str, ...]] = set()
    for key, image in catalog.builds.items():
        source = image.build.source
        if not isinstance(source, MarketplaceSource):
            continue
        known, found = facts_of(*source.names), unlisted(*source.names)
        if not found or known.plan or known.other_manager or known.package_manager in {"dnf", "zypper"}:
            continue
        part, names = found
        urn = [source.publisher, source.offer, source.sku]
        value = tuple(urn[: ("publisher", "offer", "sku").index(part) + 1])
        id_ = tuple(map(str.lower, value))
        if id_ in seen:
            continue
        seen.add(id_)
        hint = did_you_mean(value[-1], names, otherwise="no listed name is similar.")
        yield (
            ("images", key, "build", "source", part),
            f"{value[-1]!r} is not in the list of marketplace names ({AS_OF}), so what the catalog says is taken "
            f"for true: {_said(image, catalog)}; {hint} Look it up: az vm image show --urn "
            f"{':'.join(urn)}:{source.version}",
        )


def _said(image: Image, catalog: Catalog) -> str:
    """Return what cannot be held against the source, and what follows from that."""
    purpose = f", and its purpose is {purpose_of(image, catalog)!r}" if image.os_type == "Windows" else ""
    plan = "a purchase plan" if image.purchase_plan else "no purchase plan"
    generation, architecture = image.hyper_v_generation, image.architecture or "x64"
    return f"{image.os_type} of generation {generation} for {architecture}, {plan}{purpose}"


@rule(
    "GS381",
    "An image of a government cloud must not start from a community or direct shared gallery",
    example="""
[cloud]
environment = "usgovernment"

[gallery]
location = "usgovvirginia"

[images.win11-avd.build]
- source  = { community_gallery_image_id = "/CommunityGalleries/contoso-1a2b3c4d/Images/win11/Versions/1.0.0" }
+ source  = { gallery_name = "hardened", image_name = "win11", resource_group = "images" }
regions = [{ name = "usgovvirginia", replicas = 2 }]
""",
    happens="Azure refuses the build VM at VM creation: that cloud has no such galleries.",
    fix="Use an image of the marketplace, or of a gallery that you may read.",
    source="Azure: Share images using a community gallery; Share a gallery with all users in a subscription or tenant",
)
@each_image
def shared_in_this_cloud(image: Image, catalog: Catalog) -> Found:
    """Nobody says it of other clouds."""
    if catalog.cloud.environment != "usgovernment":
        return
    if isinstance(image.build.source, CommunityGallerySource | DirectSharedGallerySource):
        yield (
            ("build", "source"),
            f"is {image.build.source.kind}, and government clouds have none: use an image of the marketplace, or of a "
            "gallery that you may read",
        )
