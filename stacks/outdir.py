"""The folder that a synth writes: whatever happens on the way, each file is the old one or the new one."""

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from files.errors import GoldshelfError

OF_THE_SYSTEM = re.compile(r"(?:Error: )?E[A-Z]+: ")
"""How Node tells what the system refused: `ENOSPC: no space left on device, write`."""


class SynthError(GoldshelfError):
    """The stacks cannot be written. Its text is ready to be shown."""

    def __init__(self, why: str, *, outdir: Path) -> None:
        super().__init__(f"{why}; each file in {outdir} is whole, old or new: run again")
        self.why = why


@contextmanager
def replaced_whole(outdir: Path) -> Iterator[Path]:
    """Give an empty folder to synthesize into, then put its files in the place of those in `outdir`.

    What else lies there, such as `.terraform`, stays. Raise SynthError where the system or Node fails.
    """
    try:
        outdir.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".new-", dir=outdir) as beside:
            yield Path(beside)
            for path in sorted(path for path in Path(beside).rglob("*") if path.is_file()):
                target = outdir / path.relative_to(beside)
                target.parent.mkdir(parents=True, exist_ok=True)
                path.replace(target)
    except OSError as error:
        # jsii unpacks itself to the folder for temporary files, and does not name what it could not write.
        raise _failed(f"{error.filename or gettempdir()}: {error.strerror}", outdir) from None
    except json.JSONDecodeError:  # what jsii makes of an answer that never came
        raise _failed("Node ended before its answer: was it killed, or out of memory?", outdir) from None
    except RuntimeError as error:
        if not OF_THE_SYSTEM.match(str(error)):
            raise
        raise _failed(str(error).removeprefix("Error: "), outdir) from None


def _failed(why: str, outdir: Path) -> SynthError:
    # At exit, jsii would tell with a traceback that its Node is not there.
    sys.unraisablehook = lambda _: None
    return SynthError(why, outdir=outdir)
