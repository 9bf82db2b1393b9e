"""Write down what the image is made of: software.json, for test-image.sh.

For the Python 3.6 of the oldest images.
"""

import json
import platform
import re
import shlex
import time
from pathlib import Path
from typing import Any
from urllib import request

# The first version that has the exact version of a source of which the latest was asked for.
METADATA = "http://169.254.169.254/metadata/instance/compute?api-version=2023-07-01"


def metadata(address: str, tries: int = 3) -> "dict[str, Any]":
    """What Azure says of this machine. It answers from within the host, and may be busy for a moment."""
    # Never through a proxy, which would be told of its own machine.
    opener = request.build_opener(request.ProxyHandler({}))
    asked = request.Request(address, headers={"Metadata": "true"})  # noqa: S310  (http is all that it has)
    try:
        with opener.open(asked, timeout=5) as answer:
            return dict(json.loads(answer.read().decode("utf-8")))
    except (OSError, ValueError):
        if tries == 1:
            raise
    time.sleep(5)
    return metadata(address, tries - 1)


def source_image(machine: "dict[str, Any]") -> "dict[str, str | None]":
    """The image that a machine was made from: which version "latest" was, if that was asked for."""
    image = machine["storageProfile"]["imageReference"]
    ids = [image.get(name) for name in ("id", "communityGalleryImageId", "sharedGalleryImageId")]
    identity = next(filter(None, ids), None)
    named = re.search("/versions/([^/]+)$", identity or "", re.IGNORECASE)
    versions = (image.get("exactVersion"), named and named[1], machine.get("version"), image.get("version"))
    return {
        **{name: image.get(name) or None for name in ("publisher", "offer", "sku")},
        "version": next((one for one in versions if one and one != "latest"), None),
        "id": identity,
    }


def source(address: str = METADATA) -> "dict[str, str | None]":
    """The same of this machine. Without an answer the image is what it is, and the manifest says why."""
    try:
        return source_image(metadata(address))
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        # Other clouds have another service at this address.
        reason = f"Azure's metadata service did not tell: {error}"
        print("The source of the image is not in the manifest: " + reason)
        return {"unknown": reason}


def system() -> "dict[str, str]":
    """Name and kernel."""
    # One NAME=value a line, in quotes as the shell has them.
    text = Path("/etc/os-release").read_text("utf-8")
    release = dict(word.split("=", 1) for word in shlex.split(text, comments=True) if "=" in word)
    return {"caption": release.get("PRETTY_NAME", "Linux"), "build": platform.release()}


def write(folder: Path, version: str, software: "list[dict[str, Any]]", own: "dict[str, Any]") -> int:
    """Write all of it; return how many packages there are."""
    image = json.loads((folder / "image.json").read_text())
    packages = (folder / "packages.txt").read_text("utf-8").splitlines()
    manifest = {
        "image": image["image"],
        "version": version,
        "source": source(),
        "os": system(),
        "software": software,
        "packages": packages,
        "own": own,
    }
    (folder / "software.json").write_text(json.dumps(manifest, indent=2) + "\n")
    (folder / "software.json").chmod(0o644)
    return len(packages)
