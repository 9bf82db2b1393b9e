"""Sources that cannot be built from, or that are not known."""

from catalog.image import Image
from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import each_image, rule
from catalog.source import MarketplaceSource
from facts.marketplace import facts_of
from facts.marketplace_names import AS_OF, unlisted
from files.suggest import did_you_mean


@rule(
    "GS176",
    "A Linux source must have apt",
    example="""
[images.linux]
os_type = "Linux"

[images.linux.build]
- source = { publisher = "RedHat", offer = "RHEL", sku = "9-lvm-gen2" }
+ source = { publisher = "Canonical", offer = "ubuntu-24_04-lts", sku = "server" }
""",
    happens="The build fails in its first step, after VM creation: 'apt-get: command not found'.",
    fix="Use Ubuntu or Debian. RHEL, AlmaLinux, Rocky Linux, SLES and others cannot be built yet.",
    source="goldshelf: packer/scripts/linux; publishers: facts/marketplace.py",
)
@each_image
def apt_of_source(image: Image, _: Catalog) -> Found:
    """As far as publisher, offer or license show it; the image of a gallery may be anything."""
    source = image.build.source
    if image.os_type != "Linux":
        return
    if isinstance(source, MarketplaceSource) and facts_of(*source.names).apt is False:
        yield (
            ("build", "source"),
            f"{source.publisher} / {source.offer} has no apt, which Linux builds need: use Ubuntu or Debian",
        )
    elif image.build.license_type in {"RHEL_BYOS", "SLES_BYOS"}:
        yield (
            ("build", "license_type"),
            f"{image.build.license_type!r} is for a system without apt, which Linux builds need: use Ubuntu "
            "or Debian, and remove license_type",
        )


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
    """Reported at the first place of each name; GS176 reports sources without apt, GS240 those with a plan."""
    if not catalog.cloud.is_public:
        return
    seen: set[tuple[str, ...]] = set()
    for key, image in catalog.builds.items():
        source = image.build.source
        if not isinstance(source, MarketplaceSource):
            continue
        known, found = facts_of(*source.names), unlisted(*source.names)
        if not found or known.apt is False or known.plan:
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
            f"for true: {_said(image)}; {hint} Look it up: az vm image show --urn "
            f"{':'.join(urn)}:{source.version}",
        )


def _said(image: Image) -> str:
    """Return what cannot be held against the source."""
    plan = "a purchase plan" if image.purchase_plan else "no purchase plan"
    generation, architecture = image.hyper_v_generation, image.architecture or "x64"
    return f"{image.os_type} of generation {generation} for {architecture}, {plan}"
