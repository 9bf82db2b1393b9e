"""What the sandbox does wrong when it is told to: SANDBOX_FAULT="<kind> <operation> [<nth>]".

Operations: create, read, update, delete; the nth of them since calls.log began, 1 where it is left out.

fail      Azure answers with an error, and has done nothing
hang      Azure never answers: azurerm gives up at its timeout, or when Terraform stops it
throttle  Azure answers 429 three times; azurerm asks again each time, as its SDK does
lose      Azure does the work, and its answer is lost on the way
die       the provider is killed before the work
kill      Terraform and the provider are killed after the work
"""

import os
import re
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Done = TypeVar("Done")

FAULT = re.compile(
    r"(?P<kind>fail|hang|throttle|lose|die|kill) (?P<operation>create|read|update|delete)(?: (?P<nth>\d+))?"
)
THROTTLED = 3
RETRY_AFTER = 0.05
"""In seconds; Azure says whole ones."""


class AzureError(Exception):
    """Azure refuses, or does not answer; the text is what azurerm would say."""


def _read(told: str) -> tuple[str, str, int]:
    """The kind, the operation and its number; a slip must not pass for a run without faults."""
    found = FAULT.fullmatch(told)
    if not found:
        raise ValueError(f"SANDBOX_FAULT={told!r}: see the head of sandbox/faults.py")
    return found["kind"], found["operation"], int(found["nth"] or 1)


class Faults:
    """Keeps a log of all calls to Azure, and lets the one go wrong that it was told."""

    def __init__(self, told: str | None, *, log: Path, stopped: threading.Event) -> None:
        self.kind, self.operation, self.nth = _read(told) if told else ("", "", 0)
        self.log = log
        self.stopped = stopped
        self._one_at_a_time = threading.Lock()

    def around(self, operation: str, what: str, work: Callable[[], Done], *, patience: float) -> Done:
        """Do the work, or what goes wrong in its place; `patience` is azurerm's timeout in seconds."""
        kind = self._due(operation, what)
        if kind == "fail":
            raise AzureError(
                "unexpected status 500 (500 Internal Server Error) with error: InternalServerError: "
                f"the sandbox was told to fail to {operation} {what}"
            )
        if kind == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if kind == "hang":
            canceled = self.stopped.wait(patience)
            raise AzureError(
                f"polling after {operation}: context {'canceled' if canceled else 'deadline exceeded'}"
            )
        for _ in range(THROTTLED if kind == "throttle" else 0):
            self._write(f"429 {operation} {what}")
            time.sleep(RETRY_AFTER)
        done = work()
        if kind == "lose":
            raise AzureError(f"{operation} {what}: HTTP response was nil; connection may have been reset")
        if kind == "kill":
            os.kill(os.getppid(), signal.SIGKILL)
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    def _due(self, operation: str, what: str) -> str:
        """The kind of fault, where this is the call that it was told for."""
        with self._one_at_a_time:
            self._write(f"{operation} {what}")
            if operation != self.operation:
                return ""
            calls = [line for line in self.log.read_text().splitlines() if line.startswith(f"{operation} ")]
            return self.kind if len(calls) == self.nth else ""

    def _write(self, line: str) -> None:
        with self.log.open("a") as log:
            log.write(f"{line}\n")
