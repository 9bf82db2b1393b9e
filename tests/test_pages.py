"""The pages of docs/ about what an image has: each catalog that they show can be written, and is rendered."""

import re
from pathlib import Path

import pytest

from catalog.load import examine, load
from committed.normalize import SUBSCRIPTION, expected
from packer.render import render
from tests.catalogs import write, written
from tests.conftest import PROJECT

PAGES = ("machine", "settings", "state", "updates", "versions")
SNIPPETS = [
    (page, snippet)
    for page in (*PAGES, "pipeline")
    for snippet in re.findall(
        r"^```toml\n(.*?)^```", (PROJECT / f"docs/{page}.md").read_text(), flags=re.MULTILINE | re.DOTALL
    )
]


@pytest.mark.parametrize(
    ("page", "snippet"), SNIPPETS, ids=[f"{page} {n}" for n, (page, _) in enumerate(SNIPPETS)]
)
def test_snippet(page: str, snippet: str, tmp_path: Path) -> None:
    """What a page shows can be written into a catalog as it stands, without a warning, and is rendered."""
    path = write(tmp_path, written(snippet))

    assert [] == examine(path).findings, page
    catalog = load(path)
    assert (
        catalog.images.keys()
        == render(catalog=catalog, outputs=expected(catalog), subscription_id=SUBSCRIPTION).keys()
    )


@pytest.mark.parametrize("page", PAGES)
def test_the_page_about_images_leads_there(page: str) -> None:
    """A reader of docs/images.md finds each of them."""
    assert f"({page}.md)" in (PROJECT / "docs/images.md").read_text()
