"""The gallery, and its definitions together."""

from catalog.model import Catalog
from catalog.problem import Found
from catalog.rule import rule

MOST_DEFINITIONS = 1000
"""In a region of a subscription. Source: Azure, "Store and share images in an Azure Compute Gallery"."""
MANY_DEFINITIONS = 900
"""Our own limit, so that there is time to plan."""


@rule(
    "GS101",
    "Definition names must be unique in a gallery",
    example="""
[images.win11-dev]
- name = "win11-avd-template"
+ name = "Win11-Dev-Template"
""",
    happens="azurerm reports at apply that the second one already exists, or both overwrite one definition.",
    fix="Give each image a different name.",
    source="Azure: Troubleshoot shared images in Azure Compute Gallery",
)
def unique_names(catalog: Catalog) -> Found:
    """Azure ignores upper and lower case."""
    seen: dict[str, str] = {}
    for key, image in catalog.images.items():
        first = seen.setdefault(image.name.lower(), key)
        if first != key:
            yield (
                ("images", key, "name"),
                f"{image.name!r} is also the name of images.{first}, and names must be unique in a gallery: "
                "choose another",
            )


@rule(
    "GS102",
    "Publisher, offer and sku together must be unique in a gallery",
    example="""
[images.win11-dev]
- identifier = { publisher = "MyCompany", offer = "Windows11", sku = "avd-standard" }
+ identifier = { publisher = "MyCompany", offer = "Windows11", sku = "dev" }
""",
    happens="Azure refuses the second definition at apply.",
    fix="Change one of the three.",
    source="Azure: Troubleshoot shared images in Azure Compute Gallery",
)
def unique_identifiers(catalog: Catalog) -> Found:
    """Azure ignores upper and lower case."""
    seen: dict[tuple[str, ...], str] = {}
    for key, image in catalog.images.items():
        triple = (image.identifier.publisher, image.identifier.offer, image.identifier.sku)
        first = seen.setdefault(tuple(part.lower() for part in triple), key)
        if first != key:
            yield (
                ("images", key, "identifier"),
                f"{' / '.join(triple)} is also the identifier of images.{first}, and publisher, offer and "
                "sku together must be unique in a gallery: change one of them",
            )


@rule(
    "GS107",
    "[resource_group] must not be set with create_resource_group = false",
    example="""
[gallery]
- create_resource_group = false
+ create_resource_group = true

[resource_group]
tags = { team = "desktop" }
""",
    happens="The table would have no effect at apply, because Terraform does not create that group.",
    fix="Remove [resource_group], or let Terraform create the group.",
    source="goldshelf: gallery.create_resource_group",
)
def existing_resource_group(catalog: Catalog) -> Found:
    """No key of the catalog may be ignored."""
    if not catalog.gallery.create_resource_group and catalog.resource_group.model_fields_set:
        yield (
            ("resource_group",),
            "has no effect with gallery.create_resource_group = false: remove the table, or let Terraform "
            "create the group",
        )


@rule(
    "GS124",
    "A catalog must not have more than 1,000 images",
    example="""
- # 1,001 tables [images.<key>]
+ # 1,000 tables [images.<key>]
""",
    happens="Azure limits the definitions in one region of a subscription, and refuses more at apply.",
    fix="Remove definitions that nobody uses, or use a second subscription or region.",
    source="Azure: Store and share images in an Azure Compute Gallery, limits",
)
def too_many_definitions(catalog: Catalog) -> Found:
    """All definitions of a gallery are in its region."""
    if len(catalog.images) > MOST_DEFINITIONS:
        yield (
            ("images",),
            f"must not be more than {MOST_DEFINITIONS:,}, Azure's limit for a region of a subscription, got "
            f"{len(catalog.images):,}: move some to another subscription or region",
        )


@rule(
    "GS203",
    "A catalog should not have more than 900 images",
    example="""
- # 901 tables [images.<key>]
+ # 900 tables [images.<key>]
""",
    happens="At 1,000 definitions in a region of a subscription, counting all its galleries, Azure refuses "
    "more at apply.",
    fix="Ask for a higher quota, or plan a second subscription or region.",
    source="Azure: Store and share images in an Azure Compute Gallery, limits",
)
def many_definitions(catalog: Catalog) -> Found:
    """Other galleries of the subscription count too, and a catalog does not know them."""
    count = len(catalog.images)
    if MANY_DEFINITIONS < count <= MOST_DEFINITIONS:
        yield (
            ("images",),
            f"are {count:,} of the {MOST_DEFINITIONS:,} definitions that Azure allows in a region of a "
            "subscription, where other galleries count too: plan another subscription or region",
        )
