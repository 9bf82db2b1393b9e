"""Draw the review in Mermaid: gallery, definitions and regions, with the changes marked."""

import re
from collections.abc import Iterator

from review.change import Catalog, Definition, Mark, Review

LONGEST = 1_900
"""GitLab draws up to 2,000 characters of Mermaid, and asks before it draws more.

Source: GitLab, render_sandboxed_mermaid.js, MAX_CHAR_LIMIT.
"""

STYLES = {
    "added": "fill:#d4f4dd,stroke:#1a7f37,color:#0b3d1a",
    "changed": "fill:#fff3cd,stroke:#9a6700,color:#4d3800",
    "replaced": "fill:#ffd8d3,stroke:#cf222e,color:#5c0f15",
    "forgotten": "fill:#eeeeee,stroke:#57606a,color:#24292f,stroke-dasharray:5 5",
    "removed": "fill:#eeeeee,stroke:#cf222e,color:#5c0f15,stroke-dasharray:5 5",
}


def picture(review: Review) -> str:
    """A flowchart of what changed, or "". What does not fit is counted."""
    if not review.catalogs:
        return ""
    lines = ["flowchart LR", *(f"classDef {name} {style}" for name, style in STYLES.items())]
    room = LONGEST - sum(len(line) + 1 for line in lines)
    share = room // len(review.catalogs)
    for number, catalog in enumerate(review.catalogs):
        lines += _catalog(f"g{number}", catalog, share)
    flowchart = "\n".join(lines)
    return flowchart if len(flowchart) <= LONGEST else ""


def _catalog(gallery: str, catalog: Catalog, room: int) -> Iterator[str]:
    first = _node(gallery, catalog.gallery or catalog.name, catalog.gallery_mark)
    room -= len(first) + 60
    yield first
    drawn = 0
    changed_first = sorted(catalog.definitions, key=lambda one: not one.mark)
    for number, definition in enumerate(changed_first):
        lines = list(_definition(gallery, f"{gallery}d{number}", definition))
        room -= sum(len(line) + 1 for line in lines)
        if room < 0:
            break
        drawn += 1
        yield from lines
    if left := len(changed_first) - drawn:
        yield f'{gallery} --> {gallery}more["and {left:,} more"]'


def _definition(gallery: str, node: str, definition: Definition) -> Iterator[str]:
    yield _node(node, definition.name, definition.mark)
    yield f"{gallery} --> {node}"
    for name, mark in definition.regions:
        region = f"{gallery}r{re.sub(r'[^a-z0-9]', '', name.lower())}"
        arrow = f"-- {mark} -->" if mark else "-->"
        yield f'{node} {arrow} {region}(["{_label(name)}"])'


def _node(node: str, name: str, mark: Mark) -> str:
    label, style = (f": {mark}", f":::{mark}") if mark else ("", "")
    return f'{node}["{_label(name)}{label}"]{style}'


def _label(text: str) -> str:
    """Keep only the characters of Azure's names, so that a label cannot contain Mermaid syntax."""
    return re.sub(r"[^A-Za-z0-9._ -]", "?", text[:80])
