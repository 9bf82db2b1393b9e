"""The note on a merge request, and what a browser makes of it."""

import json
from html.parser import HTMLParser

import comrak

from files.folders import Files
from packer.facts import FILE
from review.compare import compare
from review.markdown import markdown
from tests.images import facts


class Page(HTMLParser):
    """What a browser would see: the tags in their order, and the text of each piece of code."""

    def __init__(self, note: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.codes: list[str] = []
        extensions, rendering = comrak.ExtensionOptions(), comrak.RenderOptions()
        extensions.table = extensions.autolink = extensions.strikethrough = extensions.tasklist = True
        rendering.unsafe_ = True  # GitLab filters HTML after this; the note must not need it
        self.feed(comrak.render_markdown(note, extension_options=extensions, render_options=rendering))

    # html.parser calls these.
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: D102
        self.tags.append(f"<{tag} {sorted(attrs)}>" if attrs else f"<{tag}>")
        if tag == "code":
            self.codes.append("")

    def handle_endtag(self, tag: str) -> None:  # noqa: D102
        self.tags.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:  # noqa: D102
        if self.tags and self.tags[-1].startswith("<code"):
            self.codes[-1] += data


REQUIRED = {"required_providers": {"azurerm": {"version": "4.55.0"}}}


def products(value: str, *, key: str, file: str) -> Files:
    """Committed products that hold these texts."""
    gallery = {"name": "g", "description": value, "tags": {f"t{key}": value}}
    stack = {"terraform": REQUIRED, "resource": {"azurerm_shared_image_gallery": {key: gallery}}}
    folder = key.replace("/", "-")
    return {
        "gallery.tf.json": json.dumps(stack),
        f"packer/{folder}/{FILE}": facts(vm_size=value),
        f"packer/{folder}/scripts/x.ps1": file,
    }


def note(value: str, *, key: str, file: str) -> str:
    """The report of a change to these texts."""
    return markdown(
        compare(value, products("before", key=key, file="old"), key, products(value, key=key, file=file))
    )
