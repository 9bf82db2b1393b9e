"""A package file of a private storage account, which a Linux build reads with the identity of its VM.

What stands for Azure: its metadata service, and the storage account. All else is real.
"""

from functools import partial
from hashlib import sha256
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tests.linux_content import IDENTITY
from tests.linux_families import Built, Family, fresh, listening
from tests.linux_root import holding
from tests.torture import Tried

pytestmark = [pytest.mark.torture, pytest.mark.long]

TOKEN = "eyJ0eXAiOiJKV1Qi.of-the-machine_alone"  # noqa: S105  (nobody's)
ASKED = "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fstorage.azure.com%2F"
TELLS = """#!/bin/sh
echo "$*" >>/var/log/command-lines
exec /usr/bin/curl "$@"
"""

family = pytest.fixture(params=["apt"])(fresh)


class Azure(BaseHTTPRequestHandler):
    """Gives a token to who asks as Azure wants it, and a blob to who has the token."""

    def __init__(self, blob: bytes, asked: list[str], *rest: object) -> None:
        self.blob, self.asked = blob, asked
        super().__init__(*rest)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer."""
        self.asked.append(self.path)
        of_machine = self.headers["Metadata"] == "true" and self.path == ASKED
        allowed = (
            self.headers["Authorization"] == f"Bearer {TOKEN}"
            and self.headers["x-ms-version"] == "2017-11-09"
        )
        if of_machine:
            self._answer(200, f'{{"access_token": "{TOKEN}", "token_type": "Bearer"}}'.encode())
        elif allowed and self.path == "/moved.deb":
            self._answer(302, b"", Location="/agent.deb")
        elif allowed:
            self._answer(200, self.blob)
        else:
            self._answer(403, b"")

    def _answer(self, status: int, content: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def built(family: Family, folder: Path, blob: bytes, name: str, asked: list[str]) -> Built:
    """Build with a product that is a file of the storage account."""
    answer = partial(Azure, blob, asked)
    with listening(answer) as metadata, listening(answer, family.made) as storage:
        curlrc = f'connect-to = "169.254.169.254:80:127.0.0.1:{metadata}"'
        family.machine.said(f"rm -rf /build; echo '{curlrc}' >/root/.curlrc")
        product = f"""
[software.linux.agent]
name = "Agent"
url = "https://localhost:{storage}/{name}"
sha256 = "{sha256(blob).hexdigest()}"
with_identity = true
proof = {{ command = "/opt/bin/agent" }}
"""
        build = f'software = ["agent"]\nuser_assigned_managed_identities = ["{IDENTITY}"]'
        return family.built(family.rendered(folder, build, product), until="install-packages.sh")


def test_identity(family: Family, tmp_path: Path, tried: Tried) -> None:
    """The file is installed; the token is in no file, no log and no command line, and goes nowhere else."""
    blob = (family.machine.root / "srv/www/agent.deb").read_bytes()
    family.machine.said(f"cat >/usr/local/bin/curl <<'END'\n{TELLS}END\nchmod 755 /usr/local/bin/curl")
    asked: list[str] = []
    other = built(family, tmp_path / "moved", blob, "moved.deb", asked)

    assert "install-packages.sh" == other.failed, other.said
    assert [ASKED, "/moved.deb"] == asked
    right = built(family, tmp_path / "team", blob, "agent.deb", asked)

    assert right.failed is None, right.said
    assert [ASKED, "/agent.deb"] == asked[2:]
    assert "agent 1.0\n" == family.machine.said("/opt/bin/agent")
    assert "--config -" in family.machine.said("cat /var/log/command-lines")
    assert [] == holding(TOKEN, family.machine.root)
    assert TOKEN not in other.said + right.said
    tried(
        "a package file of a private storage account is read with the identity of the VM",
        1,
        "it is installed; the token is in no file, log or command line, and follows no redirection",
    )
