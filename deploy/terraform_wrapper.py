#!/usr/bin/env -S python3 -IS
"""Run Terraform for cdktf, as TERRAFORM_BINARY_NAME, and let it finish.

cdktf runs Terraform on a terminal of its own. When cdktf is stopped, it sends Ctrl-C there and exits a moment
later: the terminal hangs up, which would kill Terraform before it has saved its state and released its lock.
And if Terraform is killed, cdktf reports success. This wrapper waits for Terraform, and turns a signal that
ended it into an exit code. Until then it locks the folder DEPLOY_HOLDS, so that a deploy can wait for it.
"""

import fcntl
import os
import signal
import sys


class Terraform:
    """A child that is interrupted once: after a second time it would not wait until its state is saved."""

    def __init__(self, program: str, *arguments: str) -> None:
        self.interrupted, self.pid = False, 0
        # Before the child starts: a signal to both must not kill this process.
        signal.signal(signal.SIGINT, self._at_the_terminal)
        signal.signal(signal.SIGTERM, self._alone)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        self.pid = os.fork()
        if not self.pid:
            os.execvp(program, [program, *arguments])  # noqa: S606
        signal.signal(signal.SIGHUP, self._alone)

    def _at_the_terminal(self, *_: object) -> None:
        """Ctrl-C: Terraform has received it too."""
        self.interrupted = True

    def _alone(self, *_: object) -> None:
        """The terminal hung up, or this process alone was stopped: Terraform has received nothing."""
        if self.pid and not self.interrupted:
            os.kill(self.pid, signal.SIGINT)
        self.interrupted = True

    def code(self) -> int:
        """Wait for the child; return its exit code, or that of a shell if a signal ended it."""
        code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return code if code >= 0 else 128 - code


if __name__ == "__main__":
    fcntl.flock(os.open(os.environ["DEPLOY_HOLDS"], os.O_RDONLY), fcntl.LOCK_SH)
    sys.exit(Terraform(os.environ["DEPLOY_TERRAFORM"], *sys.argv[1:]).code())
