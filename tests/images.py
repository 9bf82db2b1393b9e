"""Images as they are committed: the Packer folders of a catalog, with parts of its text replaced."""

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from catalog.load import load
from committed.normalize import SUBSCRIPTION, expected
from files.folders import Files
from packer.facts import FILE
from packer.render import render
from review.change import Catalog, Image
from review.compare import compare
from tests.builds import image
from tests.conftest import PROJECT

KEY = "win11-avd"
TEXT = (PROJECT / "tests/data/catalog.toml").read_text()


def layer(key: str, base: str = f'{{ image = "{KEY}" }}') -> tuple[str, str]:
    """The replacement that adds an image with this key and source."""
    return ("", image(key, security="trusted_launch", source=base))


def folders(*replacements: tuple[str, str]) -> dict[str, Files]:
    """The folders of the catalog with these texts replaced; what replaces nothing is added at the end."""
    text = TEXT
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new, 1) if old else text + new
    return {key: dict(files) for key, files in _rendered(text).items()}


@cache
def _rendered(text: str) -> dict[str, Files]:
    with TemporaryDirectory() as temporary:
        path = Path(temporary, "catalog.toml")
        path.write_text(text)
        catalog = load(path)
    return render(catalog=catalog, outputs=expected(catalog), subscription_id=SUBSCRIPTION)


def folder(*replacements: tuple[str, str]) -> Files:
    """The folder of the catalog's first image."""
    return folders(*replacements)[KEY]


def steps(files: Files) -> list[dict[str, Any]]:
    """The provisioners of a folder, as its facts list them."""
    found: list[dict[str, Any]] = json.loads(files[FILE])["provisioners"]
    return found


def with_line(line: str) -> tuple[str, str]:
    """The replacement that adds a line to the build."""
    return ('software = ["vscode", "chrome"]', f'software = ["vscode", "chrome"]\n{line}')


def with_fact(files: Files, value: object, *path: str | int) -> Files:
    """The folder with one fact set, or removed where the value is None."""
    facts: Any = json.loads(files[FILE])
    place = facts
    for part in path[:-1]:
        place = place[part]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return {**files, FILE: json.dumps(facts)}


def with_text(files: Files, name: str, old: str, new: str) -> Files:
    """The folder with a text in one of its files replaced."""
    assert old in files[name], old
    return {**files, name: files[name].replace(old, new)}


def reviewed(old: Files, new: Files) -> Image:
    """What the review says of the first image, of which something differs."""
    (image,) = catalog_of({KEY: old}, {KEY: new}).images
    return image


def catalog_of(old: dict[str, Files], new: dict[str, Files]) -> Catalog:
    """What the review says of these folders."""
    (catalog,) = compare("a", committed(old), "b", committed(new)).catalogs
    return catalog


def committed(images: dict[str, Files]) -> Files:
    """The files, where they lie in what is committed."""
    return {f"packer/{key}/{name}": text for key, files in images.items() for name, text in files.items()}


def facts(key: str = KEY, *, version: str = "1.0.0", **source: object) -> str:
    """The facts of a build with nothing but these arguments of azure-arm."""
    nothing: dict[str, object] = {
        "regions": [],
        "azure_tags": {},
        "provisioners": [],
        "scripts": {},
    }
    variables = {"version": version, "exclude_from_latest": False, "allowed_inbound_ip_addresses": None}
    return json.dumps({"image": key, **variables, "source": source, **nothing}, indent=2)
