"""Tags."""

from collections.abc import Iterable, Iterator, Mapping
from unicodedata import category

from catalog.gallery import Gallery, ResourceGroup
from catalog.image import Definition, Image
from catalog.model import Catalog
from catalog.problem import Found, Location
from catalog.rule import each_image, rule
from files.quote import quoted

MOST_TAGS = 50
"""Azure's limit for one resource."""
PROVENANCE_TAGS = ("image", "git_commit", "pipeline_url")
"""Tags of a version that name its origin; the catalog's own tags of these names win."""
PLAN_TAGS = ("PlanInfo", "PlanProduct", "PlanPublisher", "PlanPromotionCode")
"""Packer writes the purchase plan into these tags."""
FORBIDDEN = r"<>%&\?/"
"""In a tag name."""
TAGS = "Azure: Use tags to organize your resources, limitations"


def _resources(catalog: Catalog) -> Iterator[tuple[Location, ResourceGroup | Gallery | Definition]]:
    yield ("gallery",), catalog.gallery
    yield ("resource_group",), catalog.resource_group
    for key, image in catalog.images.items():
        yield ("images", key), image


def _tags(catalog: Catalog) -> Iterator[tuple[Location, Mapping[str, str], Iterable[str]]]:
    """Yield each table of tags, as the catalog has it, and the names that are tags of its resource besides."""
    if catalog.tags:
        yield ("tags",), catalog.tags, ()
    for where, resource in _resources(catalog):
        if resource.tags:
            yield (*where, "tags"), resource.tags, catalog.tags
    for key, image in catalog.builds.items():
        if own := image.build.version_tags:
            yield ("images", key, "build", "version_tags"), own, catalog.tags_of(image)


def added_tags(image: Definition) -> tuple[str, ...]:
    """Return the names of tags that goldshelf and Packer add to a version."""
    return (*PROVENANCE_TAGS, *(PLAN_TAGS if image.purchase_plan else ()))


@rule(
    "GS108",
    "A resource must not have more than 50 tags",
    example="""
- # 51 tags of one resource, with those in [tags]
+ # 50 tags of one resource, with those in [tags]
""",
    happens="azurerm refuses the resource at plan.",
    fix="Remove some. The catalog's own tags count for every resource.",
    source=f"{TAGS}; azurerm 4.55.0: tags/validate.go",
)
def most_tags(catalog: Catalog) -> Found:
    """The tags of the catalog and of the resource together; GS004 checks each table."""
    for where, resource in _resources(catalog):
        count = len(catalog.tags_of(resource))
        if count > MOST_TAGS:
            yield (
                (*where, "tags"),
                f"must not be more than {MOST_TAGS} together with the catalog's tags, got {count}: remove some",
            )


@rule(
    "GS119",
    "A version must not have more than 50 tags, with those that goldshelf and Packer add",
    example="""
- # 48 tags of one image, with those in [tags]
+ # 47 tags of one image, with those in [tags]
""",
    happens="Packer refuses the template when the build starts, or Azure refuses the version after the build.",
    fix="Leave room for three tags, or for seven with a purchase plan.",
    source="packer-plugin-azure 2.6.3, config.go, azure_tags",
)
@each_image
def most_tags_of_a_version(image: Image, catalog: Catalog) -> Found:
    """GS108 reports definitions with more than 50."""
    tags, own = catalog.tags_of(image), image.build.version_tags
    names = {*tags, *(["image"] if "image" in map(str.lower, tags) else [])}
    added = {*added_tags(image)} - names
    count, others = len(tags) + len(own), "image's" if own else "catalog's"
    if len(tags) <= MOST_TAGS < count + len(added):
        yield (
            ("build", "version_tags") if own else ("tags",),
            f"must not be more than {MOST_TAGS - len(added)} together with the {others} tags, "
            f"because a version gets {len(added)} more, got {count}: remove some",
        )


@rule(
    "GS150",
    "A tag name must not be blank or contain characters that Azure forbids",
    example="""
[tags]
- "cost/centre" = "4711"
+ "cost-centre" = "4711"
""",
    happens="Azure refuses the resource at apply.",
    fix=f"Use a name without {' '.join(FORBIDDEN)}, and not only spaces.",
    source=TAGS,
)
def names_of_tags(catalog: Catalog) -> Found:
    """Values may contain any character."""
    for where, tags, _ in _tags(catalog):
        for name in tags:
            if not name.strip() or any(sign in FORBIDDEN or category(sign) == "Cc" for sign in name):
                yield (
                    (*where, name),
                    f"a tag name must not be blank or contain {' '.join(FORBIDDEN)} or a control character, "
                    f"got {quoted(name)}: use another name",
                )


@rule(
    "GS151",
    "Tag names must differ by more than upper and lower case",
    example="""
[tags]
Owner = "desktop team"

[images.win11-avd.tags]
- owner = "golden images"
+ Owner = "golden images"
""",
    happens="Azure keeps only one of the two at apply, and every later plan shows a change.",
    fix="Use one spelling.",
    source=TAGS,
)
def tags_by_case(catalog: Catalog) -> Found:
    """Within a table, and between the tables whose tags a resource has."""
    for where, tags, others in _tags(catalog):
        seen = {name.lower(): name for name in others}
        for name in tags:
            other = seen.setdefault(name.lower(), name)
            if other != name:
                yield (
                    (*where, name),
                    f"{name!r} and {other!r} are the same tag for Azure, which ignores upper and lower case: "
                    "use one spelling",
                )
