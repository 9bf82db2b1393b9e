"""Text that Packer would change."""

from collections.abc import Iterator, Mapping

from catalog.extra import why_not_allowed
from catalog.model import Catalog
from catalog.problem import Found, Location
from catalog.rule import rule
from catalog.version_tags import parts
from facts.packer_text import why_packer_changes
from files.quote import quoted


@rule(
    "GS122",
    "Text must not contain Packer template syntax, and must be in Unicode's composed form",
    example="""
[tags]
- owner = "{{ team }}"
+ owner = "{ team }"
""",
    happens="Packer would change the text, or stop when the build starts: it reads '{{' as a template.",
    fix="Remove '{{' and '}}'; write letters with accents in Unicode's composed form (NFC).",
    source="Packer: template engine; HCL: Unicode normalization",
)
def text_for_packer(catalog: Catalog) -> Found:
    """Tags, purchase plans, extra arguments and environments: any text that reaches a template."""
    yield from _in_tags(("tags",), catalog.tags)
    for key, image in catalog.builds.items():
        where = ("images", key)
        if image.tags:
            yield from _in_tags((*where, "tags"), image.tags)
        for name, value in image.build.version_tags.items():
            text = "".join(part.text for part in parts(value))  # two braces are one there
            yield from _in_tags((*where, "build", "version_tags"), {name: text})
        for name, value in image.purchase_plan or ():
            yield from _in_text((*where, "purchase_plan", name), value)
        for name, argument in image.build.extra.items():
            for text in () if why_not_allowed(name) else _texts(argument):
                yield from _in_text((*where, "build", "extra", name), text)

    for place, environment in catalog.environments:
        for name, text in environment.items():
            yield from _in_text((*place, name), text)
    for place, step in catalog.all_steps:
        for index, text in enumerate(step.ansible.extra_arguments if step.ansible else ()):
            yield from _in_text((*place, "ansible", "extra_arguments", index), text)


def _in_tags(where: Location, tags: Mapping[str, str]) -> Found:
    for name, value in tags.items():
        for text in (name, value):
            yield from _in_text((*where, name), text)


def _in_text(where: Location, text: str) -> Found:
    if reason := why_packer_changes(text):
        yield where, f"{reason}, got {quoted(text)}"


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (item for item in value if isinstance(item, str))
    elif isinstance(value, dict):
        yield from (*value.keys(), *value.values())
