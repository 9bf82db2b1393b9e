"""What a marketplace source asks of who uses it: a purchase plan, and its license."""

from catalog.image import Image
from catalog.model import Catalog
from catalog.origin import facts_of_origin
from catalog.problem import Found
from catalog.rule import each_image, rule
from catalog.rules.marketplace import FromMarketplace, each_marketplace_image


@rule(
    "GS240",
    "An image built from a source with a purchase plan should have a purchase_plan",
    example="""
[images.win11-avd]
+ purchase_plan = { name = "cis-win11-l1", publisher = "center-for-internet-security-inc", product = "cis-win11" }

[images.win11-avd.build]
source = { publisher = "center-for-internet-security-inc", offer = "cis-win11", sku = "cis-win11-l1" }
""",
    happens="Azure refuses the build VM at VM creation: VMMarketplaceInvalidInput, 'requires Plan information'.",
    fix="Set purchase_plan, and accept the terms of the plan once in each subscription: `az vm image terms accept`.",
    source="Azure: Specify Marketplace purchase plan information; publishers: facts/plans.txt",
)
@each_marketplace_image
def plan_is_set(it: FromMarketplace) -> Found:
    """Of the publishers whose images are known to have one. GS209 reports those that have none."""
    if it.facts.plan and not it.image.purchase_plan:
        source = it.source
        yield (
            ("build", "source"),
            f"{source.publisher} / {source.offer} has a purchase plan, without which Azure refuses the build VM: set "
            f"purchase_plan = {{ name = {source.sku!r}, publisher = {source.publisher!r}, product = "
            f"{source.offer!r} }}, and accept its terms once in each subscription: az vm image terms accept --urn "
            f"{':'.join((*source.names, source.version))}",
        )


@rule(
    "GS246",
    "purchase_plan should have the names of the source",
    example="""
[images.win11-avd]
- purchase_plan = { name = "cis-win11", publisher = "center-for-internet-security-inc", product = "cis-win11" }
+ purchase_plan = { name = "cis-win11-l1", publisher = "center-for-internet-security-inc", product = "cis-win11" }

[images.win11-avd.build]
source = { publisher = "center-for-internet-security-inc", offer = "cis-win11", sku = "cis-win11-l1" }
""",
    happens="Azure refuses the build VM at VM creation: the plan is not that of the image.",
    fix="Use the sku as name, the publisher as publisher, and the offer as product; or accept the warning if the "
    "publisher says otherwise.",
    source="Azure: Specify Marketplace purchase plan information",
)
@each_marketplace_image
def plan_of_the_source(it: FromMarketplace) -> Found:
    """Also of publishers that are not known. Not where there is no plan, which GS209 reports."""
    plan, (publisher, offer, sku) = it.image.purchase_plan, it.source.names
    if plan is None or it.facts.plan is False:
        return
    otherwise = "" if it.facts.plan else ", or remove purchase_plan if the source has no plan"
    for name, given, expected in (
        ("name", plan.name, sku),
        ("publisher", plan.publisher, publisher),
        ("product", plan.product, offer),
    ):
        if given.lower() != expected.lower():
            yield ("purchase_plan", name), f"{given!r} is not that of the source: use {expected!r}{otherwise}"


@rule(
    "GS245",
    "license_type should be one for the source",
    example="""
[images.win11-avd.build]
- license_type = "Windows_Server"
+ license_type = "Windows_Client"
""",
    happens="The build VM is billed by a license for another system, or Azure refuses it at VM creation.",
    fix="Remove license_type, or use one for the source.",
    source="Azure: Azure Hybrid Benefit for Windows Server and for Linux; Deploy Windows 11 with multitenant "
    "hosting rights",
)
@each_image
def license_of_the_source(image: Image, catalog: Catalog) -> Found:
    """Of the source below all layers. GS120 reports those of another operating system.

    RHEL_BYOS and SLES_BYOS are for images that Azure bills, too: that is Azure Hybrid Benefit.
    """
    mine, fitting = image.build.license_type, facts_of_origin(image, catalog).licenses
    if mine and fitting is not None and mine not in fitting:
        use = "".join(f", or use {one!r}" for one in fitting)
        yield ("build", "license_type"), f"{mine!r} is not for the system of its source: remove it{use}"
