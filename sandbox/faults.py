"""Inject a fault into the sandbox: SANDBOX_FAULT="<fault> <operation> [<nth>]".

Operations: create, read, update, delete; the nth of them in calls.log, by default the first.

fail      Azure returns an error, and changes nothing
hang      Azure never answers: azurerm gives up at its timeout, or when Terraform stops it
throttle  Azure answers 429 three times; azurerm retries each time, as its SDK does
lose      Azure does the work, but its answer is lost
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
    r"(?P<fault>fail|hang|throttle|lose|die|kill) (?P<operation>create|read|update|delete)(?: (?P<nth>\d+))?"
)
THROTTLED = 3
RETRY_AFTER = 0.05
"""In seconds; Azure's are whole seconds."""


class AzureError(Exception):
    """An error of Azure, as azurerm reports it."""


class Faults:
    """Logs all calls to Azure, and injects the fault."""

    def __init__(self, setting: str | None, *, log: Path, stopped: threading.Event) -> None:
        found = FAULT.fullmatch(setting) if setting else None
        if setting and not found:  # a typo would inject nothing
            raise ValueError(f"SANDBOX_FAULT={setting!r}: must be as described in sandbox/faults.py")
        self.fault, self.operation = (found["fault"], found["operation"]) if found else ("", "")
        self.nth = int(found["nth"] or 1) if found else 0
        self.log = log
        self.stopped = stopped
        self._lock = threading.Lock()

    def around(self, operation: str, what: str, work: Callable[[], Done], *, timeout: float) -> Done:
        """Do the work with the fault, if this is its call; `timeout` is azurerm's, in seconds."""
        fault = self._due(operation, what)
        if fault == "fail":
            raise AzureError(
                "unexpected status 500 (500 Internal Server Error) with error: InternalServerError: "
                f"the sandbox was told to fail to {operation} {what}"
            )
        if fault == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if fault == "hang":
            canceled = self.stopped.wait(timeout)
            raise AzureError(
                f"polling after {operation}: context {'canceled' if canceled else 'deadline exceeded'}"
            )
        for _ in range(THROTTLED if fault == "throttle" else 0):
            self._write(f"429 {operation} {what}")
            time.sleep(RETRY_AFTER)
        done = work()
        if fault == "lose":
            raise AzureError(f"{operation} {what}: HTTP response was nil; connection may have been reset")
        if fault == "kill":
            os.kill(os.getppid(), signal.SIGKILL)
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    def _due(self, operation: str, what: str) -> str:
        """The fault, if this is the call for it."""
        with self._lock:
            self._write(f"{operation} {what}")
            if operation != self.operation:
                return ""
            calls = [line for line in self.log.read_text().splitlines() if line.startswith(f"{operation} ")]
            return self.fault if len(calls) == self.nth else ""

    def _write(self, line: str) -> None:
        with self.log.open("a") as log:
            log.write(f"{line}\n")
