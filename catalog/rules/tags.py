"""Tags, and other text on its way to Azure and Packer."""

from collections.abc import Iterator, Mapping
from unicodedata import category

from catalog.extra import why_not_allowed
from catalog.gallery import Gallery, ResourceGroup
from catalog.model import Catalog, Image
from catalog.problem import Found, Location
from catalog.rule import each_image, rule
from facts.packer_text import why_packer_changes
from files.quote import quoted

MOST_TAGS = 50
"""Azure's limit for one resource."""
PROVENANCE_TAGS = ("image", "git_commit", "pipeline_url")
"""What a version tells of where it comes from; the catalog's own tags of these names win."""
PLAN_TAGS = ("PlanInfo", "PlanProduct", "PlanPublisher", "PlanPromotionCode")
"""Packer writes the purchase plan into tags of its own."""
FORBIDDEN = r"<>%&\?/"
"""In the name of a tag."""
TAGS = "Azure: Use tags to organize your resources, limitations"


def _resources(catalog: Catalog) -> Iterator[tuple[Location, ResourceGroup | Gallery | Image]]:
    yield ("gallery",), catalog.gallery
    yield ("resource_group",), catalog.resource_group
    for key, image in catalog.images.items():
        yield ("images", key), image


def _tables(catalog: Catalog) -> Iterator[tuple[Location, Mapping[str, str]]]:
    """Each table of tags, as it is written."""
    if catalog.tags:
        yield ("tags",), catalog.tags
    for where, resource in _resources(catalog):
        if resource.tags:
            yield (*where, "tags"), resource.tags


@rule(
    "GS108",
    "A resource has 50 tags at most",
    happens="azurerm refuses the resource, at plan.",
    todo="Remove some: the catalog's own tags count for each resource.",
    source=f"{TAGS}; azurerm 4.55.0: tags/validate.go",
)
def most_tags(catalog: Catalog) -> Found:
    """The catalog's and the resource's own together; the model looks at each table."""
    for where, resource in _resources(catalog):
        count = len(catalog.tags_of(resource))
        if count > MOST_TAGS:
            yield (
                (*where, "tags"),
                f"with the catalog's own tags they are {count}; Azure allows {MOST_TAGS}: remove some",
            )


@rule(
    "GS119",
    "A version has tags of its own besides",
    happens="Packer refuses the template when the build starts, or Azure the version, after the build.",
    todo="Keep three tags free (seven, with a purchase plan).",
    source="packer-plugin-azure 2.6.3, config.go, azure_tags",
)
@each_image
def most_tags_of_a_version(image: Image, catalog: Catalog) -> Found:
    """More than 50 of the definition are another rule's."""
    tags = catalog.tags_of(image)
    names = {*tags, *(["image"] if "image" in map(str.lower, tags) else [])}
    added = {*PROVENANCE_TAGS, *(PLAN_TAGS if image.purchase_plan else ())} - names
    if len(tags) <= MOST_TAGS < len(tags) + len(added):
        yield (
            ("tags",),
            f"with the catalog's own tags they are {len(tags)}; a version gets {len(added)} more, and "
            f"Azure allows {MOST_TAGS}: remove some",
        )


@rule(
    "GS150",
    "The name of a tag holds characters that Azure takes",
    happens="Azure refuses the resource, at apply.",
    todo=f"Write the name without {' '.join(FORBIDDEN)}, and not of spaces alone.",
    source=TAGS,
)
def names_of_tags(catalog: Catalog) -> Found:
    """Values may hold anything."""
    for where, tags in _tables(catalog):
        for name in tags:
            if not name.strip() or any(sign in FORBIDDEN or category(sign) == "Cc" for sign in name):
                yield (
                    (*where, name),
                    f"Azure takes no {' '.join(FORBIDDEN)} or control character in the name of a tag, nor a "
                    f"blank one, got {quoted(name)}: write another",
                )


@rule(
    "GS151",
    "Two tags differ by more than their case",
    happens="Azure keeps one of the two, at apply, and every later plan shows a change.",
    todo="Write the name in one way.",
    source=TAGS,
)
def tags_by_case(catalog: Catalog) -> Found:
    """Within a table, and between the catalog's own and a resource's."""
    common = {name.lower(): name for name in catalog.tags}
    for where, tags in _tables(catalog):
        seen = {} if where == ("tags",) else dict(common)
        for name in tags:
            other = seen.setdefault(name.lower(), name)
            if other != name:
                yield (
                    (*where, name),
                    f"{name!r} and {other!r} are one tag for Azure, which looks at no case: write one of "
                    "them",
                )


@rule(
    "GS122",
    "Text reaches Packer as it is written",
    happens="Packer would replace it, or stop, when the build starts: it reads '{{' as a template of "
    "its own.",
    todo="Remove '{{' and '}}'; write letters with accents in Unicode's composed form (NFC).",
    source="Packer: template engine; HCL: Unicode normalization",
)
def text_for_packer(catalog: Catalog) -> Found:
    """Tags, purchase plans and extra arguments: what takes any text and reaches a template."""
    yield from _unfit_tags(("tags",), catalog.tags)
    for key, image in catalog.images.items():
        where = ("images", key)
        if image.tags:
            yield from _unfit_tags((*where, "tags"), image.tags)
        for name, value in image.purchase_plan or ():
            yield from _unfit((*where, "purchase_plan", name), value)
        for name, argument in image.build.extra.items():
            for text in () if why_not_allowed(name) else _texts(argument):
                yield from _unfit((*where, "build", "extra", name), text)


def _unfit_tags(where: Location, tags: Mapping[str, str]) -> Found:
    for name, value in tags.items():
        for text in (name, value):
            yield from _unfit((*where, name), text)


def _unfit(where: Location, text: str) -> Found:
    if reason := why_packer_changes(text):
        yield where, f"{reason}, got {quoted(text)}"


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (item for item in value if isinstance(item, str))
    elif isinstance(value, dict):
        yield from (*value.keys(), *value.values())
