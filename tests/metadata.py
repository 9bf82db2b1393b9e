"""A service that stands for Azure's metadata service on loopback."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.linux_families import listening

UBUNTU: dict[str, Any] = {
    "publisher": "canonical",
    "offer": "ubuntu-24_04-lts",
    "sku": "server",
    "version": "24.04.202510010",
    "storageProfile": {
        "imageReference": {
            "communityGalleryImageId": "",
            "exactVersion": "24.04.202510010",
            "id": "",
            "offer": "ubuntu-24_04-lts",
            "publisher": "canonical",
            "sharedGalleryImageId": "",
            "sku": "server",
            "version": "latest",
        }
    },
}
"""What it says of a VM of the marketplace, as far as it is read here."""
BUSY = 429


@contextmanager
def answering(*answers: object) -> Iterator[tuple[str, list[str]]]:
    """Answer with one after another: a number is the status of an error. Yield the address and the paths."""
    left, asked = list(answers), list[str]()

    class Metadata(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answer only who says that it is for the metadata service."""
            asked.append(self.path)
            answer = left.pop(0) if self.headers["Metadata"] == "true" else 400
            self.send_response(answer if isinstance(answer, int) else 200)
            self.end_headers()
            self.wfile.write(answer if isinstance(answer, bytes) else json.dumps(answer).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with listening(Metadata) as port:
        yield f"127.0.0.1:{port}", asked
