"""The one error border: every command runs inside it, and it alone chooses the exit code of what went wrong.

0    done
1    an error that the user can put right, or Ctrl-C: a message on stderr, never a traceback
3    any other exception: a traceback, since the fault is goldshelf's

A command that has something to say with its exit code, such as 2 for "there are changes", returns it.
"""

import sys
from collections.abc import Callable

from files.errors import GoldshelfError
from files.terminal import line


def exit_code(
    command: Callable[[], int], *, where: object = "", todo: str = "", stopped: str = "stopped"
) -> int:
    """Run the command and return its exit code.

    `where` stands in for the name of a file that the system does not give with an error, and `todo` ends its
    message; `stopped` is printed on Ctrl-C.
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
        import traceback  # only a fault needs it

        traceback.print_exc()
        return 3
    return 1
