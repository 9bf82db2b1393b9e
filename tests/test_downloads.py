"""What a Linux image downloads: tried again where that helps, and named if it does not come."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.conftest import PROJECT
from tests.programs import Done, execute, program

SCRIPT = PROJECT / "packer/scripts/linux/download.sh"
TRIES = 2


class Handler(BaseHTTPRequestHandler):
    """Answers as it is told, one after another; the last answer is for all that follow."""

    server: "Server"

    def do_GET(self) -> None:
        """Answer with a status, or break the connection."""
        self.server.asked.append(self.headers.get("Authorization", ""))
        answers = self.server.answers
        status, headers = answers.pop(0) if len(answers) > 1 else answers[0]
        if status == 0:
            # What is not sent makes the connection end with a reset.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            self.close_connection = True
            self.connection.close()
            return
        self.send_response(status)
        body = b"the file" if status == 200 else b"no"
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """Listens on a port of its own."""

    def __init__(self, answers: list[tuple[int, dict[str, str]]]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = answers
        self.asked: list[str] = []

    def handle_error(self, *_: object) -> None:
        """Say nothing: connections are broken on purpose."""


@contextmanager
def served(*answers: tuple[int, dict[str, str]]) -> Iterator[Server]:
    """The server, while it runs."""
    with Server(list(answers)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def download(tmp_path: Path, url: str, *options: str, said: str = "") -> Done:
    """Run the script, with a `sleep` that only writes down for how long."""
    program(tmp_path / "bin/sleep", f'echo "$1" >>{tmp_path}/slept')
    environment = {**os.environ, "PATH": f"{tmp_path}/bin:{os.environ['PATH']}", "no_proxy": "*"}
    file = tmp_path / "file"
    return execute(
        "bash", SCRIPT, "Contoso Agent", url, file, str(TRIES), *options, given=environment, stdin=said
    )


def slept(tmp_path: Path) -> list[str]:
    """How long it waited each time, in seconds."""
    path = tmp_path / "slept"
    return path.read_text().split() if path.exists() else []


@pytest.mark.parametrize(
    ("answers", "waits"),
    [
        ([(200, {})], []),
        ([(503, {}), (500, {}), (200, {})], ["5", "10"]),
        ([(429, {"Retry-After": "42"}), (200, {})], ["42"]),
        ([(429, {"retry-after": "86400"}), (200, {})], ["300"]),
        ([(503, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}), (408, {}), (200, {})], ["5", "10"]),
        ([(0, {}), (0, {}), (200, {})], ["5", "10"]),
    ],
    ids=["at once", "busy", "limited", "limited for a day", "limited until a date", "broken"],
)
def test_what_passes_is_tried_again(
    answers: list[tuple[int, dict[str, str]]], waits: list[str], tmp_path: Path
) -> None:
    """A server that is busy, limits its callers or breaks the connection is asked again, later each time."""
    with served(*answers) as server:
        done = download(tmp_path, f"http://127.0.0.1:{server.server_port}/agent.deb")

    assert (0, "") == (done.returncode, done.stderr)
    assert (waits, "the file") == (slept(tmp_path), (tmp_path / "file").read_text())
    assert len(waits) == done.stdout.count("Contoso Agent: attempt ")


@pytest.mark.parametrize(("status", "waits"), [(404, []), (403, []), (429, ["5", "10"]), (503, ["5", "10"])])
def test_what_does_not_come_is_named(status: int, waits: list[str], tmp_path: Path) -> None:
    """One line says what was not downloaded, from where and why; what will not pass is asked for once."""
    with served((status, {})) as server:
        url = f"http://127.0.0.1:{server.server_port}/agent.deb"
        done = download(tmp_path, url)

    error = f"curl: (22) The requested URL returned error: {status}"
    assert (1, f"FAILED Contoso Agent was not downloaded from {url}: {error}\n") == (
        done.returncode,
        done.stderr,
    )
    assert waits == slept(tmp_path)


@pytest.mark.parametrize(("url", "code"), [("http://127.0.0.1:1/x", "7"), ("http://nowhere.invalid/x", "6")])
def test_nobody_answers(url: str, code: str, tmp_path: Path) -> None:
    """A server that is not there, or whose name is not known, may come: it is tried again."""
    done = download(tmp_path, url)

    assert (1, ["5", "10"]) == (done.returncode, slept(tmp_path))
    assert f"FAILED Contoso Agent was not downloaded from {url}: curl: ({code}) " in done.stderr


def test_a_secret_is_handed_over_each_time(tmp_path: Path) -> None:
    """A token on stdin reaches the server with each try, and is on no command line."""
    with served((503, {}), (200, {})) as server:
        url = f"http://127.0.0.1:{server.server_port}/agent.deb"
        done = download(tmp_path, url, "--config", "-", said='header = "Authorization: Bearer t0ken"\n')

    assert (0, ["Bearer t0ken"] * 2) == (done.returncode, server.asked)
    assert "t0ken" not in done.stdout + done.stderr
