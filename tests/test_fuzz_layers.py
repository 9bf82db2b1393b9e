"""However images start from each other, a pipeline builds each once, and ends."""

from typing import Any

import pytest

from files.folders import Files
from packer.facts import FILE
from pipeline.builds import builds
from review.synthesized import Synthesized
from tests.images import facts

pytestmark = pytest.mark.torture


def definition(number: int) -> dict[str, str]:
    """The names of one in the gallery."""
    return {"resource_group": "g", "gallery_name": "g", "image_name": f"n{number}"}


def chain(length: int) -> Synthesized:
    """Images that start from each other."""

    def files(number: int) -> Files:
        source: dict[str, Any] = {"shared_image_gallery_destination": definition(number)}
        if number:
            source["shared_image_gallery"] = definition(number - 1)
        return {FILE: facts(f"i{number:05}", **source)}

    return Synthesized(images={f"i{number:05}": files(number) for number in range(length)})


def test_a_chain_of_layers() -> None:
    """Two thousand images, each on the one before, are put in order at once."""
    products = chain(2_000)
    ordered = builds(products, changed=set(products.images), version=lambda *_: "1.0.0")

    assert sorted(products.images) == [one.key for one in ordered]


def test_a_circle_of_layers() -> None:
    """Images that start from each other are built all the same: no circle hides one."""
    images = dict(chain(3).images)
    images["i00000"] = {
        FILE: facts(
            "i00000", shared_image_gallery=definition(2), shared_image_gallery_destination=definition(0)
        )
    }
    ordered = builds(Synthesized(images=images), changed=set(images), version=lambda *_: "1.0.0")

    assert ["i00002", "i00000", "i00001"] == [one.after for one in ordered]
