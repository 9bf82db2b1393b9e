"""What Azure, Terraform and Packer refuse across fields. Each rule has an id and is a pure function."""

from collections.abc import Iterator, Mapping

from catalog.build_rules import BUILD_RULES
from catalog.model import Catalog, Gallery, Image, ResourceGroup
from catalog.problem import Location, Problem
from catalog.rule import Rule

MAX_TAGS = 50
"""Azure's limit for one resource."""


def _unique_names(catalog: Catalog) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for key, image in catalog.images.items():
        first = seen.setdefault(image.name.lower(), key)
        if first != key:
            yield Problem(
                where=("images", key, "name"),
                message=f"{image.name!r} is the name of images.{first} too; "
                "a gallery holds one definition of a name: choose another",
            )


def _unique_identifiers(catalog: Catalog) -> Iterator[Problem]:
    seen: dict[tuple[str, ...], str] = {}
    for key, image in catalog.images.items():
        triple = (image.identifier.publisher, image.identifier.offer, image.identifier.sku)
        first = seen.setdefault(tuple(part.lower() for part in triple), key)
        if first != key:
            yield Problem(
                where=("images", key, "identifier"),
                message=f"{' / '.join(triple)} is the identifier of images.{first} too; publisher, "
                "offer and sku together must be unique in a gallery: change one of them",
            )


def _security_needs_generation_2(catalog: Catalog) -> Iterator[Problem]:
    for key, image in catalog.images.items():
        if image.security != "standard" and image.hyper_v_generation != "V2":
            yield Problem(
                where=("images", key, "hyper_v_generation"),
                message=f"{image.hyper_v_generation!r} does not go with security = "
                f"{image.security!r}; Azure needs a generation 2 definition for it: use 'V2'",
            )


def _recommended_ranges(catalog: Catalog) -> Iterator[Problem]:
    for key, image in catalog.images.items():
        for unit in ("vcpu_count", "memory_in_gb"):
            low = getattr(image, f"min_recommended_{unit}")
            high = getattr(image, f"max_recommended_{unit}")
            if low is not None and high is not None and low > high:
                yield Problem(
                    where=("images", key, f"min_recommended_{unit}"),
                    message=f"{low} is more than max_recommended_{unit} = {high}; "
                    "azurerm refuses it at apply: change one of them",
                )


def _community(catalog: Catalog) -> Iterator[Problem]:
    sharing = catalog.gallery.sharing
    if sharing and (sharing.permission == "Community") != (sharing.community_gallery is not None):
        yield Problem(
            where=("gallery", "sharing"),
            message=f"permission = {sharing.permission!r} and community_gallery do not agree; "
            "'Community' needs community_gallery, the others must not have it",
        )


def _existing_resource_group(catalog: Catalog) -> Iterator[Problem]:
    if not catalog.gallery.create_resource_group and catalog.resource_group.model_fields_set:
        yield Problem(
            where=("resource_group",),
            message="describes a resource group that create_resource_group = false leaves to others; "
            "remove the table, or let Terraform create the group",
        )


def _merged_tags(catalog: Catalog) -> Iterator[Problem]:
    tagged: dict[Location, ResourceGroup | Gallery | Image] = {
        ("gallery",): catalog.gallery,
        ("resource_group",): catalog.resource_group,
    }
    tagged.update({("images", key): image for key, image in catalog.images.items()})
    for where, resource in tagged.items():
        count = len(catalog.tags_of(resource))
        if count > MAX_TAGS:
            yield Problem(
                where=(*where, "tags"),
                message=f"with the catalog's own tags they are {count}; Azure allows {MAX_TAGS}: remove some",
            )


RULES: Mapping[str, Rule] = {
    "GS101": _unique_names,
    "GS102": _unique_identifiers,
    "GS103": _security_needs_generation_2,
    "GS105": _recommended_ranges,
    "GS106": _community,
    "GS107": _existing_resource_group,
    "GS108": _merged_tags,
    **BUILD_RULES,
}


def check(catalog: Catalog) -> list[Problem]:
    """Every problem that the rules find, each with its rule's id."""
    return [
        Problem(where=problem.where, message=f"{problem.message} ({rule_id})")
        for rule_id, rule in RULES.items()
        for problem in rule(catalog)
    ]
