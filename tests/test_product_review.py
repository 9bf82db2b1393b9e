"""What a review says of a product that is added or changed, and of what it makes less secure."""

import json
from pathlib import Path

import pytest

from catalog.load import load
from committed.layout import without_copies
from committed.normalize import SUBSCRIPTION, expected
from files.folders import Files
from packer.render import render
from review.change import Image
from review.image_folder import compare
from review.reach import Reach
from review.security import of_image
from tests.one_product import SIGNED, having
from tests.programs import commit
from tests.step_repository import synth
from tests.tour import report

BESIDE = 'name = "P"\nfile = "installers/agent.msi"\ninstaller = "msi"\nproof = { program = "P" }'
NODE = 'name = "P"\nchocolatey = "node"\nfeed = "{}"'


def made(folder: Path, product: str, *, content: bytes = b"") -> Files:
    """What is committed of the image with this product."""
    path = having(folder, product)
    if content:
        (folder / "installers/agent.msi").write_bytes(content)
    catalog = load(path)
    files = render(catalog=catalog, outputs=expected(catalog), subscription_id=SUBSCRIPTION)["win11-avd"]
    return {
        name.removeprefix("packer/x/"): text
        for name, text in without_copies({f"packer/x/{name}": text for name, text in files.items()}).items()
    }


def reviewed(old: Files, new: Files) -> Image:
    """What a review says of it."""
    image = compare("win11-avd", old, new)
    assert image
    return image


@pytest.mark.parametrize(
    ("change", "path", "values", "effect"),
    [
        (("setup.exe", "setup2.exe"), "software.p.url", "setup2.exe", Reach.VERSION),
        (('"Contoso"', '"Fabrikam"'), "software.p.signer", "Fabrikam", Reach.VERSION),
        (("installer =", 'arguments = "/S"\ninstaller ='), "software.p.arguments", "/S", Reach.VERSION),
        (("installer =", "exit_codes = [5]\ninstaller ="), "software.p.exit_codes.5", "5", Reach.VERSION),
        (("installer =", 'path = ["C:/P"]\ninstaller ='), 'software.p.path."C:/P"', "C:/P", Reach.VERSION),
        (
            ("installer =", 'machine_environment = { A = "b" }\ninstaller ='),
            "software.p.machine_environment.A",
            "b",
            Reach.VERSION,
        ),
        (
            ("installer =", 'machine_environment = { timeout = "b" }\ninstaller ='),
            "software.p.machine_environment.timeout",
            "b",
            Reach.VERSION,
        ),
        (("installer =", 'timeout = "2h"\ninstaller ='), "software.p.timeout", "7200", Reach.BUILD),
    ],
)
def test_changed(change: tuple[str, str], path: str, values: str, effect: Reach, tmp_path: Path) -> None:
    """Whatever changes in a product is told, with how far it reaches."""
    image = reviewed(made(tmp_path, SIGNED), made(tmp_path, SIGNED.replace(*change, 1)))
    (one,) = [one for one in image.arguments if one.path == path]

    assert values in str(one.new)
    assert (effect, effect == Reach.VERSION) == (one.effect, image.needs_build)


def test_changed_file(tmp_path: Path) -> None:
    """A file that was changed beside the catalog is told by its digest, and is another image."""
    image = reviewed(made(tmp_path, BESIDE), made(tmp_path, BESIDE, content=b"another"))

    assert ["own/installers/agent.msi", "software.p.sha256"] == [one.path for one in image.arguments]
    assert image.needs_build
    assert ["has another installer of `p` for the same version"] == [one.message for one in of_image(image)]


def test_added(tmp_path: Path) -> None:
    """A new product is told by the keys that have a value."""
    old, new = made(tmp_path, SIGNED), made(tmp_path, SIGNED)
    none = {**old, "image.json": json.dumps({**json.loads(old["image.json"]), "software": []})}
    (one,) = [one for one in reviewed(none, new).arguments if one.path == "software.p"]

    assert {"id", "kind", "name", "url", "signer", "save_as", "timeout", "proof"} == json.loads(
        str(one.new)
    ).keys()
    assert {"program": "P"} == json.loads(str(one.new))["proof"]


def test_another_feed(tmp_path: Path) -> None:
    """Where packages come from is told as what it is: whom the image trusts."""
    old, new = (made(tmp_path, NODE.format(feed)) for feed in ("https://a.example/", "https://b.example/"))

    assert ["takes `p` from another feed"] == [one.message for one in of_image(reviewed(old, new))]


def test_a_commit_with_another_file(tmp_path: Path) -> None:
    """A pull request that changes an installer beside the catalog shows it, once it is synthesized."""
    having(tmp_path, BESIDE)
    assert 0 == synth(tmp_path)[0]
    commit(tmp_path, "main")
    (tmp_path / "installers/agent.msi").write_bytes(b"another")
    assert 0 == synth(tmp_path)[0]
    commit(tmp_path, "main")
    _, review = report(tmp_path, "HEAD~1", "HEAD")

    assert "STALE" not in review
    assert "installers/agent.msi" in review
    assert "has another installer of p for the same version" in review.replace("'", "").replace("`", "")
