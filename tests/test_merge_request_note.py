"""One note on a merge request, updated: by the real client, on a server that stands for GitLab."""

import json
import os
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from pipeline import note
from review.markdown import MARKER


class GitLab(BaseHTTPRequestHandler):
    """Notes of a merge request, a hundred a page, for whoever has the token."""

    notes: list[dict[str, Any]]
    calls: list[str]

    def do_GET(self) -> None:  # noqa: D102
        if self.path == "/api/v4/user":
            self._answer(200, {"id": 7})
            return
        page = int((re.search(r"[?&]page=(\d+)", self.path) or ["", "1"])[1])
        found = self.notes[(page - 1) * 100 : page * 100]
        more = {"Link": f'<{self._url(page + 1)}>; rel="next"'} if page * 100 < len(self.notes) else {}
        self._answer(200, found, **more)

    def do_POST(self) -> None:  # noqa: D102
        self.notes.append({"id": 900, "author": {"id": 7}, **self._given()})
        self._answer(201, self.notes[-1])

    def do_PUT(self) -> None:  # noqa: D102
        (found,) = [one for one in self.notes if self.path.endswith(f"/notes/{one['id']}")]
        found |= self._given()
        self._answer(200, found)

    def _url(self, page: int) -> str:
        return (
            f"http://{self.headers['Host']}/api/v4/projects/7/merge_requests/5/notes?per_page=100&page={page}"
        )

    def _given(self) -> dict[str, Any]:
        return dict(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _answer(self, code: int, body: Any, **headers: str) -> None:
        self.calls.append(f"{self.command} {self.path.partition('?')[0]}")
        if self.headers["PRIVATE-TOKEN"] != "the-token":
            code, body = 401, {"message": "401 Unauthorized"}
        self.send_response(code)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_: Any) -> None:  # noqa: D102
        pass


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    """A server on a port of this machine."""
    GitLab.notes, GitLab.calls = [], []
    with ThreadingHTTPServer(("127.0.0.1", 0), GitLab) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


def put(port: int, folder: Path, body: str = "", *, token: str = "the-token", file: str = "token") -> int:  # noqa: S107
    """Put a review on merge request 5 of project 7."""
    (folder / "review.md").write_bytes(os.fsencode(body))
    (folder / "token").write_text(f"{token}\n")
    where = ["--url", f"http://127.0.0.1:{port}", "--project", "7", "--merge-request", "5"]
    return note.main([str(folder / "review.md"), *where, "--token-file", str(folder / file)])


NOBODY = 9
"""Nothing listens on this port."""
NOTES = "/api/v4/projects/7/merge_requests/5/notes"


def test_one_note_updated(server: ThreadingHTTPServer, tmp_path: Path) -> None:
    """The first review writes a note, the next ones take its place, and nobody else's is touched."""
    GitLab.notes = [
        {"id": 1, "author": {"id": 7}, "body": f"> {MARKER}\nI quote it"},
        {"id": 2, "author": {"id": 8}, "body": f"{MARKER} of somebody who would be us"},
        *({"id": number, "author": {"id": 8}, "body": "talk"} for number in range(3, 150)),
    ]
    before = [dict(one) for one in GitLab.notes]

    assert 0 == put(server.server_port, tmp_path, f"{MARKER}\nfirst")
    assert 0 == put(server.server_port, tmp_path, f"{MARKER}\nsecond")
    assert [*before, {"id": 900, "author": {"id": 7}, "body": f"{MARKER}\nsecond"}] == GitLab.notes
    assert [f"POST {NOTES}", f"PUT {NOTES}/900"] == [
        call for call in GitLab.calls if not call.startswith("GET")
    ]


def test_refused(server: ThreadingHTTPServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What GitLab refuses is told, without the token."""
    assert 1 == put(server.server_port, tmp_path, token="a-wrong-one")  # noqa: S106
    said = capsys.readouterr()

    assert "error: no note was written: 401" in said.err
    assert "a-wrong-one" not in said.err + said.out


@pytest.mark.parametrize("token", ["hunter2\nsecond", "hunter2 second", "hunter2\u20ac", "hunter2\0", ""])
def test_what_is_no_token(tmp_path: Path, capsys: pytest.CaptureFixture[str], token: str) -> None:
    """A file that holds more than a token, or none, is told, and what it holds is not."""
    assert 1 == put(NOBODY, tmp_path, "\udcff", token=token)
    why = f"{tmp_path / 'token'}: must hold a token: one line without spaces"
    assert f"error: no note was written: {why}\n" == capsys.readouterr().err


def test_no_server(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A server that does not answer, or a token file that is not there, is told in one line."""
    assert 1 == put(NOBODY, tmp_path, file="token")
    assert capsys.readouterr().err.startswith("error: no note was written: ")

    assert 1 == put(NOBODY, tmp_path, file="missing")
    missing = f"error: {tmp_path}/missing: No such file or directory; no note was written\n"
    assert missing == capsys.readouterr().err
