#!/usr/bin/env -S python3 -IS
"""Terraform for cdktf, which has no patience: run as TERRAFORM_BINARY_NAME, with Terraform's own arguments.

cdktf runs Terraform at a terminal of its own. Told to stop, it types Ctrl-C there and ends a moment later:
the terminal hangs up, and that would kill Terraform before it has saved its state and freed its lock. And
where Terraform was killed, cdktf takes that for a good end. Here, Terraform comes to its end, and a signal
that ended it is an exit code. Meanwhile the folder DEPLOY_HOLDS is held, so that a deploy can wait for it.
"""

import fcntl
import os
import signal
import sys


class Terraform:
    """A child that is told to stop once: told twice, it would not wait until its state is saved."""

    def __init__(self, program: str, *arguments: str) -> None:
        self.told, self.pid = False, 0
        # Before there is a child: it must not die of what is sent to both.
        signal.signal(signal.SIGINT, self._at_the_terminal)
        signal.signal(signal.SIGTERM, self._alone)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        self.pid = os.fork()
        if not self.pid:
            os.execvp(program, [program, *arguments])  # noqa: S606
        signal.signal(signal.SIGHUP, self._alone)

    def _at_the_terminal(self, *_: object) -> None:
        """Ctrl-C: Terraform has got it too."""
        self.told = True

    def _alone(self, *_: object) -> None:
        """The terminal hung up, or somebody stops this program: Terraform has not got it."""
        if self.pid and not self.told:
            os.kill(self.pid, signal.SIGINT)
        self.told = True

    def code(self) -> int:
        """The exit code that it ends with; as a shell says it where a signal ended it."""
        code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return code if code >= 0 else 128 - code


if __name__ == "__main__":
    fcntl.flock(os.open(os.environ["DEPLOY_HOLDS"], os.O_RDONLY), fcntl.LOCK_SH)
    sys.exit(Terraform(os.environ["DEPLOY_TERRAFORM"], *sys.argv[1:]).code())
