"""A catalog whose image has one product, and what is made and reported of it."""

import json
import re
from pathlib import Path
from typing import Any

from catalog.load import examine, load
from committed.normalize import SUBSCRIPTION, expected
from packer.facts import FILE
from packer.render import render
from tests.catalogs import write, written
from tests.own_products import FILES
from tests.rule_messages import NOW

URL = 'url = "https://downloads.example.com/setup.exe"'
SIGNED = f'name = "P"\n{URL}\ninstaller = "exe"\nsigner = "Contoso"\nproof = {{ program = "P" }}\n'


def having(folder: Path, product: str, *, build: str = 'software = ["p"]', more: str = "") -> Path:
    """A catalog whose image has the product p with these lines."""
    for name, content in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    text = f"[images.win11-avd.build]\n{build}\n[software.windows.p]\n{product}\n{more}"
    return write(folder, written(text))


def of(path: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What image.json says of the products by id, and the provisioners, of the image of a catalog."""
    catalog = load(path)
    files = render(catalog=catalog, outputs=expected(catalog), subscription_id=SUBSCRIPTION)["win11-avd"]
    told = {product["id"]: product for product in json.loads(files["image.json"])["software"]}
    return told, json.loads(files[FILE])["provisioners"]


def told(folder: Path, product: str, **rest: str) -> list[str]:
    """What is reported of that catalog."""
    found = examine(having(folder, product, **rest), now=NOW).findings
    return [f"{one.field}: {one.message} ({one.rule})" for one in found]


def installs(provisioners: list[dict[str, Any]]) -> list[tuple[str, str | None, str | None]]:
    """The id, the user and the time limit of what installs, uploads, and restarts around it."""
    return [
        (one["id"].removeprefix("powershell install-software.ps1 PRODUCT="), one.get("elevated_user"), limit)
        for one in provisioners
        if re.match("powershell install-software|file of|restart (before|after)", one["id"])
        for limit in [one.get("timeout") or one.get("restart_timeout")]
    ]
