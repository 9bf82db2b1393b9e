"""The error border: every command runs inside it, and only it chooses the exit code of a failure.

0    done
1    an error that the user can fix, or Ctrl-C: a message on stderr, never a traceback
3    any other exception, which is a fault in goldshelf: a traceback

A command with an exit code of its own, such as 2 for "there are changes", returns it.
"""

import sys
from collections.abc import Callable
from functools import partial, wraps
from typing import ParamSpec

from files.errors import GoldshelfError
from files.terminal import line

Arguments = ParamSpec("Arguments")


def bordered(**messages: str) -> Callable[[Callable[Arguments, int]], Callable[Arguments, int]]:
    """Run the decorated command inside the border; `messages` are arguments of `exit_code`."""

    def decorated(command: Callable[Arguments, int]) -> Callable[Arguments, int]:
        @wraps(command)
        def inside(*args: Arguments.args, **kwargs: Arguments.kwargs) -> int:
            return exit_code(partial(command, *args, **kwargs), **messages)

        return inside

    return decorated


def exit_code(
    command: Callable[[], int], *, where: object = "", todo: str = "", stopped: str = "stopped"
) -> int:
    """Run the command and return its exit code.

    `where` names the file if an OSError does not, and `todo` ends the message of an OSError. `stopped` is
    printed on Ctrl-C.
    """
    try:
        return command()
    except GoldshelfError as error:
        print(f"error: {error}", file=sys.stderr)
    except OSError as error:
        parts = (str(error.filename or where), str(error.strerror or error))
        message = ": ".join(filter(None, ("error", *parts)))
        print(line("; ".join(filter(None, (message, todo)))), file=sys.stderr)
    except KeyboardInterrupt:
        print(stopped, file=sys.stderr)
    except Exception:
        import traceback  # rarely needed, and slow to import

        traceback.print_exc()
        return 3
    return 1
