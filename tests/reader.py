"""A Packer folder as HashiCorp's own parser reads it."""

import json
import re
from pathlib import Path
from typing import Any

import pygohcl


def parsed(folder: Path) -> dict[str, Any]:
    """Every file of the folder through HashiCorp's parser, as one; expressions stay as their text."""
    whole: dict[str, Any] = {}
    for path in sorted(folder.glob("*.pkr.hcl")):
        text = re.sub(
            r"^( *[\w-]+ +)= ((?:var|local|build)\.\S+|(?:merge|env|length|list)\(.*|\{ for .*|string|bool)$",
            lambda found: f"{found[1]}= {json.dumps(found[2])}",
            path.read_text(),
            flags=re.MULTILINE,
        )
        text = re.sub(r"^( *condition +)= .*$", r'\1= ""', text, flags=re.MULTILINE)
        whole |= pygohcl.loads(re.sub(r"(?<!\$)\$\{(path|var)\.", r"$${\1.", text))
    return whole


def source_of(folder: Path) -> dict[str, Any]:
    """The arguments of the builder."""
    return dict(parsed(folder)["source"]["azure-arm"][folder.name])
