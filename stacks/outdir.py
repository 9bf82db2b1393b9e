"""Write the folder of a synth: if that fails, each file is the old one or the new one."""

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from files.errors import GoldshelfError
from files.folders import make

SYSTEM_ERROR = re.compile(r"(?:Error: )?E[A-Z]+: ")
"""As Node reports it: `ENOSPC: no space left on device, write`."""


class SynthError(GoldshelfError):
    """The stacks could not be written."""

    def __init__(self, why: str, *, outdir: Path) -> None:
        super().__init__(f"{why}; each file in {outdir} is complete, the old one or the new one; run again")
        self.why = why


@contextmanager
def replaced_whole(outdir: Path) -> Iterator[Path]:
    """Yield an empty folder to synthesize into, then move its files to `outdir`.

    Other files in `outdir`, such as `.terraform`, stay. Raise SynthError if the system or Node fails.
    """
    try:
        make(outdir)
        with TemporaryDirectory(prefix=".new-", dir=outdir) as beside:
            yield Path(beside)
            for path in sorted(path for path in Path(beside).rglob("*") if path.is_file()):
                target = outdir / path.relative_to(beside)
                target.parent.mkdir(parents=True, exist_ok=True)
                path.replace(target)
    except OSError as error:
        # jsii unpacks itself to the temporary folder, and does not name the file that it could not write.
        raise _failed(f"{error.filename or gettempdir()}: {error.strerror}", outdir) from None
    except json.JSONDecodeError:  # raised by jsii if Node sends no answer
        raise _failed("Node ended without an answer: was it killed, or out of memory?", outdir) from None
    except RuntimeError as error:
        if not SYSTEM_ERROR.match(str(error)):
            raise
        raise _failed(str(error).removeprefix("Error: "), outdir) from None


def _failed(why: str, outdir: Path) -> SynthError:
    # At exit, jsii would print a traceback because its Node is gone.
    sys.unraisablehook = lambda _: None
    return SynthError(why, outdir=outdir)
