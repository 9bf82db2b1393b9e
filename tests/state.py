"""A team's state, whose lock outlives a run: Terraform's `http` backend, in the place of Azure's storage."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

DEFINITIONS = "/image-definition"
"""The path of that stack's state."""


class State(ThreadingHTTPServer):
    """Keeps a state and a lock for each path; can refuse to take any more, and take its time."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.states: dict[str, bytes] = {}
        self.locks: dict[str, Any] = {}
        self.refuses = threading.Event()
        self.delay = 0.0

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """One request of Terraform's."""

    server: State

    def do_GET(self) -> None:
        """Read the state."""
        data = self.server.states.get(self._path())
        self._answer(200 if data else 404, data or b"")

    def do_POST(self) -> None:
        """Write it."""
        data = self._body()
        if self.server.refuses.is_set():
            return self._answer(403)  # as when a token has run out
        self.server.states[self._path()] = data
        self._answer(200)

    def do_LOCK(self) -> None:
        """Take the lock, or say who has it."""
        mine = json.loads(self._body())
        holder = self.server.locks.setdefault(self._path(), mine)
        self._answer(200 if holder is mine else 423, json.dumps(holder).encode())

    def do_UNLOCK(self) -> None:
        """Give it back."""
        self._body()
        if self.server.refuses.is_set():
            return self._answer(403)
        self.server.locks.pop(self._path(), None)
        self._answer(200)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""

    def _path(self) -> str:
        return self.path.partition("?")[0]

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _answer(self, status: int, data: bytes = b"") -> None:
        time.sleep(self.server.delay)
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def served() -> Iterator[State]:
    """The server, while it runs."""
    with State() as state:
        threading.Thread(target=state.serve_forever, daemon=True).start()
        yield state
        state.shutdown()
